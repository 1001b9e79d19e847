/**
 * What the state looks like from outside: {@link dev.milestone.core.monitor.Views} turns its nodes
 * into values of the API, {@link dev.milestone.core.monitor.StatusReports} adds figures, blockers,
 * risks and recommendations. Pure: time comes in, nothing is kept.
 */
@NullMarked
package dev.milestone.core.monitor;

import org.jspecify.annotations.NullMarked;
