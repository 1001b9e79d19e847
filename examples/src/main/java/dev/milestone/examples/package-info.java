/** Runnable examples. */
@NullMarked
package dev.milestone.examples;

import org.jspecify.annotations.NullMarked;
