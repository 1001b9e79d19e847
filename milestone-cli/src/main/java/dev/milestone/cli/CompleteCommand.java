package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.model.Task;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code milestone complete}. */
@CommandLine.Command
final class CompleteCommand extends ReportCommand {

  @Option(names = "--summary", paramLabel = "TEXT", description = "what was done")
  String summary = "";

  @Override
  Task tell(MilestoneEngine engine) {
    return engine.tasks().complete(report(summary));
  }
}
