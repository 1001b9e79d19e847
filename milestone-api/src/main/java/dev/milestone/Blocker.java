package dev.milestone;

import dev.milestone.model.TaskId;
import java.time.Instant;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Something that keeps tasks from being done.
 *
 * @param task where the chain begins
 * @param type {@code failed_task}, {@code cancelled_task}, {@code no_agent}, {@code lost_attempts},
 *     {@code decision}, {@code budget} or {@code agent_unavailable} – of the last two the task is
 *     the first that waits –, or, of tasks whose source holds them, {@code deferred}, {@code
 *     blocked_outside} or {@code dependency_cycle}
 * @param reason why, in words
 * @param since since when
 * @param blocked tasks that wait because of it, at most 1,000
 * @param blockedCount how many there are
 * @param hint what to do
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Blocker(
    TaskId task,
    String type,
    String reason,
    Instant since,
    List<TaskId> blocked,
    int blockedCount,
    String hint) {

  /** Copies the list. */
  public Blocker {
    blocked = List.copyOf(blocked);
  }
}
