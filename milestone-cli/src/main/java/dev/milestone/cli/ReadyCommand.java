package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** {@code milestone ready}. */
@CommandLine.Command
final class ReadyCommand extends Command {

  @Override
  int run() {
    try (MilestoneEngine engine = look()) {
      List<Task> ready = engine.tasks().ready();
      if (json()) {
        document("ready", Map.of("tasks", Documents.all(ready, Documents::readyTask)));
        return ExitCode.OK;
      }
      if (ready.isEmpty()) {
        say("nothing is ready; see milestone blockers and milestone update");
        return ExitCode.OK;
      }
      List<List<String>> rows = new ArrayList<>();
      for (Task task : ready) {
        rows.add(
            List.of(
                task.id().value(),
                "P" + task.definition().priority(),
                task.definition().milestone().value(),
                String.join(",", task.definition().requires()),
                task.definition().title()));
      }
      print(Text.table(rows, console().tableWidth()));
    }
    return ExitCode.OK;
  }
}
