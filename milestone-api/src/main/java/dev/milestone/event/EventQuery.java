package dev.milestone.event;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Selects events.
 *
 * @param from first sequence, from 1
 * @param type only this type
 * @param milestoneId only of this milestone
 * @param correlationId only what this command has brought about
 * @param limit most events
 */
@API(status = API.Status.STABLE, since = "0.1")
public record EventQuery(
    long from,
    Optional<String> type,
    Optional<String> milestoneId,
    Optional<String> correlationId,
    int limit) {

  /** All events, at most a million. */
  public static final EventQuery ALL =
      new EventQuery(1, Optional.empty(), Optional.empty(), Optional.empty(), 1_000_000);

  /** Whether an event is selected by type, milestone and correlation. */
  public boolean selects(MilestoneEvent event) {
    return (type.isEmpty() || type.get().equals(event.type()))
        && (milestoneId.isEmpty() || milestoneId.equals(event.milestoneId()))
        && (correlationId.isEmpty() || correlationId.equals(event.correlationId()));
  }
}
