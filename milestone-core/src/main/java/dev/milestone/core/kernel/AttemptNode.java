package dev.milestone.core.kernel;

import dev.milestone.model.AgentSession;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Cost;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An attempt in the state: under way, or in the short history of its task. Confined to the state.
 */
public final class AttemptNode {
  final TaskNode task;
  final int number;
  final long token;
  final String effectId;
  final String agent;

  /** The participant that runs it; null for an agent outside. */
  @Nullable String engine;

  final @Nullable String session;
  final boolean outside;
  final long leaseMillis;
  final long startedMillis;

  /** The event that granted it: parent of what follows. */
  final String eventId;

  final @Nullable String correlation;

  /** What it holds until it ends, also when the definition of its task changes meanwhile. */
  Map<String, Integer> resources = Map.of();

  List<String> files = List.of();

  boolean verifying;
  boolean cancelRequested;
  double progress;
  String note = "";
  Map<String, Object> identity = Map.of();
  Map<String, Object> report = Map.of();

  /** What its agent has said of itself: version, model, agent_session, cost. */
  Map<String, Object> activity = Map.of();

  /** Whether its files were put back. */
  boolean restored;

  Map<String, Object> evidence = Map.of();
  long endedMillis;
  @Nullable AttemptOutcome outcome;
  String reason = "";

  AttemptNode(
      TaskNode task,
      int number,
      long token,
      String effectId,
      String agent,
      @Nullable String engine,
      @Nullable String session,
      boolean outside,
      long leaseMillis,
      long startedMillis,
      String eventId,
      @Nullable String correlation) {
    this.task = task;
    this.number = number;
    this.token = token;
    this.effectId = effectId;
    this.agent = agent;
    this.engine = engine;
    this.session = session;
    this.outside = outside;
    this.leaseMillis = leaseMillis;
    this.startedMillis = startedMillis;
    this.eventId = eventId;
    this.correlation = correlation;
  }

  /** Its task. */
  public TaskNode task() {
    return task;
  }

  /** From 1, never used again for the task. */
  public int number() {
    return number;
  }

  /** Grows with every attempt of the project. */
  public long token() {
    return token;
  }

  /** Names it in the world. */
  public String effectId() {
    return effectId;
  }

  /** Who works on it. */
  public String agent() {
    return agent;
  }

  /** The participant that runs it; null for an agent outside. */
  public @Nullable String engine() {
    return engine;
  }

  /** The session it runs in. */
  public @Nullable String session() {
    return session;
  }

  /** Whether its agent is outside the engine. */
  public boolean outside() {
    return outside;
  }

  /** The event that granted it. */
  public String eventId() {
    return eventId;
  }

  /** What its events share. */
  public @Nullable String correlation() {
    return correlation;
  }

  /** Length of its lease. */
  public long leaseMillis() {
    return leaseMillis;
  }

  /** When it was granted. */
  public long startedMillis() {
    return startedMillis;
  }

  /** Files it may touch until it ends. */
  public List<String> files() {
    return files;
  }

  /** Units of resources it holds until it ends. */
  public Map<String, Integer> resources() {
    return resources;
  }

  /** Whether the agent is done and the evidence is being gathered. */
  public boolean verifying() {
    return verifying;
  }

  /** Whether it has been asked to end. */
  public boolean cancelRequested() {
    return cancelRequested;
  }

  /** From 0 to 1. */
  public double progress() {
    return progress;
  }

  /** Last line for people. */
  public String note() {
    return note;
  }

  /** What identifies its process. */
  public Map<String, Object> identity() {
    return identity;
  }

  /** What the agent has said of itself: version, model, agent_session, cost; keys as in events. */
  public Map<String, Object> activity() {
    return activity;
  }

  /** The agent's own session; null when it has none that is known. */
  public @Nullable AgentSession agentSession() {
    if (activity.get("agent_session") instanceof Map<?, ?> map
        && map.get("id") instanceof String id
        && !id.isEmpty()
        && id.length() <= AgentSession.MAX_ID) {
      return new AgentSession(id, Costs.of(map));
    }
    return null;
  }

  /** Whether files that it had changed were put back. */
  public boolean restored() {
    return restored;
  }

  /**
   * What it has cost: what its report says; without one, what its agent last said it had cost so
   * far. Never both.
   */
  public Cost cost() {
    Object reported = report.get("cost");
    return Costs.of(reported == null ? activity.get("cost") : reported);
  }

  /** Whether it counts as an attempt: its agent could work. */
  boolean counts() {
    return outcome != AttemptOutcome.UNAVAILABLE;
  }

  /** What the agent reported. */
  public Map<String, Object> report() {
    return report;
  }

  /** What its verification showed. */
  public Map<String, Object> evidence() {
    return evidence;
  }

  /** When it ended; 0 while it is under way. */
  public long endedMillis() {
    return endedMillis;
  }

  /** How it ended; null while it is under way. */
  public @Nullable AttemptOutcome outcome() {
    return outcome;
  }

  /** Why it ended so. */
  public String reason() {
    return reason;
  }
}
