/**
 * What a vendor implements so that the plans of another tool can be taken in and written back.
 * Start at {@link dev.milestone.spi.plan.PlanFormat}; the rules are numbered PLN-1 … in {@code
 * docs/spi-plan.md}.
 */
@NullMarked
package dev.milestone.spi.plan;

import org.jspecify.annotations.NullMarked;
