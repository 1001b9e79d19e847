package dev.milestone.core.archive;

import dev.milestone.core.kernel.Event;
import dev.milestone.core.monitor.Views;
import dev.milestone.event.EventTypes;
import dev.milestone.model.Cost;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the events of a milestone add up to: attempts, times and costs of its tasks, and its
 * blockers. Unlike the state it knows all attempts, not the last few. Confined to one thread.
 */
final class Trail {

  /** What happened to a task. */
  static final class TaskTrail {
    int attempts;
    int failed;
    int refuted;
    int timedOut;
    int lost;
    int cancelled;
    int retries;
    int retriedByHand;
    long firstStarted;
    long succeeded;
    boolean verified;
    long succeededMillis;
    long otherMillis;
    String agent = "";
    final Cost[] cost = {Cost.NONE};
    final List<String> reasons = new ArrayList<>();
    private boolean costCounted;
    private long started;
  }

  /** A blocker and its end. */
  static final class BlockerTrail {
    final String task;
    final String type;
    final String reason;
    final long since;
    final long blocked;
    long resolved;

    BlockerTrail(String task, String type, String reason, long since, long blocked) {
      this.task = task;
      this.type = type;
      this.reason = reason;
      this.since = since;
      this.blocked = blocked;
    }
  }

  /** Most reasons of failures kept for a task. */
  static final int MAX_REASONS = 8;

  final Map<String, TaskTrail> tasks = new LinkedHashMap<>();
  final List<BlockerTrail> blockers = new ArrayList<>();
  final Map<String, BigDecimal> money = new TreeMap<>();
  long inputTokens;
  long outputTokens;
  long events;
  long firstMillis;
  long archiveSequence;
  long archiveMillis;

  /** What happened to a task; made if nothing has. */
  TaskTrail task(String id) {
    return tasks.computeIfAbsent(id, k -> new TaskTrail());
  }

  /**
   * Takes an event in; true when it is the intent of this archive: nothing after it belongs here.
   */
  boolean add(Event event, String effectId) {
    events++;
    if (firstMillis == 0) {
      firstMillis = event.millis();
    }
    String id = event.text("task_id");
    switch (event.type()) {
      case EventTypes.ARCHIVE_STARTED -> {
        if (effectId.equals(event.text("effect_id"))) {
          archiveSequence = event.sequence();
          archiveMillis = event.millis();
          return true;
        }
      }
      case EventTypes.BLOCKER_DETECTED -> {
        if (id != null) {
          blockers.add(
              new BlockerTrail(
                  id,
                  text(event.text("blocker_type")),
                  text(event.text("reason")),
                  event.millis(),
                  event.number("blocked_count", 0)));
        }
      }
      case EventTypes.BLOCKER_RESOLVED -> {
        for (int i = blockers.size() - 1; i >= 0; i--) {
          BlockerTrail blocker = blockers.get(i);
          if (blocker.task.equals(id) && blocker.resolved == 0) {
            blocker.resolved = event.millis();
            break;
          }
        }
      }
      default -> {
        if (id != null) {
          task(event, task(id));
        }
      }
    }
    return false;
  }

  private void task(Event event, TaskTrail task) {
    switch (event.type()) {
      case EventTypes.TASK_STARTED -> {
        task.attempts++;
        task.started = event.millis();
        if (task.firstStarted == 0) {
          task.firstStarted = event.millis();
        }
        task.agent = text(event.agent());
        task.costCounted = false;
      }
      case EventTypes.VERIFICATION_STARTED -> spend(event, task);
      case EventTypes.TASK_SUCCEEDED -> {
        spend(event, task);
        task.succeeded = event.millis();
        task.verified = event.flag("verified");
        task.succeededMillis = taken(event, task);
      }
      case EventTypes.ATTEMPT_FAILED -> failed(event, task);
      case EventTypes.TASK_RETRY_SCHEDULED -> task.retries++;
      case EventTypes.TASK_RETRIED -> task.retriedByHand++;
      default -> {}
    }
  }

  private void failed(Event event, TaskTrail task) {
    spend(event, task);
    task.otherMillis += taken(event, task);
    switch (text(event.text("outcome"))) {
      case "lost" -> task.lost++;
      case "cancelled" -> task.cancelled++;
      case "timed_out" -> task.timedOut++;
      case "refuted" -> task.refuted++;
      default -> task.failed++;
    }
    String reason = event.text("reason");
    if (reason != null && !reason.isEmpty() && task.reasons.size() < MAX_REASONS) {
      task.reasons.add(reason);
    }
  }

  private static long taken(Event event, TaskTrail task) {
    return Math.max(0, event.number("duration_ms", event.millis() - task.started));
  }

  /** A cost is told once an attempt: with the intent of its verification, or with its end. */
  private void spend(Event event, TaskTrail task) {
    Map<String, Object> told = event.map("cost");
    if (task.costCounted || told.isEmpty()) {
      return;
    }
    task.costCounted = true;
    Cost cost = Views.cost(told);
    inputTokens += cost.inputTokens();
    outputTokens += cost.outputTokens();
    if (cost.money().signum() > 0) {
      money.merge(cost.currency(), cost.money(), BigDecimal::add);
    }
    Cost before = task.cost[0];
    boolean same =
        before.money().signum() == 0
            || cost.money().signum() == 0
            || before.currency().equals(cost.currency());
    task.cost[0] = same ? before.plus(cost) : before;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
