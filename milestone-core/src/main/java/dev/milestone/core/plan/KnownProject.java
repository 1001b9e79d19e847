package dev.milestone.core.plan;

import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the project holds already when a plan file is taken in: references may go there, numbers
 * must not clash with it, and a task without an id is found again by its title.
 */
public interface KnownProject {

  /** A project that holds nothing yet. */
  KnownProject NONE = of(List.of(), List.of(), Map.of());

  /** A task by its id. */
  @Nullable TaskDefinition task(String id);

  /** A milestone by its id. */
  @Nullable MilestoneDefinition milestone(String id);

  /** All tasks that can still matter. */
  Collection<TaskDefinition> tasks();

  /** All milestones that can still matter. */
  Collection<MilestoneDefinition> milestones();

  /** Declared capacities. */
  Map<String, Integer> resources();

  /** Tasks of a milestone by title. */
  default Map<String, List<TaskId>> tasksByTitle(MilestoneId milestone) {
    Map<String, List<TaskId>> found = new HashMap<>();
    for (TaskDefinition task : tasks()) {
      if (task.milestone().equals(milestone)) {
        found.computeIfAbsent(task.title(), t -> new ArrayList<>(1)).add(task.id());
      }
    }
    return found;
  }

  /**
   * A project that holds these definitions. Tasks are looked up by title in time linear in their
   * number, once.
   */
  static KnownProject of(
      Collection<MilestoneDefinition> milestones,
      Collection<TaskDefinition> tasks,
      Map<String, Integer> resources) {
    Map<String, TaskDefinition> taskById = new LinkedHashMap<>();
    Map<MilestoneId, Map<String, List<TaskId>>> titles = new HashMap<>();
    for (TaskDefinition task : tasks) {
      taskById.put(task.id().value(), task);
      titles
          .computeIfAbsent(task.milestone(), m -> new HashMap<>())
          .computeIfAbsent(task.title(), t -> new ArrayList<>(1))
          .add(task.id());
    }
    Map<String, MilestoneDefinition> milestoneById = new LinkedHashMap<>();
    for (MilestoneDefinition milestone : milestones) {
      milestoneById.put(milestone.id().value(), milestone);
    }
    Map<String, Integer> capacities = Map.copyOf(resources);
    return new KnownProject() {
      @Override
      public @Nullable TaskDefinition task(String id) {
        return taskById.get(id);
      }

      @Override
      public @Nullable MilestoneDefinition milestone(String id) {
        return milestoneById.get(id);
      }

      @Override
      public Collection<TaskDefinition> tasks() {
        return taskById.values();
      }

      @Override
      public Collection<MilestoneDefinition> milestones() {
        return milestoneById.values();
      }

      @Override
      public Map<String, Integer> resources() {
        return capacities;
      }

      @Override
      public Map<String, List<TaskId>> tasksByTitle(MilestoneId milestone) {
        return titles.getOrDefault(milestone, Map.of());
      }
    };
  }
}
