package dev.milestone.core.kernel;

import static dev.milestone.core.kernel.NewEvent.details;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.event.EventTypes;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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
    Set<String> planned = new HashSet<>();
    List<MilestoneDefinition> newMilestones = new ArrayList<>();
    List<MilestoneDefinition> changedMilestones = new ArrayList<>();
    for (MilestoneDefinition definition : project.milestones()) {
      planned.add(definition.id().value());
      MilestoneNode known = state.milestoneById.get(definition.id().value());
      if (known == null) {
        String id = definition.id().value();
        free(state, id, state.taskById.containsKey(id));
        newMilestones.add(definition);
      } else if (!known.definition().equals(definition)) {
        Decider.open(known);
        changedMilestones.add(definition);
      }
    }
    List<TaskDefinition> newTasks = new ArrayList<>();
    List<TaskDefinition> changedTasks = new ArrayList<>();
    List<TaskNode> revived = new ArrayList<>();
    Map<String, Set<String>> inPlan = new HashMap<>();
    Set<String> inPlanAtAll = new HashSet<>();
    for (TaskDefinition definition : project.tasks()) {
      String id = definition.id().value();
      inPlan.computeIfAbsent(definition.milestone().value(), k -> new HashSet<>()).add(id);
      inPlanAtAll.add(id);
      TaskNode known = state.taskById.get(id);
      if (known == null) {
        free(state, id, state.milestoneById.containsKey(id));
        target(state, planned, definition);
        newTasks.add(definition);
      } else {
        if (!known.definition().equals(definition)) {
          Decider.open(known.milestone);
          target(state, planned, definition);
          changedTasks.add(definition);
        }
        if (known.status == TaskStatus.CANCELLED
            && REMOVED.equals(known.reason)
            && !known.milestone.closed()) {
          revived.add(known);
        }
      }
    }
    List<TaskNode> removed = new ArrayList<>();
    for (MilestoneDefinition definition : project.milestones()) {
      MilestoneNode known = state.milestoneById.get(definition.id().value());
      if (known != null) {
        for (TaskNode task : known.tasks) {
          if (!inPlanAtAll.contains(task.id)
              && task.active == null
              && task.status != TaskStatus.SUCCEEDED
              && task.status != TaskStatus.CANCELLED) {
            removed.add(task);
          }
        }
      }
    }
    Map<String, Object> d = projectDetails(state, project);
    int added = newMilestones.size() + newTasks.size();
    int changed = changedMilestones.size() + changedTasks.size();
    if (added + changed + removed.size() + revived.size() == 0 && d.isEmpty()) {
      return new Applied(0, 0, 0);
    }
    Map<String, Object> head =
        details("sources", c.sources().isEmpty() ? null : new ArrayList<Object>(c.sources()));
    head.putAll(d);
    head.put("added", added);
    head.put("changed", changed);
    head.put("removed", removed.size());
    String plan = batch.emit(EventTypes.PLAN_APPLIED, null, null, null, null, null, head);
    Map<String, Integer> position = new HashMap<>();
    for (int i = 0; i < project.milestones().size(); i++) {
      position.put(project.milestones().get(i).id().value(), i);
    }
    for (MilestoneDefinition definition : newMilestones) {
      define(batch, EventTypes.MILESTONE_CREATED, definition, position, plan);
    }
    for (MilestoneDefinition definition : changedMilestones) {
      define(batch, EventTypes.MILESTONE_CHANGED, definition, position, plan);
    }
    for (int i = 0; i < project.tasks().size(); i++) {
      position.put(project.tasks().get(i).id().value(), i);
    }
    for (TaskDefinition definition : newTasks) {
      MilestoneNode milestone = Decider.milestone(state, definition.milestone().value());
      Settling.reopen(batch, milestone, "task " + definition.id() + " was added");
      define(batch, EventTypes.TASK_ADDED, definition, position, plan);
    }
    for (TaskDefinition definition : changedTasks) {
      MilestoneNode milestone = Decider.milestone(state, definition.milestone().value());
      TaskNode known = Decider.task(state, definition.id().value());
      if (known.milestone != milestone
          && known.status != TaskStatus.SUCCEEDED
          && known.status != TaskStatus.CANCELLED) {
        Settling.reopen(batch, milestone, "task " + definition.id() + " was moved here");
      }
      define(batch, EventTypes.TASK_CHANGED, definition, position, plan);
    }
    for (TaskNode task : revived) {
      Decider.revive(batch, task, "it is in the plan again");
    }
    for (TaskNode task : removed) {
      Decider.cancel(batch, task, REMOVED);
    }
    batch.touched.addAll(state.milestones);
    return new Applied(added, changed, removed.size());
  }

  /** Refuses an id that is taken, or differs by case only from one that is. */
  private static void free(State state, String id, boolean takenByOther) {
    String same = state.sameButCase(id);
    if (same != null || takenByOther) {
      throw MilestoneException.refused(
          "id_taken",
          "the id "
              + id
              + " is taken by "
              + (same == null ? "a task or milestone of the project" : same)
              + "; choose another id");
    }
  }

  /** Refuses a task whose milestone is neither known nor in the plan, or is closed. */
  private static void target(State state, Set<String> planned, TaskDefinition definition) {
    String id = definition.milestone().value();
    MilestoneNode milestone = state.milestoneById.get(id);
    if (milestone != null) {
      Decider.open(milestone);
    } else if (!planned.contains(id)) {
      Decider.milestone(state, id);
    }
  }

  static final String REMOVED = "it is no longer in the plan";

  /** What a plan says about the project that differs from what is known. */
  private static Map<String, Object> projectDetails(State state, ProjectDefinition project) {
    Map<String, Object> d = new LinkedHashMap<>();
    if (!project.name().isEmpty() && !project.name().equals(state.project)) {
      d.put("project", project.name());
    }
    Map<String, AgentDefinition> agents = new LinkedHashMap<>(state.agents);
    for (AgentDefinition agent : project.agents()) {
      agents.put(agent.id().value(), agent);
    }
    if (!agents.equals(state.agents)) {
      List<Object> list = new ArrayList<>();
      for (AgentDefinition agent : agents.values()) {
        list.add(state.definitions.write(agent));
      }
      d.put("agents", list);
    }
    Map<String, Object> resources = new LinkedHashMap<>(state.capacity);
    resources.putAll(project.resources());
    if (!resources.equals(state.capacity)) {
      d.put("resources", resources);
    }
    BudgetNode known = state.budgets.get(BudgetNode.key(BudgetNode.PROJECT, ""));
    if (!project.budget().unlimited()
        && (known == null || !known.original.equals(project.budget()))) {
      d.put("budget", state.definitions.write(project.budget()));
    }
    project
        .calendar()
        .ifPresent(
            calendar -> {
              if (!calendar.equals(state.calendar)) {
                d.put("calendar", state.definitions.write(calendar));
              }
            });
    return d;
  }

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
