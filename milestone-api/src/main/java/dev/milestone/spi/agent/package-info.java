/**
 * What a vendor implements to let agents work under the engine. The rules are numbered AGT-1 … in
 * {@code docs/spi-agent.md} and proved by the contract tests of the test kit. A program's own agent
 * is one lambda: {@link dev.milestone.spi.agent.Agent}; a family of agents started from the
 * project's declarations is an {@link dev.milestone.spi.agent.AgentProvider}.
 */
@NullMarked
package dev.milestone.spi.agent;

import org.jspecify.annotations.NullMarked;
