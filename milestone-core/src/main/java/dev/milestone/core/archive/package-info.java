/**
 * The end of a milestone: {@link dev.milestone.core.archive.ArchiveCandidate} is what the state
 * says of it, {@link dev.milestone.core.archive.ArchiveValidator} checks it, {@link
 * dev.milestone.core.archive.ArchiveWriter} writes what is kept. The engine appends the intent
 * before and the outcome after.
 */
@NullMarked
package dev.milestone.core.archive;

import org.jspecify.annotations.NullMarked;
