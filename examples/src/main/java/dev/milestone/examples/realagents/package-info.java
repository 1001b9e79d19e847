/**
 * Real coding agents at a two-task plan, with a model that answers from a script. Start at {@link
 * dev.milestone.examples.realagents.RealAgents}; {@code examples/real-agents/run} installs the
 * agents and runs it.
 */
@NullMarked
package dev.milestone.examples.realagents;

import org.jspecify.annotations.NullMarked;
