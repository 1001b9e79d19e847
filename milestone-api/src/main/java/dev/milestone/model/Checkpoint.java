package dev.milestone.model;

import java.time.Instant;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * A resume point written on purpose: the state of a session at one sequence of the journal.
 *
 * @param id names it
 * @param session whose state it is
 * @param time when it was taken
 * @param trigger interval, significant_event, signal, end or request
 * @param sequence the sequence of the journal that it stands for
 * @param execution active milestones, task queue, agent assignments, progress
 * @param environment working directory, Git branch and commit, changed files
 * @param context values of the context levels
 * @param coordination agents, resources in use, waiting decisions
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Checkpoint(
    CheckpointId id,
    SessionId session,
    Instant time,
    String trigger,
    long sequence,
    Map<String, Object> execution,
    Map<String, Object> environment,
    Map<String, Object> context,
    Map<String, Object> coordination) {

  /** Checks and copies. */
  public Checkpoint {
    execution = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(execution));
    environment = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(environment));
    context = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(context));
    coordination =
        java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(coordination));
  }

  /** A builder; every other part has its default. */
  public static Builder builder(CheckpointId id, SessionId session, Instant time, String trigger) {
    return new Builder(id, session, time, trigger);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(id, session, time, trigger)
        .sequence(sequence)
        .execution(execution)
        .environment(environment)
        .context(context)
        .coordination(coordination);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private CheckpointId id;
    private SessionId session;
    private Instant time;
    private String trigger;
    private long sequence = 0;
    private Map<String, Object> execution = Map.of();
    private Map<String, Object> environment = Map.of();
    private Map<String, Object> context = Map.of();
    private Map<String, Object> coordination = Map.of();

    private Builder(CheckpointId id, SessionId session, Instant time, String trigger) {
      this.id = id;
      this.session = session;
      this.time = time;
      this.trigger = trigger;
    }

    /** Names it. */
    public Builder id(CheckpointId value) {
      this.id = value;
      return this;
    }

    /** Whose state it is. */
    public Builder session(SessionId value) {
      this.session = value;
      return this;
    }

    /** When it was taken. */
    public Builder time(Instant value) {
      this.time = value;
      return this;
    }

    /** Interval, significant_event, signal, end or request. */
    public Builder trigger(String value) {
      this.trigger = value;
      return this;
    }

    /** The sequence of the journal that it stands for. */
    public Builder sequence(long value) {
      this.sequence = value;
      return this;
    }

    /** Active milestones, task queue, agent assignments, progress. */
    public Builder execution(Map<String, Object> value) {
      this.execution = value;
      return this;
    }

    /** Working directory, Git branch and commit, changed files. */
    public Builder environment(Map<String, Object> value) {
      this.environment = value;
      return this;
    }

    /** Values of the context levels. */
    public Builder context(Map<String, Object> value) {
      this.context = value;
      return this;
    }

    /** Agents, resources in use, waiting decisions. */
    public Builder coordination(Map<String, Object> value) {
      this.coordination = value;
      return this;
    }

    /** The value. */
    public Checkpoint build() {
      return new Checkpoint(
          id, session, time, trigger, sequence, execution, environment, context, coordination);
    }
  }
}
