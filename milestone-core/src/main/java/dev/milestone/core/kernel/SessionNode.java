package dev.milestone.core.kernel;

import dev.milestone.model.SessionStatus;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A session in the state. Confined to the state; changed by {@link Evolver} only. */
public final class SessionNode {
  final String id;
  final int index;
  SessionStatus status = SessionStatus.ACTIVE;
  String engine;
  String actor;
  String actorEstablished;
  long startedMillis;
  long endedMillis;

  /** Empty: all milestones. */
  final Set<String> milestones = new LinkedHashSet<>();

  int agents;
  boolean failFast;
  @Nullable String until;
  String correlation = "";
  String eventId = "";
  int resumed;
  int checkpoints;
  @Nullable String lastCheckpoint;
  long lastCheckpointSequence;
  Map<String, Object> environment = Map.of();

  /** The last event that happened in it. */
  long changedAt;

  /** Agents this session can start, with their slots. */
  final Map<String, DeployedAgent> deployed = new LinkedHashMap<>();

  /** Attempts of this session under way. */
  int running;

  /** Tasks of its milestones that failed for good while it was active. */
  int failures;

  SessionNode(String id, int index, String engine, String actor, String actorEstablished) {
    this.id = id;
    this.index = index;
    this.engine = engine;
    this.actor = actor;
    this.actorEstablished = actorEstablished;
  }

  /** Its id. */
  public String id() {
    return id;
  }

  /** Where it stands. */
  public SessionStatus status() {
    return status;
  }

  /** The participant that runs it. */
  public String engine() {
    return engine;
  }

  /** Who started it. */
  public String actor() {
    return actor;
  }

  /** How that was established. */
  public String actorEstablished() {
    return actorEstablished;
  }

  /** When it started. */
  public long startedMillis() {
    return startedMillis;
  }

  /** When it ended; 0 before. */
  public long endedMillis() {
    return endedMillis;
  }

  /** What it works on; empty: everything. */
  public Set<String> milestones() {
    return milestones;
  }

  /** How often it was resumed. */
  public int resumed() {
    return resumed;
  }

  /** How many checkpoints it has. */
  public int checkpoints() {
    return checkpoints;
  }

  /** Its last checkpoint. */
  public @Nullable String lastCheckpoint() {
    return lastCheckpoint;
  }

  /** Where in the journal its last checkpoint stands. */
  public long lastCheckpointSequence() {
    return lastCheckpointSequence;
  }

  /** The last event that happened in it. */
  public long changedAt() {
    return changedAt;
  }

  /** Most attempts at once. */
  public int agents() {
    return agents;
  }

  /** Whether it starts nothing more after a failure. */
  public boolean failFast() {
    return failFast;
  }

  /** The task after which it ends. */
  public @Nullable String until() {
    return until;
  }

  /** What its commands share. */
  public String correlation() {
    return correlation;
  }

  /** The event that started or resumed it. */
  public String eventId() {
    return eventId;
  }

  /** Attempts of this session under way. */
  public int running() {
    return running;
  }

  /** The repository as last observed. */
  public Map<String, Object> environment() {
    return environment;
  }

  /** Agents it can start. */
  public Map<String, DeployedAgent> deployed() {
    return deployed;
  }

  /** Whether a milestone is among those it works on. */
  public boolean covers(MilestoneNode milestone) {
    return milestones.isEmpty() || milestones.contains(milestone.id);
  }
}
