package dev.milestone.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A task and where it stands.
 *
 * @param definition what is to be done
 * @param status where it stands
 * @param attempts its attempts, the first one first; of long histories the last 16
 * @param attemptCount how many attempts there have been
 * @param verified whether its success was verified
 * @param blockedBy the chain that blocks it, the failed task first
 * @param agent who works on it, or did last
 * @param notBefore when it may be tried next
 * @param notes notes, the last 16
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Task(
    TaskDefinition definition,
    TaskStatus status,
    List<Attempt> attempts,
    int attemptCount,
    boolean verified,
    List<TaskId> blockedBy,
    Optional<AgentId> agent,
    Optional<Instant> notBefore,
    List<String> notes) {

  /** Checks and copies. */
  public Task {
    attempts = List.copyOf(attempts);
    blockedBy = List.copyOf(blockedBy);
    notes = List.copyOf(notes);
  }

  /** A builder; every other part has its default. */
  public static Builder builder(TaskDefinition definition, TaskStatus status) {
    return new Builder(definition, status);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(definition, status)
        .attempts(attempts)
        .attemptCount(attemptCount)
        .verified(verified)
        .blockedBy(blockedBy)
        .agent(agent)
        .notBefore(notBefore)
        .notes(notes);
  }

  /** Its id. */
  public TaskId id() {
    return definition.id();
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private TaskDefinition definition;
    private TaskStatus status;
    private List<Attempt> attempts = List.of();
    private int attemptCount = 0;
    private boolean verified = false;
    private List<TaskId> blockedBy = List.of();
    private Optional<AgentId> agent = Optional.empty();
    private Optional<Instant> notBefore = Optional.empty();
    private List<String> notes = List.of();

    private Builder(TaskDefinition definition, TaskStatus status) {
      this.definition = definition;
      this.status = status;
    }

    /** What is to be done. */
    public Builder definition(TaskDefinition value) {
      this.definition = value;
      return this;
    }

    /** Where it stands. */
    public Builder status(TaskStatus value) {
      this.status = value;
      return this;
    }

    /** Its attempts, the first one first; of long histories the last 16. */
    public Builder attempts(List<Attempt> value) {
      this.attempts = value;
      return this;
    }

    /** How many attempts there have been. */
    public Builder attemptCount(int value) {
      this.attemptCount = value;
      return this;
    }

    /** Whether its success was verified. */
    public Builder verified(boolean value) {
      this.verified = value;
      return this;
    }

    /** The chain that blocks it, the failed task first. */
    public Builder blockedBy(List<TaskId> value) {
      this.blockedBy = value;
      return this;
    }

    /** Who works on it, or did last. */
    public Builder agent(Optional<AgentId> value) {
      this.agent = value;
      return this;
    }

    /** Who works on it, or did last. */
    public Builder agent(AgentId value) {
      return agent(Optional.of(value));
    }

    /** When it may be tried next. */
    public Builder notBefore(Optional<Instant> value) {
      this.notBefore = value;
      return this;
    }

    /** When it may be tried next. */
    public Builder notBefore(Instant value) {
      return notBefore(Optional.of(value));
    }

    /** Notes, the last 16. */
    public Builder notes(List<String> value) {
      this.notes = value;
      return this;
    }

    /** The value. */
    public Task build() {
      return new Task(
          definition, status, attempts, attemptCount, verified, blockedBy, agent, notBefore, notes);
    }
  }
}
