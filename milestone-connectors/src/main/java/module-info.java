/** Plans of other tools: read and written back. */
module dev.milestone.connectors {
  requires transitive dev.milestone.api;
  requires tools.jackson.core;
}
