package dev.milestone;

import dev.milestone.model.TaskId;
import dev.milestone.spi.agent.Assignment;
import java.time.Instant;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A task granted to an agent outside the engine.
 *
 * @param task the task
 * @param attempt number of the attempt
 * @param fencingToken to be given with every report
 * @param leaseExpires when the lease ends unless it is renewed, by the wall clock, for people;
 *     other processes go by monotonic time
 * @param assignment what to do
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Claim(
    TaskId task,
    int attempt,
    long fencingToken,
    Instant leaseExpires,
    Optional<Assignment> assignment) {

  /** Checks and copies. */
  public Claim {}

  /** A builder; every other part has its default. */
  public static Builder builder(TaskId task, int attempt, long fencingToken) {
    return new Builder(task, attempt, fencingToken);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(task, attempt, fencingToken)
        .leaseExpires(leaseExpires)
        .assignment(assignment);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private TaskId task;
    private int attempt;
    private long fencingToken;
    private Instant leaseExpires = Instant.EPOCH;
    private Optional<Assignment> assignment = Optional.empty();

    private Builder(TaskId task, int attempt, long fencingToken) {
      this.task = task;
      this.attempt = attempt;
      this.fencingToken = fencingToken;
    }

    /** The task. */
    public Builder task(TaskId value) {
      this.task = value;
      return this;
    }

    /** Number of the attempt. */
    public Builder attempt(int value) {
      this.attempt = value;
      return this;
    }

    /** To be given with every report. */
    public Builder fencingToken(long value) {
      this.fencingToken = value;
      return this;
    }

    /**
     * When the lease ends unless it is renewed, by the wall clock, for people; other processes go
     * by monotonic time.
     */
    public Builder leaseExpires(Instant value) {
      this.leaseExpires = value;
      return this;
    }

    /** What to do. */
    public Builder assignment(Optional<Assignment> value) {
      this.assignment = value;
      return this;
    }

    /** What to do. */
    public Builder assignment(Assignment value) {
      return assignment(Optional.of(value));
    }

    /** The value. */
    public Claim build() {
      return new Claim(task, attempt, fencingToken, leaseExpires, assignment);
    }
  }
}
