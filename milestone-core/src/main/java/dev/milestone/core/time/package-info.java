/** The system's clocks, ids and chance: the only place that asks the machine for them. */
@NullMarked
package dev.milestone.core.time;

import org.jspecify.annotations.NullMarked;
