package dev.milestone.core.kernel;

import static dev.milestone.core.kernel.NewEvent.details;

import dev.milestone.MilestoneException;
import dev.milestone.event.EventTypes;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.RetryPolicy;
import dev.milestone.model.TaskStatus;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is reported about attempts. Every report is checked against the fencing token: of two
 * engines or agents that believe they work on a task, only the one that was granted the last
 * attempt is heard. Repeating an accepted report gets the same answer.
 */
final class Reports {
  private Reports() {}

  private static MilestoneException stale(TaskNode task, long token) {
    AttemptNode current = task.active;
    return MilestoneException.refused(
        "stale_token",
        "token "
            + token
            + " of task "
            + task.id
            + " is not valid any more; the task is "
            + task.status.text()
            + (current == null
                ? ""
                : " and attempt " + current.number + " works on it with a newer token"));
  }

  static Object report(Batch batch, Command.Report c) {
    TaskNode task = Decider.task(batch.state, c.task());
    AttemptNode attempt = task.active;
    if (attempt == null || attempt.token != c.token()) {
      AttemptNode finished = task.finished(c.token());
      if (finished != null && repeats(finished, c.outcome())) {
        return finished;
      }
      throw stale(task, c.token());
    }
    if (task.status == TaskStatus.CANCELLED || attempt.cancelRequested) {
      fail(batch, attempt, AttemptOutcome.CANCELLED, "the task was cancelled", c.report());
      return attempt;
    }
    if (attempt.verifying && c.outcome() == AttemptOutcome.SUCCEEDED) {
      return attempt;
    }
    if (c.outcome() != AttemptOutcome.SUCCEEDED) {
      Object reason = c.report().get("summary");
      fail(
          batch,
          attempt,
          c.outcome(),
          reason == null ? "the agent reported failure" : String.valueOf(reason),
          c.report());
      return attempt;
    }
    if (task.definition().verify().isEmpty()) {
      succeed(batch, attempt, false, c.report());
      return attempt;
    }
    Map<String, Object> d =
        details(
            "task_id",
            task.id,
            "attempt",
            attempt.number,
            "effect_id",
            attempt.effectId,
            "engine",
            c.verifier());
    c.report().forEach(d::putIfAbsent);
    batch.emit(EventTypes.VERIFICATION_STARTED, task, attempt, d);
    return attempt;
  }

  private static boolean repeats(AttemptNode finished, AttemptOutcome outcome) {
    AttemptOutcome was = finished.outcome;
    return was == outcome
        || was == AttemptOutcome.CANCELLED && finished.cancelRequested
        || outcome == AttemptOutcome.SUCCEEDED && was == AttemptOutcome.REFUTED;
  }

  static Object verified(Batch batch, Command.Verified c) {
    AttemptNode attempt = batch.state.active.get(c.effect());
    if (attempt == null || !attempt.verifying) {
      return "";
    }
    TaskNode task = attempt.task;
    Map<String, Object> d = details("task_id", task.id, "attempt", attempt.number);
    c.evidence().forEach(d::putIfAbsent);
    batch.emit(EventTypes.VERIFICATION_COMPLETED, task, attempt, d);
    if (task.status == TaskStatus.CANCELLED || attempt.cancelRequested) {
      fail(batch, attempt, AttemptOutcome.CANCELLED, "the task was cancelled", Map.of());
    } else if (c.passed()) {
      succeed(batch, attempt, true, Map.of());
    } else {
      fail(batch, attempt, AttemptOutcome.REFUTED, c.reason(), Map.of());
    }
    return attempt;
  }

  static Object takeOver(Batch batch, Command.TakeOverVerification c) {
    AttemptNode attempt = batch.state.active.get(c.effect());
    if (attempt == null
        || !attempt.verifying
        || c.verifier().equals(attempt.engine)
        || c.from() != null && !c.from().equals(attempt.engine)) {
      return "";
    }
    Map<String, Object> d =
        details(
            "task_id",
            attempt.task.id,
            "attempt",
            attempt.number,
            "effect_id",
            attempt.effectId,
            "engine",
            c.verifier(),
            "taken_over",
            Boolean.TRUE);
    attempt.report.forEach(d::putIfAbsent);
    batch.emit(EventTypes.VERIFICATION_STARTED, attempt.task, attempt, d);
    return attempt;
  }

  static Object lost(Batch batch, Command.DeclareLost c) {
    int count = 0;
    for (String effect : c.effects()) {
      AttemptNode attempt = batch.state.active.get(effect);
      // Whoever looked may have looked before the agent reported: a report that was acknowledged is
      // not undone, its verification can be taken over.
      if (attempt != null && (!attempt.verifying || attempt.cancelRequested)) {
        fail(batch, attempt, AttemptOutcome.LOST, c.reason(), Map.of());
        count++;
      }
    }
    return count;
  }

  /** Ends an attempt with success, and says what that makes ready. */
  private static void succeed(
      Batch batch, AttemptNode attempt, boolean verified, Map<String, Object> report) {
    TaskNode task = attempt.task;
    Set<TaskNode> waiting = new HashSet<>();
    for (Link link : task.after) {
      if (link.successor.status == TaskStatus.PENDING) {
        waiting.add(link.successor);
      }
    }
    Map<String, Object> d =
        details(
            "task_id",
            task.id,
            "attempt",
            attempt.number,
            "verified",
            verified,
            "duration_ms",
            Math.max(0, batch.env.nowMillis() - attempt.startedMillis));
    report.forEach(d::putIfAbsent);
    String id = batch.emit(EventTypes.TASK_SUCCEEDED, task, attempt, d);
    if (!waiting.isEmpty()) {
      Settling.announceReady(batch, task, attempt, id, waiting);
    }
  }

  /** Ends an attempt without success, and decides what becomes of its task. */
  static void fail(
      Batch batch,
      AttemptNode attempt,
      AttemptOutcome outcome,
      String reason,
      Map<String, Object> report) {
    TaskNode task = attempt.task;
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("task_id", task.id);
    d.put("attempt", attempt.number);
    d.put("outcome", outcome.text());
    d.put("reason", reason);
    d.put("duration_ms", Math.max(0, batch.env.nowMillis() - attempt.startedMillis));
    if (outcome == AttemptOutcome.UNAVAILABLE) {
      Map<String, Object> said =
          report.get("unavailable") instanceof Map<?, ?> map ? Evolver.cast(map) : Map.of();
      d.put("unavailable", Availability.details(batch.state, attempt, said, batch.env.rules()));
    }
    report.forEach(d::putIfAbsent);
    String id = batch.emit(EventTypes.ATTEMPT_FAILED, task, attempt, d);
    if (task.status != TaskStatus.RUNNING && task.status != TaskStatus.VERIFYING) {
      return;
    }
    RetryPolicy retry = task.definition().retry();
    switch (outcome) {
      case CANCELLED, UNAVAILABLE -> again(batch, attempt, 0, id);
      case LOST -> {
        if (task.lostAttempts > batch.env.lostLimit()) {
          give(
              batch,
              attempt,
              id,
              "lost " + task.lostAttempts + " times, the last time: " + reason,
              "lost_attempts");
        } else {
          again(batch, attempt, 0, id);
        }
      }
      default -> {
        if (task.failedAttempts < retry.attempts()) {
          again(batch, attempt, retry.waitAfter(task.failedAttempts).toMillis(), id);
        } else {
          give(batch, attempt, id, reason, "failed_task");
        }
      }
    }
  }

  private static void again(Batch batch, AttemptNode attempt, long waitMillis, String parent) {
    emitBelow(
        batch,
        EventTypes.TASK_RETRY_SCHEDULED,
        attempt,
        parent,
        details(
            "task_id",
            attempt.task.id,
            "attempt",
            attempt.number,
            "not_before_ms",
            waitMillis == 0 ? null : batch.env.nowMillis() + waitMillis,
            "wait_ms",
            waitMillis));
  }

  private static void give(
      Batch batch, AttemptNode attempt, String parent, String reason, String blocker) {
    String id =
        emitBelow(
            batch,
            EventTypes.TASK_FAILED,
            attempt,
            parent,
            details("task_id", attempt.task.id, "attempt", attempt.number, "reason", reason));
    Settling.announceBlocked(batch, attempt.task, blocker, reason, id);
  }

  private static String emitBelow(
      Batch batch,
      String type,
      AttemptNode attempt,
      @Nullable String parent,
      Map<String, Object> d) {
    batch.touched.add(attempt.task.milestone);
    return batch.emit(
        type,
        attempt.task.milestone.id,
        attempt.session,
        attempt.agent.isEmpty() ? null : attempt.agent,
        attempt.correlation,
        parent,
        d);
  }
}
