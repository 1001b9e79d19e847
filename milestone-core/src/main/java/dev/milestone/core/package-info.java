/** The engine: the rooms below it decide, keep and carry out what happens in a project. */
@NullMarked
package dev.milestone.core;

import org.jspecify.annotations.NullMarked;
