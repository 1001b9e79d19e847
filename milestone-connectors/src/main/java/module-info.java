/** Plans of other tools: read and written back. */
module dev.milestone.connectors {
  requires transitive dev.milestone.api;
  requires tools.jackson.core;

  provides dev.milestone.spi.plan.PlanFormat with
      dev.milestone.connectors.BeadsFormat,
      dev.milestone.connectors.KiroFormat,
      dev.milestone.connectors.MarkdownFormat,
      dev.milestone.connectors.SpecKitFormat,
      dev.milestone.connectors.TaskMasterFormat;
}
