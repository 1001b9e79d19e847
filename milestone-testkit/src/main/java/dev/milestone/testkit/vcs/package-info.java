/**
 * Contract for those who make a version-control provider. Extend {@link
 * dev.milestone.testkit.vcs.VcsProviderContract}; the rules stand in {@code docs/spi-vcs.md}.
 */
@NullMarked
package dev.milestone.testkit.vcs;

import org.jspecify.annotations.NullMarked;
