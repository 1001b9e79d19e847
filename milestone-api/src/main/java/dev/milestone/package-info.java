/**
 * The engine as an embedding program sees it: four verbs (plan, execute, update, archive) and the
 * nouns that hang under it. Start at {@link dev.milestone.MilestoneEngine}.
 *
 * <p>Everything that happens is an event in an append-only journal; nothing is acknowledged before
 * the events that decided it are forced to disk. Several engines may share one project.
 */
@NullMarked
package dev.milestone;

import org.jspecify.annotations.NullMarked;
