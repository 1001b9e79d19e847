/**
 * What a commit says, made from what it changes: conventional headers, trailers, the type of a
 * change, groups of changes. Pure functions and values that an engine and a vendor share. Start at
 * {@link dev.milestone.spi.vcs.message.CommitMessage}.
 */
@NullMarked
package dev.milestone.spi.vcs.message;

import org.jspecify.annotations.NullMarked;
