/** A vendor's agent provider: agents that follow a few steps of their declaration. */
@NullMarked
package dev.milestone.examples.agent;

import org.jspecify.annotations.NullMarked;
