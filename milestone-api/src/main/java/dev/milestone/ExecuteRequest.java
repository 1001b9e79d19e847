package dev.milestone;

import dev.milestone.model.Actor;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * What to run, and how.
 *
 * @param milestones the milestones to run; empty: all
 * @param agents most attempts at once in this engine; absent: as configured
 * @param failFast whether no further attempt starts after a task has failed for good
 * @param until a task after whose success no further attempt starts
 * @param useVcs whether the version control of the project is used where there is one
 * @param actor who acts; absent: the engine's actor
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ExecuteRequest(
    List<MilestoneId> milestones,
    OptionalInt agents,
    boolean failFast,
    Optional<TaskId> until,
    boolean useVcs,
    Optional<Actor> actor) {

  /** Checks and copies. */
  public ExecuteRequest {
    milestones = List.copyOf(milestones);
  }

  /** A builder; every other part has its default. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder()
        .milestones(milestones)
        .agents(agents)
        .failFast(failFast)
        .until(until)
        .useVcs(useVcs)
        .actor(actor);
  }

  /** Runs all milestones to the end. */
  public static ExecuteRequest all() {
    return builder().build();
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private List<MilestoneId> milestones = List.of();
    private OptionalInt agents = OptionalInt.empty();
    private boolean failFast = false;
    private Optional<TaskId> until = Optional.empty();
    private boolean useVcs = true;
    private Optional<Actor> actor = Optional.empty();

    private Builder() {}

    /** The milestones to run; empty: all. */
    public Builder milestones(List<MilestoneId> value) {
      this.milestones = value;
      return this;
    }

    /** Most attempts at once in this engine; absent: as configured. */
    public Builder agents(OptionalInt value) {
      this.agents = value;
      return this;
    }

    /** Whether no further attempt starts after a task has failed for good. */
    public Builder failFast(boolean value) {
      this.failFast = value;
      return this;
    }

    /** A task after whose success no further attempt starts. */
    public Builder until(Optional<TaskId> value) {
      this.until = value;
      return this;
    }

    /** A task after whose success no further attempt starts. */
    public Builder until(TaskId value) {
      return until(Optional.of(value));
    }

    /** Whether the version control of the project is used where there is one. */
    public Builder useVcs(boolean value) {
      this.useVcs = value;
      return this;
    }

    /** Who acts; absent: the engine's actor. */
    public Builder actor(Optional<Actor> value) {
      this.actor = value;
      return this;
    }

    /** Who acts; absent: the engine's actor. */
    public Builder actor(Actor value) {
      return actor(Optional.of(value));
    }

    /** The value. */
    public ExecuteRequest build() {
      return new ExecuteRequest(milestones, agents, failFast, until, useVcs, actor);
    }
  }
}
