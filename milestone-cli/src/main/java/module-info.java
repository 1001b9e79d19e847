/** The {@code milestone} command. */
module dev.milestone.cli {
  requires dev.milestone.agent;
  requires dev.milestone.agent.acp;
  requires dev.milestone.api;
  requires dev.milestone.connectors;
  requires dev.milestone.core;
  requires dev.milestone.git;
  requires dev.milestone.storage;
  requires info.picocli;
  requires org.slf4j;

  uses dev.milestone.spi.plan.PlanFormat;

  opens dev.milestone.cli to
      info.picocli;
}
