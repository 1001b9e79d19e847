/** Measurements and comparisons. */
@NullMarked
package dev.milestone.benchmarks;

import org.jspecify.annotations.NullMarked;
