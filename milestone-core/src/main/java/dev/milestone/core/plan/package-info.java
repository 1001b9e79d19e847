/**
 * Plan files: read strictly with the place of everything ({@link
 * dev.milestone.core.plan.PlanFileReader}), compared with what is planned already ({@link
 * dev.milestone.core.plan.PlanDiff}), scheduled by the critical path ({@link
 * dev.milestone.core.plan.CriticalPath}), and written into events ({@link
 * dev.milestone.core.plan.DefinitionCodec}).
 */
@NullMarked
package dev.milestone.core.plan;

import org.jspecify.annotations.NullMarked;
