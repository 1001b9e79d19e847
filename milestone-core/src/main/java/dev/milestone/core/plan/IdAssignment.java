package dev.milestone.core.plan;

import dev.milestone.core.plan.PlanContext.MilestoneDraft;
import dev.milestone.core.plan.PlanContext.TaskDraft;
import dev.milestone.core.yaml.NodeReader;
import dev.milestone.core.yaml.YamlMapping;
import dev.milestone.core.yaml.YamlNode;
import dev.milestone.model.IdGrammar;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives every milestone and task of the files its id: the one that is written, or for a task
 * without one the id of the known task with the same title in the same milestone, or else the next
 * free number, {@code milestone-001-t001}. Ids are unique over tasks and milestones together, for
 * commands take either.
 */
final class IdAssignment {
  private final PlanContext context;
  private final Map<String, long[]> places;
  private final PlanContext.CaseTable cases = new PlanContext.CaseTable();

  IdAssignment(PlanContext context, Map<String, long[]> places) {
    this.context = context;
    this.places = places;
  }

  void assign() {
    for (MilestoneDraft milestone : context.milestones) {
      String id = AgentReader.id(milestone.in, milestone.node, milestone.path, "milestone-001");
      if (id != null && claim(id, milestone, milestone.node, milestone.path.at("id"))) {
        milestone.id = MilestoneId.of(id);
        context.milestoneById.put(id, milestone);
      }
    }
    for (MilestoneDraft milestone : context.milestones) {
      for (TaskDraft task : milestone.tasks) {
        named(milestone, task);
      }
    }
    for (TaskDefinition known : context.known.tasks()) {
      if (!places.containsKey(known.id().value())) {
        clashWithKnown(known.id().value());
      }
    }
    for (MilestoneDraft milestone : context.milestones) {
      if (milestone.id != null) {
        unnamed(milestone, milestone.id);
      }
    }
  }

  /**
   * Task ids that exist and are not in the files count for the check of upper and lower case only.
   */
  private void clashWithKnown(String id) {
    String clash = cases.clash(id);
    TaskDraft task = clash == null ? null : context.tasks.get(clash);
    if (clash != null && task != null) {
      caseProblem(task.milestone.in, idNode(task.node), task.path.at("id"), clash, id);
    }
  }

  private void named(MilestoneDraft milestone, TaskDraft task) {
    task.title = milestone.in.text(task.node, "title", task.path);
    if (task.node.get("id") == null) {
      if (task.node.get("title") == null) {
        String either = "an id or a title";
        milestone.in.problem(task.node, task.path, "neither", either, "add 'title: …'");
      }
      return;
    }
    String id = AgentReader.id(milestone.in, task.node, task.path, "task-001-003");
    if (id != null && claim(id, milestone, task.node, task.path.at("id"))) {
      task.id = TaskId.of(id);
      context.tasks.put(id, task);
      TaskDefinition known = context.known.task(id);
      if (known != null && milestone.id != null && !known.milestone().equals(milestone.id)) {
        milestone.in.problem(
            idNode(task.node),
            task.path.at("id"),
            "'" + id + "', a task of milestone '" + known.milestone() + "'",
            "a task of milestone '" + milestone.id + "'",
            "a task stays in its milestone; choose a new id");
      }
    }
  }

  private boolean claim(
      String id, MilestoneDraft owner, YamlMapping node, dev.milestone.core.yaml.FieldPath path) {
    YamlNode at = idNode(node);
    long[] place = {owner.file, ((long) at.line() << 32) | at.column()};
    long[] earlier = places.putIfAbsent(id, place);
    if (earlier != null) {
      owner.in.problem(
          at,
          path,
          "'" + id + "' a second time",
          "each id once, of tasks and milestones together",
          "it stands already in line " + (earlier[1] >>> 32) + " of " + fileName(earlier));
      return false;
    }
    String clash = cases.clash(id);
    if (clash != null) {
      caseProblem(owner.in, at, path, id, clash);
    }
    return true;
  }

  private String fileName(long[] place) {
    for (MilestoneDraft draft : context.milestones) {
      if (draft.file == place[0]) {
        return draft.in.file();
      }
    }
    return "another file";
  }

  private static void caseProblem(
      NodeReader in, YamlNode at, dev.milestone.core.yaml.FieldPath path, String id, String other) {
    in.problem(
        at,
        path,
        "'" + id + "', which differs from '" + other + "' by case only",
        "ids that differ by more than case",
        "rename one: on some file systems the two are one file");
  }

  private static YamlNode idNode(YamlMapping node) {
    YamlNode id = node.get("id");
    return id == null ? node : id;
  }

  private void unnamed(MilestoneDraft milestone, MilestoneId id) {
    Map<String, List<TaskDraft>> byTitle = new HashMap<>();
    for (TaskDraft task : milestone.tasks) {
      if (task.node.get("id") == null && task.title != null) {
        byTitle.computeIfAbsent(task.title, t -> new ArrayList<>(1)).add(task);
      }
    }
    if (byTitle.isEmpty()) {
      return;
    }
    Map<String, List<TaskId>> known = context.known.tasksByTitle(id);
    Set<String> again = new HashSet<>();
    int number = 1;
    for (TaskDraft task : milestone.tasks) {
      if (task.node.get("id") != null || task.title == null) {
        continue;
      }
      List<TaskId> candidates = new ArrayList<>();
      for (TaskId candidate : known.getOrDefault(task.title, List.of())) {
        if (!context.tasks.containsKey(candidate.value()) || again.contains(candidate.value())) {
          candidates.add(candidate);
        }
      }
      int same = byTitle.getOrDefault(task.title, List.of()).size();
      if (candidates.size() > 1 || (candidates.size() == 1 && same > 1)) {
        ambiguous(milestone, task, candidates, same);
        again.add(candidates.get(0).value());
        continue;
      }
      if (candidates.size() == 1) {
        take(milestone, task, candidates.get(0).value());
        continue;
      }
      if (same > 1 && again.add(task.title)) {
        context.warn(
            milestone.in,
            task.node,
            task.path,
            same + " tasks without an id and with the title '" + task.title + "'",
            "titles that differ, or ids",
            "a later version of the file can't tell them apart");
      }
      String next = id.value() + String.format("-t%03d", number++);
      while (places.containsKey(next) || context.known.task(next) != null) {
        next = id.value() + String.format("-t%03d", number++);
      }
      if (IdGrammar.fault(next).isPresent()) {
        milestone.in.problem(
            task.node,
            task.path.at("id"),
            "nothing",
            "an id",
            "the milestone's id is too long to number its tasks; give the task an id");
        continue;
      }
      take(milestone, task, next);
    }
  }

  private void take(MilestoneDraft milestone, TaskDraft task, String id) {
    task.id = TaskId.of(id);
    context.tasks.put(id, task);
    places.put(
        id, new long[] {milestone.file, ((long) task.node.line() << 32) | task.node.column()});
  }

  private void ambiguous(
      MilestoneDraft milestone, TaskDraft task, List<TaskId> candidates, int same) {
    List<String> names = candidates.stream().limit(5).map(TaskId::value).toList();
    milestone.in.problem(
        task.node,
        task.path.at("id"),
        same > 1
            ? same + " tasks without an id and with the title '" + task.title + "'"
            : "no id, and "
                + candidates.size()
                + " known tasks with the title '"
                + task.title
                + "'",
        "an id",
        "add the id that is meant: " + String.join(", ", names));
  }
}
