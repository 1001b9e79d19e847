package dev.milestone.core.monitor;

import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.Link;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.TaskStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Working time until each milestone can be completed at the earliest: the forward pass of the
 * critical path method over what is not done, with unlimited agents. Failed and blocked tasks count
 * as still to be done. Linear in tasks and dependencies, without recursion. Tasks on a cycle are
 * left out.
 */
final class Outlook {
  private final State state;
  private final long nowMillis;
  private final int taskCount;
  private final int[] waits;
  private final long[] start;
  private final int[] queue;
  private int end;
  private final Map<MilestoneNode, Integer> milestoneIndex = new HashMap<>();
  private final List<MilestoneNode> milestones;
  private final long[] finish;

  private Outlook(State state, long nowMillis) {
    this.state = state;
    this.nowMillis = nowMillis;
    this.taskCount = state.tasks().size();
    this.milestones = state.milestones();
    int nodes = taskCount + milestones.size();
    waits = new int[nodes];
    start = new long[nodes];
    finish = new long[nodes];
    queue = new int[nodes];
    for (int i = 0; i < milestones.size(); i++) {
      milestoneIndex.put(milestones.get(i), taskCount + i);
    }
  }

  /** Milliseconds of working time until each open milestone can be completed. */
  static Map<MilestoneNode, Long> of(State state, long nowMillis) {
    Outlook outlook = new Outlook(state, nowMillis);
    outlook.count();
    outlook.pass();
    Map<MilestoneNode, Long> result = new HashMap<>();
    for (MilestoneNode milestone : outlook.milestones) {
      if (openMilestone(milestone)) {
        Integer node = outlook.milestoneIndex.get(milestone);
        result.put(milestone, node == null ? 0L : outlook.finish[node]);
      }
    }
    return result;
  }

  private static boolean openMilestone(MilestoneNode milestone) {
    return !milestone.closed() && milestone.status() != MilestoneStatus.COMPLETED;
  }

  private static boolean open(TaskNode task) {
    return task.status() != TaskStatus.SUCCEEDED
        && task.status() != TaskStatus.CANCELLED
        && !task.milestone().closed();
  }

  private void count() {
    for (TaskNode task : state.tasks()) {
      if (!open(task)) {
        continue;
      }
      int open = 0;
      for (Link link : task.before()) {
        open += waitsFor(link) ? 1 : 0;
      }
      open += openBefore(task.milestone());
      waits[task.index()] = open;
      if (open == 0) {
        queue[end++] = task.index();
      }
    }
    for (MilestoneNode milestone : milestones) {
      if (!openMilestone(milestone)) {
        continue;
      }
      int open = openBefore(milestone);
      for (TaskNode task : milestone.tasks()) {
        open += open(task) ? 1 : 0;
      }
      int node = node(milestone);
      waits[node] = open;
      if (open == 0) {
        queue[end++] = node;
      }
    }
  }

  private int openBefore(MilestoneNode milestone) {
    int open = 0;
    for (String id : milestone.before()) {
      MilestoneNode before = state.milestone(id);
      open += before != null && openMilestone(before) ? 1 : 0;
    }
    return open;
  }

  private static boolean waitsFor(Link link) {
    if (link.satisfied()) {
      return false;
    }
    TaskNode task = link.task();
    if (task != null) {
      return open(task);
    }
    MilestoneNode milestone = link.milestone();
    return milestone != null && openMilestone(milestone);
  }

  private int node(MilestoneNode milestone) {
    Integer node = milestoneIndex.get(milestone);
    return node == null ? 0 : node;
  }

  private void pass() {
    for (int at = 0; at < end; at++) {
      int node = queue[at];
      if (node < taskCount) {
        TaskNode task = state.tasks().get(node);
        finish[node] = start[node] + remaining(task);
        for (Link link : task.after()) {
          follow(link, node);
        }
        int home = node(task.milestone());
        raise(home, finish[node]);
      } else {
        finish[node] = start[node];
        MilestoneNode milestone = milestones.get(node - taskCount);
        for (Link link : milestone.waiting()) {
          follow(link, node);
        }
        for (MilestoneNode next : milestone.after()) {
          if (openMilestone(next)) {
            raise(node(next), finish[node]);
            for (TaskNode task : next.tasks()) {
              if (open(task)) {
                raise(task.index(), finish[node]);
              }
            }
          }
        }
      }
    }
  }

  private void follow(Link link, int node) {
    if (waitsFor(link) && open(link.successor())) {
      long from = link.onStart() ? start[node] : finish[node];
      raise(link.successor().index(), from + link.lagMillis());
    }
  }

  private void raise(int node, long value) {
    start[node] = Math.max(start[node], value);
    if (waits[node] > 0 && --waits[node] == 0) {
      queue[end++] = node;
    }
  }

  /** Of a task under way what its progress, or else the clock, has left of it. */
  private long remaining(TaskNode task) {
    AttemptNode active = task.active();
    long expected = task.expectedMillis();
    if (active == null) {
      return expected;
    }
    if (active.progress() > 0) {
      return Math.round(expected * (1 - active.progress()));
    }
    return Math.max(0, expected - Math.max(0, nowMillis - active.startedMillis()));
  }
}
