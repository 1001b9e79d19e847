package dev.milestone.core.plan;

import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a plan changes in a project. A milestone that the plan does not name stays as it is; of a
 * milestone that it names, tasks that the plan no longer has are removed. Definitions are compared
 * as values. Immutable.
 *
 * @param addedMilestones new milestones
 * @param changedMilestones milestones whose own definition differs
 * @param addedTasks new tasks
 * @param changedTasks tasks whose definition differs
 * @param removedTasks tasks that are gone
 */
public record PlanDiff(
    List<MilestoneId> addedMilestones,
    List<MilestoneId> changedMilestones,
    List<TaskId> addedTasks,
    List<TaskId> changedTasks,
    List<TaskId> removedTasks) {

  /** Copies the lists. */
  public PlanDiff {
    addedMilestones = List.copyOf(addedMilestones);
    changedMilestones = List.copyOf(changedMilestones);
    addedTasks = List.copyOf(addedTasks);
    changedTasks = List.copyOf(changedTasks);
    removedTasks = List.copyOf(removedTasks);
  }

  /** Whether nothing changes. */
  public boolean isEmpty() {
    return addedMilestones.isEmpty()
        && changedMilestones.isEmpty()
        && addedTasks.isEmpty()
        && changedTasks.isEmpty()
        && removedTasks.isEmpty();
  }

  /** Compares; all lists are in the order of the plan, removed tasks in that of the project. */
  public static PlanDiff of(KnownProject known, ProjectDefinition plan) {
    List<MilestoneId> addedMilestones = new ArrayList<>();
    List<MilestoneId> changedMilestones = new ArrayList<>();
    List<TaskId> addedTasks = new ArrayList<>();
    List<TaskId> changedTasks = new ArrayList<>();
    List<TaskId> removedTasks = new ArrayList<>();
    Set<MilestoneId> planned = new HashSet<>();
    for (MilestoneDefinition milestone : plan.milestones()) {
      planned.add(milestone.id());
      MilestoneDefinition before = known.milestone(milestone.id().value());
      if (before == null) {
        addedMilestones.add(milestone.id());
      } else if (!before.equals(milestone)) {
        changedMilestones.add(milestone.id());
      }
    }
    Set<TaskId> tasks = new HashSet<>(plan.tasks().size() * 2);
    for (TaskDefinition task : plan.tasks()) {
      tasks.add(task.id());
      TaskDefinition before = known.task(task.id().value());
      if (before == null) {
        addedTasks.add(task.id());
      } else if (!before.equals(task)) {
        changedTasks.add(task.id());
      }
    }
    for (TaskDefinition before : known.tasks()) {
      if (planned.contains(before.milestone()) && !tasks.contains(before.id())) {
        removedTasks.add(before.id());
      }
    }
    return new PlanDiff(addedMilestones, changedMilestones, addedTasks, changedTasks, removedTasks);
  }
}
