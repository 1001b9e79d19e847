/** The {@code milestone} command. */
@NullMarked
package dev.milestone.cli;

import org.jspecify.annotations.NullMarked;
