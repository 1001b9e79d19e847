package dev.milestone.core.monitor;

import dev.milestone.core.kernel.Link;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The chains of all blocked tasks in one pass from the failed, cancelled and held ones: a shortest
 * chain for each, in time linear in what is reached.
 */
final class BlockedChains {

  /** Most tasks of a chain; of longer ones the first and the nearest are kept. */
  static final int MAX_LENGTH = 16;

  private final Map<TaskNode, List<TaskId>> chains = new HashMap<>();
  private final ArrayDeque<TaskNode> queue = new ArrayDeque<>();
  private final Set<MilestoneNode> passed = new HashSet<>();

  private BlockedChains() {}

  /** Chains by blocked task; the failed or cancelled task first. */
  static Map<TaskNode, List<TaskId>> of(State state) {
    BlockedChains all = new BlockedChains();
    all.roots(state);
    while (!all.queue.isEmpty()) {
      all.spread(all.queue.remove());
    }
    all.chains.values().removeIf(List::isEmpty);
    return all.chains;
  }

  private void roots(State state) {
    for (MilestoneNode milestone : state.milestones()) {
      int failed = milestone.count(TaskStatus.FAILED);
      int cancelled = milestone.count(TaskStatus.CANCELLED);
      int blocked = milestone.count(TaskStatus.BLOCKED);
      if (failed + cancelled + blocked == 0 || milestone.status() == MilestoneStatus.ARCHIVED) {
        continue;
      }
      for (TaskNode task : milestone.tasks()) {
        if (task.status() == TaskStatus.FAILED
            || task.status() == TaskStatus.CANCELLED
            || task.hold() != null) {
          spread(task);
        }
      }
    }
  }

  private void spread(TaskNode task) {
    List<TaskId> chain = next(chains.getOrDefault(task, List.of()), task);
    for (Link link : task.after()) {
      if (!link.satisfied()) {
        reach(link.successor(), chain);
      }
    }
    MilestoneNode milestone = task.milestone();
    boolean throughMilestone =
        task.status() != TaskStatus.CANCELLED || milestone.status() == MilestoneStatus.CANCELLED;
    if (throughMilestone && passed.add(milestone)) {
      for (Link link : milestone.waiting()) {
        if (!link.satisfied()) {
          reach(link.successor(), chain);
        }
      }
      for (MilestoneNode next : milestone.after()) {
        if (next.count(TaskStatus.BLOCKED) > 0) {
          for (TaskNode other : next.tasks()) {
            reach(other, chain);
          }
        }
      }
    }
  }

  private void reach(TaskNode task, List<TaskId> chain) {
    if (task.status() == TaskStatus.BLOCKED && chains.putIfAbsent(task, chain) == null) {
      queue.add(task);
    }
  }

  private static List<TaskId> next(List<TaskId> chain, TaskNode task) {
    List<TaskId> longer = new ArrayList<>(chain.size() + 1);
    longer.addAll(chain);
    if (longer.size() == MAX_LENGTH) {
      longer.remove(1);
    }
    longer.add(task.definition().id());
    return longer;
  }
}
