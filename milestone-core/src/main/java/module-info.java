/** The engine behind {@code dev.milestone.api}; nothing here is API. */
@SuppressWarnings("module") // qualified exports name modules that are built after this one
module dev.milestone.core {
  requires transitive dev.milestone.api;
  requires jakarta.inject;
  requires org.snakeyaml.engine;
  requires org.slf4j;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.yaml;

  exports dev.milestone.core.config to
      dev.milestone.cli;
  exports dev.milestone.core.execute to
      dev.milestone.testkit;
  exports dev.milestone.core.journal to
      dev.milestone.cli,
      dev.milestone.testkit;
  exports dev.milestone.core.kernel to
      dev.milestone.testkit;
  exports dev.milestone.core.plan to
      dev.milestone.cli,
      dev.milestone.testkit;
  exports dev.milestone.core.session to
      dev.milestone.testkit;
  exports dev.milestone.core.time to
      dev.milestone.cli,
      dev.milestone.testkit;

  uses dev.milestone.spi.storage.StorageProvider;
  uses dev.milestone.spi.agent.AgentProvider;
  uses dev.milestone.spi.agent.CommandRunner;
  uses dev.milestone.spi.plan.PlanFormat;
  uses dev.milestone.spi.vcs.VcsProvider;

  provides dev.milestone.spi.EngineFactory with
      dev.milestone.core.engine.DefaultEngineFactory;
}
