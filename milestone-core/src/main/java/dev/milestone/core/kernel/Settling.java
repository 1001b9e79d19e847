package dev.milestone.core.kernel;

import static dev.milestone.core.kernel.NewEvent.details;

import dev.milestone.event.EventTypes;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.TaskStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a command without the world: completions, readiness, blockers, dispatch, the
 * end of sessions.
 */
final class Settling {

  /** Most ids in the details of one event. */
  static final int MAX_IDS = 1_000;

  private Settling() {}

  static void settle(Batch batch) {
    int before;
    do {
      before = batch.events.size();
      completeMilestones(batch);
      if (!batch.env.engine().isEmpty()) {
        for (SessionNode session : List.copyOf(batch.state.activeSessions)) {
          if (Decider.activeHere(session, batch.env)) {
            Dispatcher.dispatch(batch, session);
          }
        }
      }
    } while (batch.events.size() > before && !batch.touched.isEmpty());
  }

  /** Says what budgets and agents keep from being done now, and what they no longer do. */
  static void announce(Batch batch) {
    Availability.settle(batch);
    Budgets.settle(batch);
  }

  /** Ends sessions of this engine for which nothing is left to do. */
  static void endSessions(Batch batch) {
    if (!batch.env.engine().isEmpty()) {
      for (SessionNode session : List.copyOf(batch.state.activeSessions)) {
        if (Decider.activeHere(session, batch.env)) {
          Sessions.endIfDone(batch, session);
        }
      }
    }
  }

  private static void completeMilestones(Batch batch) {
    ArrayDeque<MilestoneNode> queue = new ArrayDeque<>(batch.touched);
    batch.touched.clear();
    while (!queue.isEmpty()) {
      MilestoneNode milestone = queue.remove();
      if (!completes(milestone)) {
        continue;
      }
      Set<TaskNode> waiting = new HashSet<>();
      for (Link link : milestone.waiting) {
        if (link.successor.status == TaskStatus.PENDING) {
          waiting.add(link.successor);
        }
      }
      for (MilestoneNode next : milestone.after) {
        for (TaskNode task : next.tasks) {
          if (task.status == TaskStatus.PENDING) {
            waiting.add(task);
          }
        }
      }
      String id =
          batch.emit(
              EventTypes.MILESTONE_COMPLETED,
              milestone.id,
              lastSession(batch),
              null,
              lastCorrelation(batch),
              lastEvent(batch),
              details(
                  "tasks",
                  milestone.count(TaskStatus.SUCCEEDED),
                  "cancelled",
                  milestone.count(TaskStatus.CANCELLED)));
      List<String> ready = readyAmong(waiting);
      if (!ready.isEmpty()) {
        batch.emit(
            EventTypes.DEPENDENCY_RESOLVED,
            milestone.id,
            lastSession(batch),
            null,
            lastCorrelation(batch),
            id,
            details("ready", cut(ready), "ready_count", ready.size()));
      }
      queue.addAll(milestone.after);
    }
  }

  private static boolean completes(MilestoneNode milestone) {
    return (milestone.status == MilestoneStatus.PLANNED
            || milestone.status == MilestoneStatus.ACTIVE)
        && milestone.allDone()
        && milestone.openBefore == 0
        && (milestone.tasks.isEmpty() || milestone.count(TaskStatus.SUCCEEDED) > 0);
  }

  private static @Nullable String lastSession(Batch batch) {
    return batch.events.isEmpty() ? null : batch.events.get(batch.events.size() - 1).session();
  }

  private static @Nullable String lastCorrelation(Batch batch) {
    return batch.events.isEmpty() ? null : batch.events.get(batch.events.size() - 1).correlation();
  }

  private static @Nullable String lastEvent(Batch batch) {
    return batch.events.isEmpty() ? null : batch.events.get(batch.events.size() - 1).id();
  }

  private static List<String> readyAmong(Collection<TaskNode> waiting) {
    List<TaskNode> ready = new ArrayList<>();
    for (TaskNode task : waiting) {
      if (task.status == TaskStatus.READY) {
        ready.add(task);
      }
    }
    ready.sort((a, b) -> Integer.compare(a.index, b.index));
    List<String> ids = new ArrayList<>(ready.size());
    for (TaskNode task : ready) {
      ids.add(task.id);
    }
    return ids;
  }

  static void announceReady(
      Batch batch,
      TaskNode task,
      AttemptNode attempt,
      String parent,
      Collection<TaskNode> waiting) {
    List<String> ready = readyAmong(waiting);
    if (!ready.isEmpty()) {
      batch.emit(
          EventTypes.DEPENDENCY_RESOLVED,
          task.milestone.id,
          attempt.session,
          null,
          attempt.correlation,
          parent,
          details("task_id", task.id, "ready", cut(ready), "ready_count", ready.size()));
    }
  }

  static void announceBlocked(
      Batch batch, TaskNode task, String type, String reason, String parent) {
    Set<TaskNode> blocked = Blocking.reached(task);
    if (blocked.isEmpty() && task.status == TaskStatus.CANCELLED) {
      return;
    }
    List<String> ids = new ArrayList<>();
    for (TaskNode b : blocked) {
      ids.add(b.id);
    }
    batch.emit(
        EventTypes.BLOCKER_DETECTED,
        task.milestone.id,
        null,
        null,
        lastCorrelation(batch),
        parent,
        details(
            "task_id",
            task.id,
            "blocker_type",
            type,
            "reason",
            reason,
            "blocked",
            ids.isEmpty() ? null : cut(ids),
            "blocked_count",
            ids.size()));
  }

  private static List<String> cut(List<String> ids) {
    return ids.size() <= MAX_IDS ? ids : List.copyOf(ids.subList(0, MAX_IDS));
  }

  static void reopen(Batch batch, MilestoneNode milestone, String reason) {
    if (milestone.status == MilestoneStatus.COMPLETED) {
      batch.emit(
          EventTypes.MILESTONE_REOPENED,
          milestone.id,
          null,
          null,
          null,
          null,
          details("reason", reason));
    }
  }

  /** Says that the first attempt of a milestone starts. */
  static void start(Batch batch, MilestoneNode milestone, SessionNode session) {
    if (milestone.status == MilestoneStatus.PLANNED) {
      batch.emit(
          EventTypes.MILESTONE_STARTED,
          milestone.id,
          session.id,
          null,
          session.correlation,
          session.eventId,
          Map.of());
    }
  }
}
