/** Agent providers: external processes. */
module dev.milestone.agent {
  requires transitive dev.milestone.api;
  requires tools.jackson.core;

  exports dev.milestone.agent;

  provides dev.milestone.spi.agent.AgentProvider with
      dev.milestone.agent.ProcessAgentProvider;
  provides dev.milestone.spi.agent.CommandRunner with
      dev.milestone.agent.ProcessCommandRunner;
}
