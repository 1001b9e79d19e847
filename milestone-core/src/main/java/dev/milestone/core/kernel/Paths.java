package dev.milestone.core.kernel;

import dev.milestone.model.TaskStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    long[] tails = tails(state);
    for (TaskNode task : state.tasks) {
      task.tailMillis = tails[task.index];
    }
  }

  static long[] tails(State state) {
    int taskCount = state.tasks.size();
    int count = taskCount + state.milestones.size();
    int[] open = new int[count];
    long[] tail = new long[count];
    // An edge leads from a node to what waits for it; a node is computed when all its successors
    // are.
    for (TaskNode task : state.tasks) {
      open[task.index] = counting(task.after) + 1;
    }
    for (MilestoneNode milestone : state.milestones) {
      int waiting = counting(milestone.waiting) + milestone.after.size();
      for (MilestoneNode next : milestone.after) {
        for (TaskNode task : next.tasks) {
          waiting += counts(task) ? 1 : 0;
        }
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
          MilestoneNode milestone = state.milestones.get(node - taskCount);
          for (TaskNode task : milestone.tasks) {
            end = raise(task.index, value, open, tail, queue, end);
          }
          // Also from end to end: a milestone without tasks of its own still waits.
          for (String id : milestone.before) {
            MilestoneNode before = state.milestoneById.get(id);
            if (before != null) {
              end = raise(taskCount + before.index, value, open, tail, queue, end);
            }
          }
          continue;
        }
        TaskNode task = state.tasks.get(node);
        if (!counts(task)) {
          // Nothing goes through it any more; nor does a cycle that a changed plan has left behind.
          continue;
        }
        tail[node] += task.expectedMillis;
        long value = tail[node];
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
        return tail;
      }
      // Imported plans may hold cycles: their tasks are never ready, any order will do.
      for (int i = 0; i < count && head == end; i++) {
        if (!computed[i] && open[i] > 0) {
          open[i] = 0;
          queue[end++] = i;
        }
      }
      if (head == end) {
        return tail;
      }
    }
  }

  private static int counting(List<Link> links) {
    int count = 0;
    for (Link link : links) {
      count += counts(link.successor) ? 1 : 0;
    }
    return count;
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

  /**
   * A longest path of what is not done, from its first task on; ties go to the plan's order.
   * Computed afresh: {@link TaskNode#tailMillis} orders the dispatch and is as old as the last
   * change of a definition.
   */
  static List<TaskNode> critical(State state) {
    long[] tails = tails(state);
    TaskNode at = null;
    for (TaskNode task : state.tasks) {
      if (counts(task) && (at == null || tails[task.index] > tails[at.index])) {
        at = task;
      }
    }
    List<TaskNode> path = new ArrayList<>();
    boolean[] seen = new boolean[state.tasks.size()];
    while (at != null && !seen[at.index]) {
      seen[at.index] = true;
      path.add(at);
      at = next(at, tails);
    }
    return path;
  }

  private static @Nullable TaskNode next(TaskNode task, long[] tails) {
    Longest longest = new Longest(tails);
    for (Link link : task.after) {
      longest.offer(link.successor, link.lagMillis);
    }
    Set<MilestoneNode> seen = new HashSet<>();
    ArrayDeque<MilestoneNode> ended = new ArrayDeque<>();
    ended.add(task.milestone);
    while (!ended.isEmpty()) {
      MilestoneNode milestone = ended.remove();
      if (!seen.add(milestone)) {
        continue;
      }
      for (Link link : milestone.waiting) {
        longest.offer(link.successor, link.lagMillis);
      }
      for (MilestoneNode next : milestone.after) {
        for (TaskNode candidate : next.tasks) {
          longest.offer(candidate, 0);
        }
        ended.add(next);
      }
    }
    return longest.task;
  }

  private static final class Longest {
    private final long[] tails;
    private long length = -1;
    @Nullable TaskNode task;

    Longest(long[] tails) {
      this.tails = tails;
    }

    void offer(TaskNode candidate, long lag) {
      if (counts(candidate) && tails[candidate.index] + lag > length) {
        length = tails[candidate.index] + lag;
        task = candidate;
      }
    }
  }

  private static boolean counts(TaskNode task) {
    return task.status != TaskStatus.SUCCEEDED
        && task.status != TaskStatus.CANCELLED
        && !task.milestone.closed();
  }
}
