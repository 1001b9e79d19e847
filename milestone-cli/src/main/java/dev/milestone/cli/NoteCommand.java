package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code milestone note}. */
@CommandLine.Command
final class NoteCommand extends Command {

  @Option(names = "--task", paramLabel = "ID", description = "the task it is about")
  @Nullable String task;

  @Option(names = "--milestone", paramLabel = "ID", description = "the milestone it is about")
  @Nullable String milestone;

  @Parameters(arity = "1..*", paramLabel = "TEXT", description = "the note")
  List<String> words = List.of();

  @Override
  int run() {
    String text = String.join(" ", words);
    if ((task == null) == (milestone == null)) {
      throw MilestoneException.invalid(
          "note_target", "a note is about one thing: give --task ID or --milestone ID", List.of());
    }
    try (MilestoneEngine engine = change()) {
      if (task != null) {
        engine.tasks().note(TaskId.of(task), text);
      } else {
        engine.milestones().note(MilestoneId.of(String.valueOf(milestone)), text);
      }
    }
    if (json()) {
      Map<String, Object> json = Json.object();
      if (task != null) {
        json.put("task_id", task);
      } else {
        json.put("milestone_id", String.valueOf(milestone));
      }
      json.put("text", text);
      document("note", json);
    } else {
      say("noted");
    }
    return ExitCode.OK;
  }
}
