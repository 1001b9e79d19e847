package dev.milestone.core.kernel;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What comes in with a command: time, ids, who acts and for which engine.
 *
 * @param nowMillis wall time
 * @param commandId unique; ids of events are made from it
 * @param actor who acts
 * @param actorEstablished how that was established
 * @param correlation what the events share; null: the command's own id, or that of the session they
 *     belong to
 * @param parent the event that brought the command about
 * @param engine this participant; empty for one that runs nothing
 * @param stopping whether a session has been asked to start no further attempt
 * @param awake whether a task's wait is over, by monotonic time
 * @param lostLimit after how many lost attempts in a row a task fails
 * @param engineLeaseMillis lease of attempts in engines
 * @param rules numbers that decisions go by
 */
public record Env(
    long nowMillis,
    String commandId,
    String actor,
    String actorEstablished,
    @Nullable String correlation,
    @Nullable String parent,
    String engine,
    Predicate<String> stopping,
    Predicate<TaskNode> awake,
    int lostLimit,
    long engineLeaseMillis,
    Rules rules) {

  /** With the rules as configured when nothing is. */
  public Env(
      long nowMillis,
      String commandId,
      String actor,
      String actorEstablished,
      @Nullable String correlation,
      @Nullable String parent,
      String engine,
      Predicate<String> stopping,
      Predicate<TaskNode> awake,
      int lostLimit,
      long engineLeaseMillis) {
    this(
        nowMillis,
        commandId,
        actor,
        actorEstablished,
        correlation,
        parent,
        engine,
        stopping,
        awake,
        lostLimit,
        engineLeaseMillis,
        Rules.DEFAULT);
  }
}
