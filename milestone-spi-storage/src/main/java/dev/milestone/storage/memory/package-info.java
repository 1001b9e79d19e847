/** The storage provider {@code memory}. */
@NullMarked
package dev.milestone.storage.memory;

import org.jspecify.annotations.NullMarked;
