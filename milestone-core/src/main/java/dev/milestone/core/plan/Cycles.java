package dev.milestone.core.plan;

import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.TaskDefinition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds tasks and milestones that wait for each other in a circle. Strongly connected components
 * after Tarjan (1972) with a stack of our own, then a shortest cycle in each: linear in tasks and
 * dependencies.
 */
public final class Cycles {
  private final PlanGraph graph;
  private final int[] component;
  private int components;

  private Cycles(PlanGraph graph) {
    this.graph = graph;
    this.component = new int[graph.nodes];
  }

  /**
   * One cycle of each knot: ids in the order of waiting, the first repeated at the end. {@code a,
   * b, a} says that a waits for b and b for a.
   */
  public static List<List<String>> find(
      List<MilestoneDefinition> milestones, List<TaskDefinition> tasks) {
    return new Cycles(new PlanGraph(milestones, tasks)).find();
  }

  private List<List<String>> find() {
    List<List<String>> cycles = new ArrayList<>();
    boolean[] knotted = new boolean[graph.nodes];
    // First the milestones among themselves: then a cycle of milestones is not told as one of their
    // tasks.
    find(graph.tasks, knotted, cycles);
    find(0, knotted, cycles);
    return cycles;
  }

  /** Looks at nodes from a number on; knots that touch one found before are left out. */
  private void find(int from, boolean[] knotted, List<List<String>> cycles) {
    components = 0;
    components(from);
    int[] size = new int[components];
    int[] representative = new int[components];
    Arrays.fill(representative, -1);
    boolean[] known = new boolean[components];
    for (int v = from; v < graph.nodes; v++) {
      int c = component[v];
      size[c]++;
      known[c] |= knotted[v];
      if (representative[c] < 0) {
        representative[c] = v;
      }
    }
    int[] cameFrom = new int[graph.nodes];
    Arrays.fill(cameFrom, -1);
    for (int v = from; v < graph.nodes; v++) {
      int c = component[v];
      if (size[c] > 1 || waitsForItself(v)) {
        knotted[v] = true;
        if (representative[c] == v && !known[c]) {
          cycles.add(shortest(v, from, cameFrom));
        }
      }
    }
  }

  private boolean waitsForItself(int v) {
    for (int a = graph.first[v]; a < graph.first[v + 1]; a++) {
      if (graph.target[a] == v) {
        return true;
      }
    }
    return false;
  }

  private List<String> shortest(int start, int from, int[] cameFrom) {
    ArrayDeque<Integer> queue = new ArrayDeque<>();
    queue.add(start);
    while (!queue.isEmpty()) {
      int v = queue.remove();
      for (int a = graph.first[v]; a < graph.first[v + 1]; a++) {
        int to = graph.target[a];
        if (to == start) {
          return path(start, v, cameFrom);
        }
        if (to >= from && component[to] == component[start] && cameFrom[to] < 0) {
          cameFrom[to] = v;
          queue.add(to);
        }
      }
    }
    throw new IllegalStateException("a component without a cycle");
  }

  private List<String> path(int start, int last, int[] cameFrom) {
    List<String> backwards = new ArrayList<>();
    String first = graph.name(start);
    backwards.add(first);
    for (int v = last; v != start; v = cameFrom[v]) {
      String name = graph.name(v);
      // Gate and end of a milestone are one name.
      if (!name.equals(backwards.get(backwards.size() - 1))) {
        backwards.add(name);
      }
    }
    if (backwards.size() == 1 || !backwards.get(backwards.size() - 1).equals(first)) {
      backwards.add(first);
    }
    java.util.Collections.reverse(backwards);
    return backwards;
  }

  private void components(int from) {
    int n = graph.nodes;
    int[] order = new int[n];
    int[] low = new int[n];
    int[] nextArc = Arrays.copyOf(graph.first, n);
    int[] calls = new int[n];
    int[] stack = new int[n];
    boolean[] onStack = new boolean[n];
    int counter = 0;
    int stacked = 0;
    for (int root = from; root < n; root++) {
      if (order[root] != 0) {
        continue;
      }
      int depth = 0;
      calls[depth++] = root;
      order[root] = ++counter;
      low[root] = counter;
      stack[stacked++] = root;
      onStack[root] = true;
      while (depth > 0) {
        int v = calls[depth - 1];
        if (nextArc[v] < graph.first[v + 1]) {
          int to = graph.target[nextArc[v]++];
          if (to < from) {
            continue;
          }
          if (order[to] == 0) {
            order[to] = ++counter;
            low[to] = counter;
            stack[stacked++] = to;
            onStack[to] = true;
            calls[depth++] = to;
          } else if (onStack[to]) {
            low[v] = Math.min(low[v], order[to]);
          }
          continue;
        }
        depth--;
        if (depth > 0) {
          int caller = calls[depth - 1];
          low[caller] = Math.min(low[caller], low[v]);
        }
        if (low[v] == order[v]) {
          int member;
          do {
            member = stack[--stacked];
            onStack[member] = false;
            component[member] = components;
          } while (member != v);
          components++;
        }
      }
    }
  }
}
