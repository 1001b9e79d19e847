/**
 * The contract of plan formats. Start at {@link dev.milestone.testkit.plan.PlanFormatContract}; the
 * rules are numbered PLN-1 … in {@code docs/spi-plan.md}.
 */
@NullMarked
package dev.milestone.testkit.plan;

import org.jspecify.annotations.NullMarked;
