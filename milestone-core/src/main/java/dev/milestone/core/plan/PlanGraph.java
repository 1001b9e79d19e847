package dev.milestone.core.plan;

import dev.milestone.model.Dependency;
import dev.milestone.model.DependencyType;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom, as arrays. A milestone has two nodes, so that "all tasks of a milestone wait
 * for all tasks of another" costs one arc for each task instead of one for each pair: its
 * <em>gate</em> opens when the milestones it depends on have ended, its tasks wait for the gate,
 * and its <em>end</em> waits for its tasks. Nodes: tasks from 0, then gate and end of each
 * milestone. Arcs to what is not in the lists are left out.
 */
final class PlanGraph {
  final int tasks;
  final int nodes;

  /**
   * Arcs of node v stand from {@code first[v]} to {@code first[v + 1]}; the target is what v waits
   * for.
   */
  final int[] first;

  final int[] target;
  final long[] lagMillis;

  /** Whether the arc counts from the start of its target instead of its finish. */
  final boolean[] fromStart;

  private final List<MilestoneDefinition> milestones;
  private final List<TaskDefinition> definitions;

  PlanGraph(List<MilestoneDefinition> milestones, List<TaskDefinition> definitions) {
    this.milestones = milestones;
    this.definitions = definitions;
    tasks = definitions.size();
    nodes = tasks + 2 * milestones.size();
    Map<TaskId, Integer> taskIndex = new HashMap<>(tasks * 2);
    for (int i = 0; i < tasks; i++) {
      taskIndex.put(definitions.get(i).id(), i);
    }
    Map<MilestoneId, Integer> milestoneIndex = new HashMap<>();
    for (int j = 0; j < milestones.size(); j++) {
      milestoneIndex.put(milestones.get(j).id(), j);
    }
    int[] taskCount = new int[milestones.size()];
    int arcs = 0;
    for (TaskDefinition task : definitions) {
      arcs += task.dependencies().size() + 2;
      Integer j = milestoneIndex.get(task.milestone());
      if (j != null) {
        taskCount[j]++;
      }
    }
    for (MilestoneDefinition milestone : milestones) {
      arcs += milestone.dependsOn().size() + 1;
    }
    first = new int[nodes + 1];
    target = new int[arcs];
    lagMillis = new long[arcs];
    fromStart = new boolean[arcs];
    int[][] members = new int[milestones.size()][];
    for (int j = 0; j < members.length; j++) {
      members[j] = new int[taskCount[j]];
    }
    int[] filled = new int[milestones.size()];
    int arc = 0;
    for (int i = 0; i < tasks; i++) {
      TaskDefinition task = definitions.get(i);
      first[i] = arc;
      Integer own = milestoneIndex.get(task.milestone());
      for (Dependency dependency : task.dependencies()) {
        int to = targetOf(dependency, taskIndex, milestoneIndex);
        if (to >= 0) {
          target[arc] = to;
          lagMillis[arc] = dependency.lag().toMillis();
          fromStart[arc] = startsFrom(dependency.type());
          arc++;
        }
      }
      if (own != null) {
        members[own][filled[own]++] = i;
        target[arc++] = gate(own);
      }
    }
    for (int j = 0; j < milestones.size(); j++) {
      first[gate(j)] = arc;
      for (MilestoneId dependency : milestones.get(j).dependsOn()) {
        Integer to = milestoneIndex.get(dependency);
        if (to != null) {
          target[arc++] = end(to);
        }
      }
      first[end(j)] = arc;
      // The gate comes first: a cycle of milestones is then named by its milestones, not by one of
      // their tasks.
      target[arc++] = gate(j);
      for (int member : members[j]) {
        target[arc++] = member;
      }
    }
    first[nodes] = arc;
  }

  private int targetOf(
      Dependency dependency,
      Map<TaskId, Integer> taskIndex,
      Map<MilestoneId, Integer> milestoneIndex) {
    @Nullable Integer to = null;
    if (dependency.task().isPresent()) {
      to = taskIndex.get(dependency.task().get());
      return to == null ? -1 : to;
    }
    if (dependency.milestone().isPresent()) {
      to = milestoneIndex.get(dependency.milestone().get());
    }
    if (to == null) {
      return -1;
    }
    return startsFrom(dependency.type()) ? gate(to) : end(to);
  }

  private static boolean startsFrom(DependencyType type) {
    return type == DependencyType.START_START || type == DependencyType.START_FINISH;
  }

  private int gate(int milestone) {
    return tasks + 2 * milestone;
  }

  private int end(int milestone) {
    return tasks + 2 * milestone + 1;
  }

  /** Id of the task or milestone behind a node. */
  String name(int node) {
    return node < tasks
        ? definitions.get(node).id().value()
        : milestones.get((node - tasks) / 2).id().value();
  }

  /** Arcs turned round: index of arcs by what they point to. */
  int[][] incoming() {
    int[] count = new int[nodes + 1];
    int arcs = first[nodes];
    for (int a = 0; a < arcs; a++) {
      count[target[a] + 1]++;
    }
    for (int v = 0; v < nodes; v++) {
      count[v + 1] += count[v];
    }
    int[] source = new int[arcs];
    int[] arcOf = new int[arcs];
    int[] next = Arrays.copyOf(count, nodes);
    for (int v = 0; v < nodes; v++) {
      for (int a = first[v]; a < first[v + 1]; a++) {
        int at = next[target[a]]++;
        source[at] = v;
        arcOf[at] = a;
      }
    }
    return new int[][] {count, source, arcOf};
  }
}
