/**
 * Agents that speak the Agent Client Protocol: the provider {@code acp}. Start at {@link
 * dev.milestone.agent.acp.AcpAgentProvider}.
 *
 * <p>Inside, {@code ProcessTransport} carries messages to and from a process, {@code Conversation}
 * leads it through one attempt, {@code Updates} keeps what the agent tells meanwhile, {@code
 * Permissions} answers what it asks for. The library's types appear in no public signature.
 */
@NullMarked
package dev.milestone.agent.acp;

import org.jspecify.annotations.NullMarked;
