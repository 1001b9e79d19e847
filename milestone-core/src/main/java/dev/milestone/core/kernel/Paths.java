package dev.milestone.core.kernel;

import dev.milestone.model.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Longest remaining estimated paths (critical path method: Kelley and Walker 1959, backward pass
 * only). Milestones are nodes of no duration between their last and their successors' first tasks,
 * so that the graph stays linear in what people wrote.
 */
final class Paths {
  private Paths() {}

  /** Sets the tail of every task. Nodes: tasks, then the end of each milestone. Iterative. */
  static void compute(State state) {
    int taskCount = state.tasks.size();
    int count = taskCount + state.milestones.size();
    int[] open = new int[count];
    long[] tail = new long[count];
    // An edge leads from a node to what waits for it; a node is computed when all its successors
    // are.
    for (TaskNode task : state.tasks) {
      open[task.index] = task.after.size() + 1;
    }
    for (MilestoneNode milestone : state.milestones) {
      int waiting = milestone.waiting.size();
      for (MilestoneNode next : milestone.after) {
        waiting += next.tasks.size();
      }
      open[taskCount + milestone.index] = waiting;
    }
    int[] queue = new int[count];
    int head = 0;
    int end = 0;
    for (int i = 0; i < count; i++) {
      if (open[i] == 0) {
        queue[end++] = i;
      }
    }
    boolean[] computed = new boolean[count];
    while (true) {
      while (head < end) {
        int node = queue[head++];
        computed[node] = true;
        if (node >= taskCount) {
          long value = tail[node];
          for (TaskNode task : state.milestones.get(node - taskCount).tasks) {
            end = raise(task.index, value, open, tail, queue, end);
          }
          continue;
        }
        TaskNode task = state.tasks.get(node);
        task.tailMillis = tail[node] + (task.settled() ? 0 : task.expectedMillis);
        long value = task.tailMillis;
        for (Link link : task.before) {
          if (link.task != null) {
            end = raise(link.task.index, value + link.lagMillis, open, tail, queue, end);
          } else if (link.milestone != null) {
            end =
                raise(
                    taskCount + link.milestone.index,
                    value + link.lagMillis,
                    open,
                    tail,
                    queue,
                    end);
          }
        }
        for (String before : task.milestone.before) {
          MilestoneNode milestone = state.milestoneById.get(before);
          if (milestone != null) {
            end = raise(taskCount + milestone.index, value, open, tail, queue, end);
          }
        }
      }
      if (end == count) {
        return;
      }
      // Imported plans may hold cycles: their tasks are never ready, any order will do.
      for (int i = 0; i < count && head == end; i++) {
        if (!computed[i] && open[i] > 0) {
          open[i] = 0;
          queue[end++] = i;
        }
      }
      if (head == end) {
        return;
      }
    }
  }

  private static int raise(
      int node, long value, int[] open, long[] tail, int[] queue, int endOfQueue) {
    int end = endOfQueue;
    tail[node] = Math.max(tail[node], value);
    if (open[node] > 0 && --open[node] == 0) {
      queue[end++] = node;
    }
    return end;
  }

  /** A longest path of what is not done, from its first task on; ties go to the plan's order. */
  static List<TaskNode> critical(State state) {
    state.refreshPaths();
    TaskNode best = null;
    for (TaskNode task : state.tasks) {
      if (counts(task) && (best == null || task.tailMillis > best.tailMillis)) {
        best = task;
      }
    }
    List<TaskNode> path = new ArrayList<>();
    boolean[] seen = new boolean[state.tasks.size()];
    TaskNode at = best;
    while (at != null && !seen[at.index]) {
      seen[at.index] = true;
      path.add(at);
      at = next(at);
    }
    return path;
  }

  private static @Nullable TaskNode next(TaskNode task) {
    TaskNode best = null;
    for (Link link : task.after) {
      best = better(best, link.successor);
    }
    for (Link link : task.milestone.waiting) {
      best = better(best, link.successor);
    }
    for (MilestoneNode milestone : task.milestone.after) {
      for (TaskNode candidate : milestone.tasks) {
        best = better(best, candidate);
      }
    }
    return best;
  }

  private static @Nullable TaskNode better(@Nullable TaskNode best, TaskNode candidate) {
    return counts(candidate) && (best == null || candidate.tailMillis > best.tailMillis)
        ? candidate
        : best;
  }

  private static boolean counts(TaskNode task) {
    return task.status != TaskStatus.SUCCEEDED
        && task.status != TaskStatus.CANCELLED
        && !task.milestone.closed();
  }
}
