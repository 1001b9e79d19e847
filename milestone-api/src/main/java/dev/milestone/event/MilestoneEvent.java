package dev.milestone.event;

import dev.milestone.model.Actor;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * One event of the journal. Immutable. Types and details that this version does not know are kept
 * as they are.
 *
 * @param sequence its place in the journal, from 1, without gaps
 * @param id unique
 * @param timestamp wall time of the command that decided it; for people, not for ordering
 * @param type one of {@link EventTypes}, or a type of another version
 * @param milestoneId the milestone it is about; absent on project-level events
 * @param sessionId the session it happened in
 * @param agentId the agent it is about
 * @param actor who acted
 * @param details what happened, see {@link EventTypes}: text, {@code Long}, {@code Double}, {@code
 *     Boolean}, lists and maps
 * @param correlationId shared by everything that one command of a user has brought about
 * @param parentEventId the event that brought this one about
 * @param line the stored line as it stands in the journal, integrity fields included; empty for an
 *     event that was never stored
 */
@API(status = API.Status.STABLE, since = "0.1")
public record MilestoneEvent(
    long sequence,
    String id,
    Instant timestamp,
    String type,
    Optional<String> milestoneId,
    Optional<String> sessionId,
    Optional<String> agentId,
    Actor actor,
    Map<String, Object> details,
    Optional<String> correlationId,
    Optional<String> parentEventId,
    String line) {

  /** Copies the details' top level. */
  public MilestoneEvent {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(type, "type");
    details = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(details));
  }

  /** The task it is about, if any. */
  public Optional<String> taskId() {
    return text("task_id");
  }

  /** A detail that is text. */
  public Optional<String> text(String key) {
    return details.get(key) instanceof String s ? Optional.of(s) : Optional.empty();
  }

  /** A detail that is a whole number. */
  public Optional<Long> number(String key) {
    return details.get(key) instanceof Number n ? Optional.of(n.longValue()) : Optional.empty();
  }
}
