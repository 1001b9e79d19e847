/**
 * What a coverage-guided fuzzer drives: one class for each parser, with the method {@code
 * fuzzerTestOneInput(byte[])}. {@code fuzz/run} runs them; the tests run them over their seeds and
 * over mutations of those.
 */
@NullMarked
package dev.milestone.fuzz;

import org.jspecify.annotations.NullMarked;
