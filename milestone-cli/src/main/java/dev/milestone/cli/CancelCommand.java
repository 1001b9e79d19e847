package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskId;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code milestone cancel}. */
@CommandLine.Command
final class CancelCommand extends Command {

  @Parameters(paramLabel = "ID", description = "a task or a milestone")
  String id = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "why")
  String reason = "";

  @Override
  int run() {
    try (MilestoneEngine engine = change()) {
      if (engine.tasks().find(TaskId.of(id)).isPresent()) {
        engine.tasks().cancel(TaskId.of(id), reason);
      } else if (engine.milestones().find(MilestoneId.of(id)).isPresent()) {
        engine.milestones().cancel(MilestoneId.of(id), reason);
      } else {
        throw MilestoneException.invalid(
            "unknown_id",
            "there is no task or milestone '" + id + "'; see milestone update",
            List.of());
      }
    }
    if (json()) {
      document("cancel", Map.of("id", id, "status", "cancelled"));
    } else {
      say(id + " cancelled; milestone retry " + id + " takes a task up again");
    }
    return ExitCode.OK;
  }
}
