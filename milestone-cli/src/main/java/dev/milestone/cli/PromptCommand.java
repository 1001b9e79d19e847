package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.model.TaskId;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code milestone prompt}. */
@CommandLine.Command
final class PromptCommand extends Command {

  @Parameters(paramLabel = "TASK", description = "the task")
  String id = "";

  @Override
  int run() {
    try (MilestoneEngine engine = look()) {
      String prompt = engine.tasks().prompt(TaskId.of(id));
      if (json()) {
        document("prompt", Map.of("task_id", id, "prompt", prompt));
      } else {
        console().out().print(prompt);
        console().out().flush();
      }
    }
    return ExitCode.OK;
  }
}
