/** Formats of plans, found by the engine as {@link dev.milestone.spi.plan.PlanFormat}. */
@NullMarked
package dev.milestone.connectors;

import org.jspecify.annotations.NullMarked;
