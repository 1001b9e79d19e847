package dev.milestone.core.kernel;

import static dev.milestone.core.kernel.NewEvent.details;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.event.EventTypes;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Decisions about definitions. What has been done is kept whatever a new plan says. */
final class Planning {
  private Planning() {}

  /**
   * What taking a plan in came to.
   *
   * @param added new milestones and tasks
   * @param changed milestones and tasks with another definition
   * @param removed tasks that are no longer in the plan
   */
  record Applied(int added, int changed, int removed) {}

  static Object apply(Batch batch, Command.ApplyPlan c) {
    State state = batch.state;
    ProjectDefinition project = c.project();
    PlanDifference difference = PlanDifference.of(state, c);
    int added = difference.added();
    int changed = difference.changed();
    int removed = difference.removed();
    if (difference.isEmpty()) {
      return new Applied(0, 0, 0);
    }
    Map<String, Object> head =
        details("sources", c.sources().isEmpty() ? null : new ArrayList<Object>(c.sources()));
    head.putAll(difference.project);
    head.put("added", added);
    head.put("changed", changed);
    head.put("removed", removed);
    String plan = batch.emit(EventTypes.PLAN_APPLIED, null, null, null, null, null, head);
    Map<String, Integer> position = new HashMap<>();
    for (int i = 0; i < project.milestones().size(); i++) {
      position.put(project.milestones().get(i).id().value(), i);
    }
    for (MilestoneDefinition definition : difference.newMilestones) {
      define(batch, EventTypes.MILESTONE_CREATED, definition, position, plan);
    }
    for (MilestoneDefinition definition : difference.changedMilestones) {
      define(batch, EventTypes.MILESTONE_CHANGED, definition, position, plan);
    }
    for (int i = 0; i < project.tasks().size(); i++) {
      position.put(project.tasks().get(i).id().value(), i);
    }
    for (TaskDefinition definition : difference.newTasks) {
      MilestoneNode milestone = Decider.milestone(state, definition.milestone().value());
      Settling.reopen(batch, milestone, "task " + definition.id() + " was added");
      define(batch, EventTypes.TASK_ADDED, definition, position, plan);
    }
    for (TaskDefinition definition : difference.changedTasks) {
      MilestoneNode milestone = Decider.milestone(state, definition.milestone().value());
      TaskNode known = Decider.task(state, definition.id().value());
      if (known.milestone != milestone
          && known.status != TaskStatus.SUCCEEDED
          && known.status != TaskStatus.CANCELLED) {
        Settling.reopen(batch, milestone, "task " + definition.id() + " was moved here");
      }
      define(batch, EventTypes.TASK_CHANGED, definition, position, plan);
    }
    for (TaskNode task : difference.revived) {
      Decider.revive(batch, task, "it is in the plan again");
    }
    for (TaskNode task : difference.removed) {
      Decider.cancel(batch, task, REMOVED);
    }
    for (Adoption adoption : difference.adoptions) {
      adoption.emit(batch, plan);
    }
    batch.touched.addAll(state.milestones);
    return new Applied(added, changed, removed);
  }

  static final String REMOVED = "it is no longer in the plan";

  private static void define(
      Batch batch,
      String type,
      MilestoneDefinition definition,
      Map<String, Integer> position,
      String parent) {
    batch.emit(
        type,
        definition.id().value(),
        null,
        null,
        null,
        parent,
        details(
            "definition",
            batch.state.definitions.write(definition),
            "position",
            position.getOrDefault(definition.id().value(), 0)));
  }

  private static void define(
      Batch batch,
      String type,
      TaskDefinition definition,
      Map<String, Integer> position,
      String parent) {
    batch.emit(
        type,
        definition.milestone().value(),
        null,
        null,
        null,
        parent,
        details(
            "task_id",
            definition.id().value(),
            "definition",
            batch.state.definitions.write(definition),
            "position",
            position.getOrDefault(definition.id().value(), 0)));
  }

  static Object add(Batch batch, Command.AddTask c) {
    State state = batch.state;
    TaskDefinition definition = c.task();
    String id = definition.id().value();
    MilestoneNode milestone = Decider.milestone(state, definition.milestone().value());
    Decider.open(milestone);
    TaskNode known = state.taskById.get(id);
    if (known != null) {
      if (known.definition().equals(definition)) {
        return "";
      }
      throw MilestoneException.refused(
          "id_taken", "there is a task " + id + " already; choose another id");
    }
    String same = state.sameButCase(id);
    if (same != null || state.milestoneById.containsKey(id)) {
      throw MilestoneException.refused(
          "id_taken", "the id " + id + " is taken by " + (same == null ? "a milestone" : same));
    }
    for (var dependency : definition.dependencies()) {
      String target = dependency.target();
      if (!state.taskById.containsKey(target) && !state.milestoneById.containsKey(target)) {
        throw new MilestoneException(
            ErrorKind.INVALID_INPUT,
            "unknown_dependency",
            "task " + id + " depends on " + target + ", which does not exist");
      }
    }
    definition
        .resources()
        .forEach(
            (name, units) -> {
              if (state.capacity.getOrDefault(name, 0) < units) {
                throw new MilestoneException(
                    ErrorKind.INVALID_INPUT,
                    "undeclared_resource",
                    "task "
                        + id
                        + " needs "
                        + units
                        + " of resource "
                        + name
                        + ", of which the project has "
                        + state.capacity.getOrDefault(name, 0));
              }
            });
    if (waitsForItself(state, definition)) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "cycle",
          "task " + id + " would wait for itself through its milestone; change its dependencies");
    }
    Settling.reopen(batch, milestone, "task " + id + " was added");
    batch.touched.add(milestone);
    batch.emit(
        EventTypes.TASK_ADDED,
        milestone.id,
        null,
        null,
        null,
        null,
        details(
            "task_id",
            id,
            "definition",
            state.definitions.write(definition),
            "position",
            state.tasks.size()));
    return "";
  }

  /**
   * Whether a task that is not there, or is there but cancelled, would come before itself. What is
   * done or cancelled holds nobody up.
   */
  static boolean waitsForItself(State state, TaskDefinition definition) {
    ArrayDeque<Object> queue = new ArrayDeque<>();
    Set<Object> seen = new HashSet<>();
    definition
        .dependencies()
        .forEach(
            d -> {
              Object target = state.taskById.get(d.target());
              queue.add(
                  target == null ? state.milestoneById.getOrDefault(d.target(), NONE) : target);
            });
    MilestoneNode own = state.milestoneById.get(definition.milestone().value());
    if (own != null) {
      for (String before : own.before) {
        queue.add(state.milestoneById.getOrDefault(before, NONE));
      }
    }
    while (!queue.isEmpty()) {
      Object at = queue.remove();
      if (!seen.add(at)) {
        continue;
      }
      if (at == own) {
        return true;
      }
      if (at instanceof TaskNode task) {
        if (task.id.equals(definition.id().value())) {
          return true;
        }
        if (task.status == TaskStatus.SUCCEEDED || task.status == TaskStatus.CANCELLED) {
          continue;
        }
        for (Link link : task.before) {
          if (link.task != null) {
            queue.add(link.task);
          } else if (link.milestone != null) {
            queue.add(link.milestone);
          }
        }
        for (String before : task.milestone.before) {
          MilestoneNode milestone = state.milestoneById.get(before);
          if (milestone != null) {
            queue.add(milestone);
          }
        }
      } else if (at instanceof MilestoneNode milestone) {
        queue.addAll(milestone.tasks);
        for (String before : milestone.before) {
          MilestoneNode next = state.milestoneById.get(before);
          if (next != null) {
            queue.add(next);
          }
        }
      }
    }
    return false;
  }

  private static final MilestoneNode NONE = new MilestoneNode(-1, "");
}
