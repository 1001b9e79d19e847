package dev.milestone.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * One bounded period of work that can be suspended and resumed.
 *
 * @param id names it
 * @param status where it stands
 * @param actor who started it
 * @param started when it started
 * @param ended when it ended or was found interrupted
 * @param milestones what it works on
 * @param resumed how often it was resumed after an interruption
 * @param lastCheckpoint its last checkpoint
 * @param checkpoints how many checkpoints it has
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Session(
    SessionId id,
    SessionStatus status,
    Actor actor,
    Instant started,
    Optional<Instant> ended,
    List<MilestoneId> milestones,
    int resumed,
    Optional<CheckpointId> lastCheckpoint,
    int checkpoints) {

  /** Checks and copies. */
  public Session {
    milestones = List.copyOf(milestones);
  }

  /** A builder; every other part has its default. */
  public static Builder builder(SessionId id, SessionStatus status, Actor actor, Instant started) {
    return new Builder(id, status, actor, started);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(id, status, actor, started)
        .ended(ended)
        .milestones(milestones)
        .resumed(resumed)
        .lastCheckpoint(lastCheckpoint)
        .checkpoints(checkpoints);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private SessionId id;
    private SessionStatus status;
    private Actor actor;
    private Instant started;
    private Optional<Instant> ended = Optional.empty();
    private List<MilestoneId> milestones = List.of();
    private int resumed = 0;
    private Optional<CheckpointId> lastCheckpoint = Optional.empty();
    private int checkpoints = 0;

    private Builder(SessionId id, SessionStatus status, Actor actor, Instant started) {
      this.id = id;
      this.status = status;
      this.actor = actor;
      this.started = started;
    }

    /** Names it. */
    public Builder id(SessionId value) {
      this.id = value;
      return this;
    }

    /** Where it stands. */
    public Builder status(SessionStatus value) {
      this.status = value;
      return this;
    }

    /** Who started it. */
    public Builder actor(Actor value) {
      this.actor = value;
      return this;
    }

    /** When it started. */
    public Builder started(Instant value) {
      this.started = value;
      return this;
    }

    /** When it ended or was found interrupted. */
    public Builder ended(Optional<Instant> value) {
      this.ended = value;
      return this;
    }

    /** When it ended or was found interrupted. */
    public Builder ended(Instant value) {
      return ended(Optional.of(value));
    }

    /** What it works on. */
    public Builder milestones(List<MilestoneId> value) {
      this.milestones = value;
      return this;
    }

    /** How often it was resumed after an interruption. */
    public Builder resumed(int value) {
      this.resumed = value;
      return this;
    }

    /** Its last checkpoint. */
    public Builder lastCheckpoint(Optional<CheckpointId> value) {
      this.lastCheckpoint = value;
      return this;
    }

    /** Its last checkpoint. */
    public Builder lastCheckpoint(CheckpointId value) {
      return lastCheckpoint(Optional.of(value));
    }

    /** How many checkpoints it has. */
    public Builder checkpoints(int value) {
      this.checkpoints = value;
      return this;
    }

    /** The value. */
    public Session build() {
      return new Session(
          id, status, actor, started, ended, milestones, resumed, lastCheckpoint, checkpoints);
    }
  }
}
