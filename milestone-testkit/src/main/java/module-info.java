/** Contract tests for each SPI, a simulator and an engine for the tests of embedders. */
module dev.milestone.testkit {
  requires transitive dev.milestone.api;
  requires dev.milestone.core;
  requires jdk.httpserver;
  requires tools.jackson.databind;
  requires transitive org.junit.jupiter.api;

  exports dev.milestone.testkit;
  exports dev.milestone.testkit.agent;
  exports dev.milestone.testkit.model;
  exports dev.milestone.testkit.plan;
  exports dev.milestone.testkit.storage;
  exports dev.milestone.testkit.sim;
  exports dev.milestone.testkit.vcs;
}
