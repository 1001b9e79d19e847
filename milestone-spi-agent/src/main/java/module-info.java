/** Agent providers: external processes, and presets of known coding agents. */
module dev.milestone.agent {
  requires transitive dev.milestone.api;
  requires org.snakeyaml.engine;
  requires tools.jackson.core;
  requires tools.jackson.dataformat.yaml;

  exports dev.milestone.agent;

  provides dev.milestone.spi.agent.AgentProvider with
      dev.milestone.agent.PresetAgentProvider,
      dev.milestone.agent.ProcessAgentProvider;
  provides dev.milestone.spi.agent.CommandRunner with
      dev.milestone.agent.ProcessCommandRunner;
}
