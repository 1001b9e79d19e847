/**
 * Plan files: read strictly with the place of everything ({@link
 * dev.milestone.core.plan.PlanFileReader}), plans of other tools told from them ({@link
 * dev.milestone.core.plan.FormatChoice}) and marked ({@link dev.milestone.core.plan.ForeignPlans}),
 * scheduled by the critical path ({@link dev.milestone.core.plan.CriticalPath}), and written into
 * events ({@link dev.milestone.core.plan.DefinitionCodec}).
 */
@NullMarked
package dev.milestone.core.plan;

import org.jspecify.annotations.NullMarked;
