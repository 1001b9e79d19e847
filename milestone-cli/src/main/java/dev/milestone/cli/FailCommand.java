package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.model.Task;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code milestone fail}. */
@CommandLine.Command
final class FailCommand extends ReportCommand {

  @Option(
      names = {"--reason", "--summary"},
      paramLabel = "TEXT",
      description = "why it failed")
  String reason = "";

  @Override
  Task tell(MilestoneEngine engine) {
    return engine.tasks().fail(report(reason));
  }
}
