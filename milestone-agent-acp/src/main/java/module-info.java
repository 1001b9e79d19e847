/** Agents that speak the Agent Client Protocol. */
@SuppressWarnings("requires-automatic") // neither the ACP client nor Reactor ships a descriptor
module dev.milestone.agent.acp {
  requires transitive dev.milestone.api;
  requires acp.core;
  requires dev.milestone.agent;
  requires reactor.core;

  exports dev.milestone.agent.acp;

  provides dev.milestone.spi.agent.AgentProvider with
      dev.milestone.agent.acp.AcpAgentProvider;
}
