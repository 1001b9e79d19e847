package dev.milestone.core.kernel;

import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.TaskStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks cannot be reached because of a failed or cancelled one before them. Iterative; a
 * change costs the tasks it reaches.
 */
final class Blocking {
  private Blocking() {}

  /** Whether a task that has not started cannot be reached. */
  static boolean keptBack(State state, TaskNode task) {
    return culprit(state, task) != null;
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
    return milestone.status == MilestoneStatus.CANCELLED
        || milestone.count(TaskStatus.FAILED) + milestone.count(TaskStatus.BLOCKED) > 0;
  }

  /** A task has failed, was cancelled or blocked: blocks what waits for it. */
  static void blockAfter(State state, TaskNode from) {
    ArrayDeque<TaskNode> queue = new ArrayDeque<>();
    queue.add(from);
    while (!queue.isEmpty()) {
      TaskNode task = queue.remove();
      for (Link link : task.after) {
        block(state, link, queue);
      }
      if (task.status != TaskStatus.CANCELLED) {
        blockBehind(state, task.milestone, queue);
      }
    }
  }

  /** A milestone was cancelled: blocks what waits for it and for its tasks. */
  static void blockBehind(State state, MilestoneNode milestone) {
    ArrayDeque<TaskNode> queue = new ArrayDeque<>();
    blockBehind(state, milestone, queue);
    queue.addAll(milestone.tasks);
    while (!queue.isEmpty()) {
      TaskNode task = queue.remove();
      if (dead(task)) {
        for (Link link : task.after) {
          block(state, link, queue);
        }
        if (task.milestone != milestone) {
          blockBehind(state, task.milestone, queue);
        }
      }
    }
  }

  private static void blockBehind(
      State state, MilestoneNode milestone, ArrayDeque<TaskNode> queue) {
    if (!unreachable(milestone)) {
      return;
    }
    for (Link link : milestone.waiting) {
      block(state, link, queue);
    }
    for (MilestoneNode next : milestone.after) {
      for (TaskNode task : next.tasks) {
        block(state, task, queue);
      }
    }
  }

  private static void block(State state, Link link, ArrayDeque<TaskNode> queue) {
    if (!link.satisfied) {
      block(state, link.successor, queue);
    }
  }

  private static void block(State state, TaskNode task, ArrayDeque<TaskNode> queue) {
    if (task.status == TaskStatus.PENDING || task.status == TaskStatus.READY) {
      Evolver.status(state, task, TaskStatus.BLOCKED);
      queue.add(task);
    }
  }

  /**
   * A task is to be done after all: releases what was blocked and is not kept back by something
   * else.
   */
  static void releaseAfter(State state, TaskNode from) {
    Set<TaskNode> cone = reached(from, true);
    for (TaskNode task : cone) {
      Evolver.status(state, task, TaskStatus.PENDING);
    }
    for (TaskNode task : cone) {
      if (task.status == TaskStatus.PENDING) {
        Evolver.reconsider(state, task);
      }
    }
  }

  /**
   * Blocked tasks that wait for this one, directly or through others, in the order in which they
   * are reached.
   */
  static Set<TaskNode> reached(TaskNode from, boolean throughMilestone) {
    Set<TaskNode> cone = new LinkedHashSet<>();
    ArrayDeque<TaskNode> queue = new ArrayDeque<>();
    Set<MilestoneNode> seen = new LinkedHashSet<>();
    queue.add(from);
    while (!queue.isEmpty()) {
      TaskNode task = queue.remove();
      for (Link link : task.after) {
        reach(link.successor, cone, queue);
      }
      if (throughMilestone && seen.add(task.milestone)) {
        for (Link link : task.milestone.waiting) {
          reach(link.successor, cone, queue);
        }
        for (MilestoneNode next : task.milestone.after) {
          for (TaskNode other : next.tasks) {
            reach(other, cone, queue);
          }
        }
      }
    }
    return cone;
  }

  private static void reach(TaskNode task, Set<TaskNode> cone, ArrayDeque<TaskNode> queue) {
    if (task.status == TaskStatus.BLOCKED && cone.add(task)) {
      queue.add(task);
    }
  }

  /** The chain that blocks a task, from the failed or cancelled task to the one before it. */
  static List<TaskNode> chain(State state, TaskNode blocked) {
    List<TaskNode> chain = new ArrayList<>();
    Set<TaskNode> seen = new LinkedHashSet<>();
    TaskNode at = blocked;
    while (seen.add(at)) {
      Object culprit = culprit(state, at);
      TaskNode next = null;
      if (culprit instanceof TaskNode task) {
        next = task;
      } else if (culprit instanceof MilestoneNode milestone) {
        for (TaskNode task : milestone.tasks) {
          if (dead(task) && (next == null || task.status == TaskStatus.FAILED)) {
            next = task;
            if (task.status == TaskStatus.FAILED) {
              break;
            }
          }
        }
      }
      if (next == null) {
        break;
      }
      chain.add(0, next);
      at = next;
    }
    return chain;
  }
}
