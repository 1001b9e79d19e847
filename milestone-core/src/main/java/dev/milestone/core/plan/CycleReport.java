package dev.milestone.core.plan;

import dev.milestone.Problem;
import dev.milestone.core.plan.PlanContext.MilestoneDraft;
import dev.milestone.core.plan.PlanContext.TaskDraft;
import dev.milestone.core.yaml.FieldPath;
import dev.milestone.core.yaml.YamlMapping;
import dev.milestone.core.yaml.YamlNode;
import dev.milestone.core.yaml.YamlScalar;
import dev.milestone.core.yaml.YamlSequence;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.TaskDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reports cycles at the dependency that closes them. The path is given in full where it fits into a
 * problem.
 */
final class CycleReport {
  private final PlanContext context;
  private final List<String> files;
  private final Map<String, long[]> places;

  CycleReport(PlanContext context, List<String> files, Map<String, long[]> places) {
    this.context = context;
    this.files = files;
    this.places = places;
  }

  /** Looks at what the files define together with what is known besides. */
  void report(List<MilestoneDefinition> milestones, List<TaskDefinition> tasks) {
    List<MilestoneDefinition> allMilestones = new ArrayList<>(milestones);
    List<TaskDefinition> allTasks = new ArrayList<>(tasks);
    for (MilestoneDefinition known : context.known.milestones()) {
      if (!context.milestoneById.containsKey(known.id().value())) {
        allMilestones.add(known);
      }
    }
    for (TaskDefinition known : context.known.tasks()) {
      if (!context.tasks.containsKey(known.id().value())
          && !context.milestoneById.containsKey(known.milestone().value())) {
        allTasks.add(known);
      }
    }
    for (List<String> cycle : Cycles.find(allMilestones, allTasks)) {
      report(cycle);
    }
  }

  private void report(List<String> cycle) {
    for (int i = 0; i + 1 < cycle.size(); i++) {
      TaskDraft task = context.tasks.get(cycle.get(i));
      MilestoneDraft milestone =
          task == null ? context.milestoneById.get(cycle.get(i)) : task.milestone;
      if (milestone == null) {
        continue;
      }
      YamlMapping node = task == null ? milestone.node : task.node;
      FieldPath path = (task == null ? milestone.path : task.path).at("depends_on");
      YamlNode dependency = find(node, cycle.get(i + 1));
      if (dependency != null) {
        milestone.in.problem(dependency, path, text(cycle), "no cycle", hint(cycle));
        return;
      }
    }
    // No dependency of the files names the next one: the cycle goes through a milestone of its own
    // tasks.
    long[] place = places.get(cycle.get(0));
    String file = place == null ? "" : files.get((int) place[0]);
    int line = place == null ? 0 : (int) (place[1] >>> 32);
    int column = place == null ? 0 : (int) place[1];
    context.problems.add(
        new Problem(file, line, column, "depends_on", text(cycle), "no cycle", hint(cycle)));
  }

  private static String hint(List<String> cycle) {
    return cycle.size() - 1 + " wait for each other; remove one of these dependencies";
  }

  /** The whole path, or its beginning and end with the number left out. */
  static String text(List<String> cycle) {
    String whole = "the cycle " + String.join(" → ", cycle);
    if (whole.length() <= Problem.MAX_TEXT) {
      return whole;
    }
    int last = cycle.size();
    int head = 0;
    int length = 60 + 2 * cycle.get(last - 1).length() + cycle.get(last - 2).length();
    while (head < last - 2 && length + cycle.get(head).length() + 3 <= Problem.MAX_TEXT) {
      length += cycle.get(head++).length() + 3;
    }
    return "the cycle "
        + String.join(" → ", cycle.subList(0, head))
        + " → … "
        + (last - 2 - head)
        + " more … → "
        + cycle.get(last - 2)
        + " → "
        + cycle.get(last - 1);
  }

  private static @Nullable YamlNode find(YamlMapping node, String target) {
    if (node.get("depends_on") instanceof YamlSequence sequence) {
      for (YamlNode item : sequence.items()) {
        if (names(item, target)
            || (item instanceof YamlMapping map
                && (names(map.get("task"), target) || names(map.get("milestone"), target)))) {
          return item;
        }
      }
    }
    return null;
  }

  private static boolean names(@Nullable YamlNode node, String target) {
    return node instanceof YamlScalar scalar && scalar.text().equals(target);
  }
}
