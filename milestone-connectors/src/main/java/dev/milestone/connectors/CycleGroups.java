package dev.milestone.connectors;

import java.util.Arrays;

/**
 * The strongly connected groups of a graph: two nodes are in one group when each waits for the
 * other. Groups are numbered so that a group waits for groups with smaller numbers only. Linear in
 * the size of the graph and without recursion (Tarjan 1972). Immutable.
 */
final class CycleGroups {

  private final PlanGraph graph;
  private final int[] group;
  private final int[] size;
  private final int count;

  private CycleGroups(PlanGraph graph, int[] group, int count) {
    this.graph = graph;
    this.group = group;
    this.count = count;
    this.size = new int[count];
    for (int g : group) {
      size[g]++;
    }
  }

  /** Finds the groups. */
  static CycleGroups of(PlanGraph graph) {
    int n = graph.nodes();
    int[] group = new int[n];
    int[] order = new int[n];
    int[] low = new int[n];
    int[] edge = new int[n];
    int[] path = new int[n];
    int[] open = new int[n];
    Arrays.fill(group, -1);
    int clock = 0;
    int opened = 0;
    int count = 0;
    for (int root = 0; root < n; root++) {
      if (order[root] != 0) {
        continue;
      }
      int depth = 0;
      path[0] = root;
      edge[root] = graph.first(root);
      order[root] = low[root] = ++clock;
      open[opened++] = root;
      while (depth >= 0) {
        int node = path[depth];
        if (edge[node] < graph.first(node + 1)) {
          int next = graph.target(edge[node]++);
          if (order[next] == 0) {
            order[next] = low[next] = ++clock;
            edge[next] = graph.first(next);
            open[opened++] = next;
            path[++depth] = next;
          } else if (group[next] < 0) {
            low[node] = Math.min(low[node], order[next]);
          }
          continue;
        }
        if (low[node] == order[node]) {
          int member;
          do {
            member = open[--opened];
            group[member] = count;
          } while (member != node);
          count++;
        }
        depth--;
        if (depth >= 0) {
          low[path[depth]] = Math.min(low[path[depth]], low[node]);
        }
      }
    }
    return new CycleGroups(graph, group, count);
  }

  /** Number of groups. */
  int count() {
    return count;
  }

  /** Group of a node. */
  int of(int node) {
    return group[node];
  }

  /** Nodes of a group. */
  int size(int number) {
    return size[number];
  }

  /** Whether both nodes are in one group, so that an edge between them is part of a cycle. */
  boolean together(int one, int other) {
    return group[one] == group[other];
  }

  /** Whether a node waits for itself, directly or over others. */
  boolean onCycle(int node) {
    return size[group[node]] > 1 || graph.waitsForItself(node);
  }
}
