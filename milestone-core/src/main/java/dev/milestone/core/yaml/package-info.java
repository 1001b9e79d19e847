/**
 * Reads the YAML that people write, strictly and with the place of every value: {@link
 * dev.milestone.core.yaml.YamlReader} turns bytes into a small tree, or into located problems. What
 * makes YAML surprising (anchors, tags, several documents, repeated keys, {@code no} as a boolean)
 * is refused or not done.
 */
@NullMarked
package dev.milestone.core.yaml;

import org.jspecify.annotations.NullMarked;
