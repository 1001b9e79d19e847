package dev.milestone;

import dev.milestone.model.SessionId;
import dev.milestone.model.TaskId;
import java.util.List;
import org.apiguardian.api.API;

/**
 * How an execution ended: of all tasks in the milestones asked for, whoever ran them.
 *
 * @param sessionId the session
 * @param reason completed, goal_not_met, waiting, cancelled, until_reached
 * @param succeeded tasks that are done
 * @param failed tasks that failed for good
 * @param blocked tasks that cannot be reached
 * @param open tasks that are neither: cancelled, waiting for agents elsewhere, or not started
 * @param attempts attempts of these tasks, in this session and before
 * @param waitingDecisions decisions that wait for a person
 * @param sequence last sequence of the journal
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ExecutionSummary(
    SessionId sessionId,
    String reason,
    List<TaskId> succeeded,
    List<TaskId> failed,
    List<TaskId> blocked,
    List<TaskId> open,
    int attempts,
    int waitingDecisions,
    long sequence) {

  /** Checks and copies. */
  public ExecutionSummary {
    succeeded = List.copyOf(succeeded);
    failed = List.copyOf(failed);
    blocked = List.copyOf(blocked);
    open = List.copyOf(open);
  }

  /** A builder; every other part has its default. */
  public static Builder builder(SessionId sessionId, String reason) {
    return new Builder(sessionId, reason);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(sessionId, reason)
        .succeeded(succeeded)
        .failed(failed)
        .blocked(blocked)
        .open(open)
        .attempts(attempts)
        .waitingDecisions(waitingDecisions)
        .sequence(sequence);
  }

  /** Whether every task that was not cancelled succeeded. */
  public boolean goalMet() {
    return reason.equals("completed") || reason.equals("until_reached");
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private SessionId sessionId;
    private String reason;
    private List<TaskId> succeeded = List.of();
    private List<TaskId> failed = List.of();
    private List<TaskId> blocked = List.of();
    private List<TaskId> open = List.of();
    private int attempts = 0;
    private int waitingDecisions = 0;
    private long sequence = 0;

    private Builder(SessionId sessionId, String reason) {
      this.sessionId = sessionId;
      this.reason = reason;
    }

    /** The session. */
    public Builder sessionId(SessionId value) {
      this.sessionId = value;
      return this;
    }

    /** Completed, goal_not_met, waiting, cancelled, until_reached. */
    public Builder reason(String value) {
      this.reason = value;
      return this;
    }

    /** Tasks that are done. */
    public Builder succeeded(List<TaskId> value) {
      this.succeeded = value;
      return this;
    }

    /** Tasks that failed for good. */
    public Builder failed(List<TaskId> value) {
      this.failed = value;
      return this;
    }

    /** Tasks that cannot be reached. */
    public Builder blocked(List<TaskId> value) {
      this.blocked = value;
      return this;
    }

    /** Tasks that are neither: cancelled, waiting for agents elsewhere, or not started. */
    public Builder open(List<TaskId> value) {
      this.open = value;
      return this;
    }

    /** Attempts of these tasks, in this session and before. */
    public Builder attempts(int value) {
      this.attempts = value;
      return this;
    }

    /** Decisions that wait for a person. */
    public Builder waitingDecisions(int value) {
      this.waitingDecisions = value;
      return this;
    }

    /** Last sequence of the journal. */
    public Builder sequence(long value) {
      this.sequence = value;
      return this;
    }

    /** The value. */
    public ExecutionSummary build() {
      return new ExecutionSummary(
          sessionId,
          reason,
          succeeded,
          failed,
          blocked,
          open,
          attempts,
          waitingDecisions,
          sequence);
    }
  }
}
