package dev.milestone.core.kernel;

import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.TaskStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks cannot be reached because of a failed, cancelled or held one before them. Iterative;
 * a change costs the tasks it reaches.
 */
final class Blocking {
  private Blocking() {}

  /** Whether a task that has not started cannot be reached. */
  static boolean keptBack(State state, TaskNode task) {
    return task.hold != null || culprit(state, task) != null;
  }

  /** What a task is blocked by directly: a task or a milestone; null when by nothing. */
  static @Nullable Object culprit(State state, TaskNode task) {
    for (Link link : task.before) {
      if (link.satisfied) {
        continue;
      }
      if (link.task != null && dead(link.task)) {
        return link.task;
      }
      if (link.milestone != null && unreachable(link.milestone)) {
        return link.milestone;
      }
    }
    if (task.milestone.openBefore > 0) {
      for (String id : task.milestone.before) {
        MilestoneNode before = state.milestoneById.get(id);
        if (before != null && unreachable(before)) {
          return before;
        }
      }
    }
    return null;
  }

  private static boolean dead(TaskNode task) {
    return task.status == TaskStatus.FAILED
        || task.status == TaskStatus.CANCELLED
        || task.status == TaskStatus.BLOCKED;
  }

  /** Whether a milestone cannot be completed as things stand. */
  static boolean unreachable(MilestoneNode milestone) {
    if (Evolver.done(milestone)) {
      return false;
    }
    return milestone.status == MilestoneStatus.CANCELLED
        || milestone.count(TaskStatus.FAILED) + milestone.count(TaskStatus.BLOCKED) > 0
        || !milestone.tasks.isEmpty()
            && milestone.count(TaskStatus.CANCELLED) == milestone.tasks.size();
  }

  /** A milestone may have become reachable or unreachable: releases or blocks what waits for it. */
  static void reachabilityChanged(State state, MilestoneNode milestone, boolean wasUnreachable) {
    boolean now = unreachable(milestone);
    if (now && !wasUnreachable) {
      blockBehind(state, milestone);
    } else if (!now && wasUnreachable) {
      Reach reach = new Reach();
      reach.behind(milestone);
      release(state, reach.all());
    }
  }

  /** Tasks have failed, were cancelled or blocked: blocks what waits for them. */
  static void blockAfter(State state, List<TaskNode> from) {
    block(state, new ArrayDeque<>(from), new HashSet<>());
  }

  /** A milestone has become unreachable: blocks what waits for it and for its tasks. */
  static void blockBehind(State state, MilestoneNode milestone) {
    ArrayDeque<TaskNode> queue = new ArrayDeque<>();
    for (TaskNode task : milestone.tasks) {
      if (dead(task)) {
        queue.add(task);
      }
    }
    Set<MilestoneNode> seen = new HashSet<>();
    behind(state, milestone, queue, seen);
    block(state, queue, seen);
  }

  private static void block(State state, ArrayDeque<TaskNode> queue, Set<MilestoneNode> seen) {
    while (!queue.isEmpty()) {
      TaskNode task = queue.remove();
      for (Link link : task.after) {
        if (!link.satisfied) {
          block(state, link.successor, queue);
        }
      }
      behind(state, task.milestone, queue, seen);
    }
  }

  /** Each milestone once: what waits for it is blocked or has started then. */
  private static void behind(
      State state, MilestoneNode milestone, ArrayDeque<TaskNode> queue, Set<MilestoneNode> seen) {
    if (!unreachable(milestone) || !seen.add(milestone)) {
      return;
    }
    for (Link link : milestone.waiting) {
      if (!link.satisfied) {
        block(state, link.successor, queue);
      }
    }
    for (MilestoneNode next : milestone.after) {
      for (TaskNode task : next.tasks) {
        block(state, task, queue);
      }
    }
  }

  private static void block(State state, TaskNode task, ArrayDeque<TaskNode> queue) {
    if (task.status == TaskStatus.PENDING || task.status == TaskStatus.READY) {
      Evolver.status(state, task, TaskStatus.BLOCKED);
      queue.add(task);
    }
  }

  /**
   * Tasks are to be done after all: releases what was blocked and is not kept back by something
   * else.
   */
  static void releaseAfter(State state, List<TaskNode> from) {
    Reach reach = new Reach();
    for (TaskNode task : from) {
      reach.after(task, true);
    }
    release(state, reach.all());
  }

  private static void release(State state, Set<TaskNode> cone) {
    for (TaskNode task : cone) {
      Evolver.status(state, task, TaskStatus.PENDING);
    }
    ArrayDeque<TaskNode> blocked = new ArrayDeque<>();
    for (TaskNode task : cone) {
      if (task.status == TaskStatus.PENDING && keptBack(state, task)) {
        Evolver.status(state, task, TaskStatus.BLOCKED);
        blocked.add(task);
      }
    }
    block(state, blocked, new HashSet<>());
    for (TaskNode task : cone) {
      if (task.status == TaskStatus.PENDING && Evolver.free(task)) {
        Evolver.status(state, task, TaskStatus.READY);
      }
    }
  }

  /**
   * Blocked tasks that wait for this one, directly or through others, in the order in which they
   * are reached.
   */
  static Set<TaskNode> reached(TaskNode from) {
    Reach reach = new Reach();
    reach.after(from, unreachable(from.milestone));
    return reach.all();
  }

  /** Follows blocked tasks from what blocks them. */
  private static final class Reach {
    private final Set<TaskNode> cone = new LinkedHashSet<>();
    private final ArrayDeque<TaskNode> queue = new ArrayDeque<>();
    private final Set<MilestoneNode> seen = new HashSet<>();

    void after(TaskNode task, boolean throughMilestone) {
      for (Link link : task.after) {
        reach(link.successor);
      }
      if (throughMilestone) {
        behind(task.milestone);
      }
    }

    void behind(MilestoneNode milestone) {
      if (!seen.add(milestone)) {
        return;
      }
      for (Link link : milestone.waiting) {
        reach(link.successor);
      }
      for (MilestoneNode next : milestone.after) {
        for (TaskNode task : next.tasks) {
          reach(task);
        }
      }
    }

    private void reach(TaskNode task) {
      if (task.status == TaskStatus.BLOCKED && cone.add(task)) {
        queue.add(task);
      }
    }

    Set<TaskNode> all() {
      while (!queue.isEmpty()) {
        after(queue.remove(), true);
      }
      return cone;
    }
  }

  /** The chain that blocks a task, from the failed or cancelled task to the one before it. */
  static List<TaskNode> chain(State state, TaskNode blocked) {
    List<TaskNode> chain = new ArrayList<>();
    Set<TaskNode> seen = new LinkedHashSet<>();
    TaskNode at = blocked;
    while (at.status == TaskStatus.BLOCKED && seen.add(at)) {
      Object culprit = culprit(state, at);
      TaskNode next = null;
      if (culprit instanceof TaskNode task) {
        next = task;
      } else if (culprit instanceof MilestoneNode milestone) {
        next = worst(milestone);
      }
      if (next == null) {
        break;
      }
      chain.add(0, next);
      at = next;
    }
    return chain;
  }

  /**
   * What keeps a milestone from being completed: a failed task before a blocked one before a
   * cancelled one.
   */
  private static @Nullable TaskNode worst(MilestoneNode milestone) {
    TaskNode worst = null;
    for (TaskNode task : milestone.tasks) {
      if (task.status == TaskStatus.FAILED) {
        return task;
      }
      if (dead(task)
          && (worst == null
              || worst.status == TaskStatus.CANCELLED && task.status == TaskStatus.BLOCKED)) {
        worst = task;
      }
    }
    return worst;
  }
}
