/**
 * How commands get into the journal: the loop that takes a turn, catches up, decides, appends, and
 * lets effects go only after the force.
 */
@NullMarked
package dev.milestone.core.execute;

import org.jspecify.annotations.NullMarked;
