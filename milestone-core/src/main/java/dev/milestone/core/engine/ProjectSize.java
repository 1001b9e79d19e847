package dev.milestone.core.engine;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * How large the project would be.
 *
 * @param milestones all that it ever had
 * @param tasks all that it ever had
 */
record ProjectSize(int milestones, int tasks) {

  /**
   * Checks the limits.
   *
   * @throws MilestoneException code {@code too_large}
   */
  void check(EngineSettings settings) {
    List<Problem> problems = new ArrayList<>();
    exceeds(problems, "milestones", milestones, settings.maxMilestones(), "limits.max_milestones");
    exceeds(problems, "tasks", tasks, settings.maxTasks(), "limits.max_tasks");
    if (!problems.isEmpty()) {
      throw MilestoneException.invalid(
          "too_large", "the project would be too large, nothing changed", problems);
    }
  }

  private static void exceeds(
      List<Problem> problems, String field, int count, int limit, String key) {
    if (count > limit) {
      problems.add(
          new Problem(
              "",
              0,
              0,
              field,
              count + " " + field,
              "at most " + limit,
              "split the project, or set " + key + " higher"));
    }
  }
}
