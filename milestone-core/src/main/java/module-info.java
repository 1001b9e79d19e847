/** The engine behind {@code dev.milestone.api}; nothing here is API. */
@SuppressWarnings("module") // qualified exports name modules that are built after this one
module dev.milestone.core {
  requires transitive dev.milestone.api;
  requires jakarta.inject;
  requires org.slf4j;
  requires org.snakeyaml.engine;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.yaml;

  exports dev.milestone.core.journal to
      dev.milestone.cli;
  exports dev.milestone.core.time to
      dev.milestone.cli;
}
