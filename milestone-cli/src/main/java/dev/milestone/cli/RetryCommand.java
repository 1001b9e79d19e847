package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.model.Task;
import dev.milestone.model.TaskId;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code milestone retry}. */
@CommandLine.Command
final class RetryCommand extends Command {

  @Parameters(paramLabel = "ID", description = "a failed or cancelled task")
  String id = "";

  @Override
  int run() {
    try (MilestoneEngine engine = change()) {
      Task task = engine.tasks().retry(TaskId.of(id));
      if (json()) {
        document("retry", Documents.task(task));
      } else {
        say(task.id() + " " + task.status().text() + "; next: milestone execute");
      }
    }
    return ExitCode.OK;
  }
}
