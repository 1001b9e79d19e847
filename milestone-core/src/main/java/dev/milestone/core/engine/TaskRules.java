package dev.milestone.core.engine;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.core.plan.Globs;
import dev.milestone.model.TaskDefinition;
import java.util.ArrayList;
import java.util.List;

/** What a definition has to fulfil that does not come through a plan file. */
final class TaskRules {

  /** Longest title. */
  static final int MAX_TITLE = 1_000;

  private TaskRules() {}

  static void check(TaskDefinition task) {
    List<Problem> problems = new ArrayList<>();
    if (task.title().isBlank() || task.title().length() > MAX_TITLE) {
      problems.add(
          Problem.of(
              "title",
              task.title().isBlank() ? "nothing" : task.title().length() + " characters",
              "1 to " + MAX_TITLE + " characters",
              "say in a line what is to be done"));
    }
    for (int i = 0; i < task.files().size(); i++) {
      String glob = task.files().get(i);
      String field = "files[" + i + "]";
      Globs.fault(glob)
          .ifPresent(
              fault -> problems.add(Problem.of(field, glob, "a glob below the project", fault)));
    }
    task.resources()
        .forEach(
            (name, units) -> {
              if (units < 1) {
                problems.add(
                    Problem.of(
                        "resources." + name, String.valueOf(units), "at least 1", "leave it out"));
              }
            });
    if (!problems.isEmpty()) {
      throw MilestoneException.invalid(
          "bad_task", "task " + task.id() + " was not added, nothing changed", problems);
    }
  }
}
