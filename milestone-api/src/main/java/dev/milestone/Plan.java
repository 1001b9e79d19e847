package dev.milestone;

import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.time.Duration;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What a plan came to: definitions in order, and the schedule by the critical path with unlimited
 * agents.
 *
 * @param milestoneIds milestones in plan order
 * @param milestones the same with their definitions
 * @param tasks tasks of these milestones with their definitions, in plan order
 * @param schedule tasks in an order that respects all dependencies, with times from the start of
 *     the plan
 * @param makespan working time from start to end with unlimited agents
 * @param criticalPath a longest path
 * @param warnings what is allowed but looks wrong
 * @param changes what differs from the project, at most {@link #MAX_CHANGES}; the counts are exact
 * @param imported what was found in plans of other tools, one for each
 * @param added milestones and tasks that are new
 * @param changed milestones and tasks whose definition changed
 * @param removed tasks that are no longer in the plan and were cancelled
 * @param dryRun whether nothing was changed
 * @param correlationId what the events of this command share
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Plan(
    List<MilestoneId> milestoneIds,
    List<MilestoneDefinition> milestones,
    List<TaskDefinition> tasks,
    List<ScheduledTask> schedule,
    Duration makespan,
    List<TaskId> criticalPath,
    List<String> warnings,
    List<PlanChange> changes,
    List<ImportReport> imported,
    int added,
    int changed,
    int removed,
    boolean dryRun,
    String correlationId) {

  /** Checks and copies. */
  public Plan {
    milestoneIds = List.copyOf(milestoneIds);
    milestones = List.copyOf(milestones);
    tasks = List.copyOf(tasks);
    schedule = List.copyOf(schedule);
    criticalPath = List.copyOf(criticalPath);
    warnings = List.copyOf(warnings);
    changes = List.copyOf(changes);
    imported = List.copyOf(imported);
  }

  /** Most entries of {@link #changes()}. */
  public static final int MAX_CHANGES = 10_000;

  /** A builder; every other part has its default. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder()
        .milestoneIds(milestoneIds)
        .milestones(milestones)
        .tasks(tasks)
        .schedule(schedule)
        .makespan(makespan)
        .criticalPath(criticalPath)
        .warnings(warnings)
        .changes(changes)
        .imported(imported)
        .added(added)
        .changed(changed)
        .removed(removed)
        .dryRun(dryRun)
        .correlationId(correlationId);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private List<MilestoneId> milestoneIds = List.of();
    private List<MilestoneDefinition> milestones = List.of();
    private List<TaskDefinition> tasks = List.of();
    private List<ScheduledTask> schedule = List.of();
    private Duration makespan = Duration.ZERO;
    private List<TaskId> criticalPath = List.of();
    private List<String> warnings = List.of();
    private List<PlanChange> changes = List.of();
    private List<ImportReport> imported = List.of();
    private int added = 0;
    private int changed = 0;
    private int removed = 0;
    private boolean dryRun = false;
    private String correlationId = "";

    private Builder() {}

    /** Milestones in plan order. */
    public Builder milestoneIds(List<MilestoneId> value) {
      this.milestoneIds = value;
      return this;
    }

    /** The same with their definitions. */
    public Builder milestones(List<MilestoneDefinition> value) {
      this.milestones = value;
      return this;
    }

    /** Tasks of these milestones with their definitions, in plan order. */
    public Builder tasks(List<TaskDefinition> value) {
      this.tasks = value;
      return this;
    }

    /** Tasks in an order that respects all dependencies, with times from the start of the plan. */
    public Builder schedule(List<ScheduledTask> value) {
      this.schedule = value;
      return this;
    }

    /** Working time from start to end with unlimited agents. */
    public Builder makespan(Duration value) {
      this.makespan = value;
      return this;
    }

    /** A longest path. */
    public Builder criticalPath(List<TaskId> value) {
      this.criticalPath = value;
      return this;
    }

    /** What is allowed but looks wrong. */
    public Builder warnings(List<String> value) {
      this.warnings = value;
      return this;
    }

    /** Milestones and tasks that are new. */
    public Builder added(int value) {
      this.added = value;
      return this;
    }

    /** Milestones and tasks whose definition changed. */
    public Builder changed(int value) {
      this.changed = value;
      return this;
    }

    /** Tasks that are no longer in the plan and were cancelled. */
    public Builder removed(int value) {
      this.removed = value;
      return this;
    }

    /** Whether nothing was changed. */
    public Builder dryRun(boolean value) {
      this.dryRun = value;
      return this;
    }

    /** What the events of this command share. */
    public Builder correlationId(String value) {
      this.correlationId = value;
      return this;
    }

    /** What differs from the project, at most {@link #MAX_CHANGES}; the counts are exact. */
    public Builder changes(List<PlanChange> value) {
      this.changes = value;
      return this;
    }

    /** What was found in plans of other tools, one for each. */
    public Builder imported(List<ImportReport> value) {
      this.imported = value;
      return this;
    }

    /** The value. */
    public Plan build() {
      return new Plan(
          milestoneIds,
          milestones,
          tasks,
          schedule,
          makespan,
          criticalPath,
          warnings,
          changes,
          imported,
          added,
          changed,
          removed,
          dryRun,
          correlationId);
    }
  }
}
