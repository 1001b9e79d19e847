/**
 * What a vendor implements to tell the engine about the version control of a project. The rules are
 * numbered VCS-1 … in {@code docs/spi-vcs.md}. Start at {@link dev.milestone.spi.vcs.VcsProvider}.
 */
@NullMarked
package dev.milestone.spi.vcs;

import org.jspecify.annotations.NullMarked;
