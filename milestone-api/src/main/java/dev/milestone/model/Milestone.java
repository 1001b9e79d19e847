package dev.milestone.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A milestone and where it stands.
 *
 * @param definition what it is
 * @param status where it stands
 * @param progress succeeded tasks weighted by expected time, from 0 to 1; cancelled tasks do not
 *     count
 * @param tasks its tasks in plan order
 * @param counts how many tasks stand where
 * @param started when its first attempt started
 * @param completed when its last task succeeded
 * @param notes notes, the last 16
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Milestone(
    MilestoneDefinition definition,
    MilestoneStatus status,
    double progress,
    List<TaskId> tasks,
    Map<TaskStatus, Integer> counts,
    Optional<Instant> started,
    Optional<Instant> completed,
    List<String> notes) {

  /** Checks and copies. */
  public Milestone {
    tasks = List.copyOf(tasks);
    counts = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(counts));
    notes = List.copyOf(notes);
  }

  /** A builder; every other part has its default. */
  public static Builder builder(MilestoneDefinition definition, MilestoneStatus status) {
    return new Builder(definition, status);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(definition, status)
        .progress(progress)
        .tasks(tasks)
        .counts(counts)
        .started(started)
        .completed(completed)
        .notes(notes);
  }

  /** Its id. */
  public MilestoneId id() {
    return definition.id();
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private MilestoneDefinition definition;
    private MilestoneStatus status;
    private double progress = 0;
    private List<TaskId> tasks = List.of();
    private Map<TaskStatus, Integer> counts = Map.of();
    private Optional<Instant> started = Optional.empty();
    private Optional<Instant> completed = Optional.empty();
    private List<String> notes = List.of();

    private Builder(MilestoneDefinition definition, MilestoneStatus status) {
      this.definition = definition;
      this.status = status;
    }

    /** What it is. */
    public Builder definition(MilestoneDefinition value) {
      this.definition = value;
      return this;
    }

    /** Where it stands. */
    public Builder status(MilestoneStatus value) {
      this.status = value;
      return this;
    }

    /** Succeeded tasks weighted by expected time, from 0 to 1; cancelled tasks do not count. */
    public Builder progress(double value) {
      this.progress = value;
      return this;
    }

    /** Its tasks in plan order. */
    public Builder tasks(List<TaskId> value) {
      this.tasks = value;
      return this;
    }

    /** How many tasks stand where. */
    public Builder counts(Map<TaskStatus, Integer> value) {
      this.counts = value;
      return this;
    }

    /** When its first attempt started. */
    public Builder started(Optional<Instant> value) {
      this.started = value;
      return this;
    }

    /** When its first attempt started. */
    public Builder started(Instant value) {
      return started(Optional.of(value));
    }

    /** When its last task succeeded. */
    public Builder completed(Optional<Instant> value) {
      this.completed = value;
      return this;
    }

    /** When its last task succeeded. */
    public Builder completed(Instant value) {
      return completed(Optional.of(value));
    }

    /** Notes, the last 16. */
    public Builder notes(List<String> value) {
      this.notes = value;
      return this;
    }

    /** The value. */
    public Milestone build() {
      return new Milestone(definition, status, progress, tasks, counts, started, completed, notes);
    }
  }
}
