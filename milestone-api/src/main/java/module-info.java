/** What an embedding program sees of Milestone, and the SPI that vendors implement. */
module dev.milestone.api {
  requires static transitive org.apiguardian.api;
  requires static transitive org.jspecify;
  requires jakarta.inject;
  requires org.slf4j;

  uses dev.milestone.spi.EngineFactory;

  exports dev.milestone;
  exports dev.milestone.event;
  exports dev.milestone.model;
  exports dev.milestone.spi;
  exports dev.milestone.spi.agent;
  exports dev.milestone.spi.plan;
  exports dev.milestone.spi.storage;
  exports dev.milestone.spi.vcs;
  exports dev.milestone.spi.vcs.message;
}
