/**
 * What happened, as values: {@link dev.milestone.event.MilestoneEvent}, the documented types in
 * {@link dev.milestone.event.EventTypes}, and two ways to follow them: listeners for those who like
 * to know, cursors for those who must not miss anything.
 */
@NullMarked
package dev.milestone.event;

import org.jspecify.annotations.NullMarked;
