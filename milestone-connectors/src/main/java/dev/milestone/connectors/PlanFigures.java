package dev.milestone.connectors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Figures of a graph of tasks: cycles, the longest chain, percentiles. The definitions stand in
 * {@code docs/import.md}. Linear, but for the search of a shortest cycle, which has a limit.
 * Immutable.
 */
final class PlanFigures {

  /**
   * Most steps of the search for a shortest cycle; after them the shortest one found is taken. No
   * plan of people comes near it.
   */
  static final int MAX_STEPS = 20_000_000;

  private final PlanGraph graph;
  private final CycleGroups groups;

  PlanFigures(PlanGraph graph) {
    this.graph = graph;
    this.groups = CycleGroups.of(graph);
  }

  /** The graph. */
  PlanGraph graph() {
    return graph;
  }

  /** Its strongly connected groups. */
  CycleGroups groups() {
    return groups;
  }

  /** Whether any node waits for itself. */
  boolean hasCycle() {
    for (int node = 0; node < graph.nodes(); node++) {
      if (groups.onCycle(node)) {
        return true;
      }
    }
    return false;
  }

  /** How many nodes wait for themselves. */
  int nodesOnCycles() {
    int count = 0;
    for (int node = 0; node < graph.nodes(); node++) {
      if (groups.onCycle(node)) {
        count++;
      }
    }
    return count;
  }

  /**
   * A shortest cycle of each group that has one, in the order of the groups' first nodes: each node
   * waits for the next, the last for the first.
   *
   * @param most most cycles to find
   */
  List<int[]> cycles(int most) {
    List<int[]> found = new ArrayList<>();
    int[][] members = membersOfCycles();
    Search search = new Search();
    boolean[] seen = new boolean[groups.count()];
    for (int node = 0; node < graph.nodes() && found.size() < most; node++) {
      int group = groups.of(node);
      int[] inGroup = members[group];
      if (inGroup != null && !seen[group]) {
        seen[group] = true;
        found.add(search.shortest(inGroup));
      }
    }
    return found;
  }

  /** A shortest cycle of all, empty without one. */
  int[] shortestCycle() {
    int[] best = {};
    for (int[] cycle : cycles(Integer.MAX_VALUE)) {
      if (best.length == 0 || cycle.length < best.length) {
        best = cycle;
      }
      if (best.length == 1) {
        break;
      }
    }
    return best;
  }

  /** Nodes on the longest path, each cycle counted as one node. */
  int longestChainCondensed(boolean[] counted) {
    // A group waits for smaller numbers only, so that one pass in their order is enough.
    int n = graph.nodes();
    int[] start = new int[groups.count() + 1];
    for (int node = 0; node < n; node++) {
      start[groups.of(node) + 1]++;
    }
    for (int g = 0; g < groups.count(); g++) {
      start[g + 1] += start[g];
    }
    int[] next = Arrays.copyOf(start, groups.count());
    int[] sorted = new int[n];
    for (int node = 0; node < n; node++) {
      sorted[next[groups.of(node)]++] = node;
    }
    int[] length = new int[groups.count()];
    int longest = 0;
    for (int g = 0; g < groups.count(); g++) {
      int before = 0;
      boolean counts = false;
      for (int i = start[g]; i < start[g + 1]; i++) {
        int node = sorted[i];
        counts |= counted[node];
        for (int e = graph.first(node); e < graph.first(node + 1); e++) {
          int other = groups.of(graph.target(e));
          if (other != g) {
            before = Math.max(before, length[other]);
          }
        }
      }
      length[g] = before + (counts ? 1 : 0);
      longest = Math.max(longest, length[g]);
    }
    return longest;
  }

  /**
   * The value at rank {@code (n - 1) p} of sorted values, between two of them in proportion; absent
   * without values.
   */
  static OptionalDouble percentile(double[] sorted, double p) {
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    double rank = (sorted.length - 1) * p;
    int below = (int) Math.floor(rank);
    int above = Math.min(below + 1, sorted.length - 1);
    return OptionalDouble.of(sorted[below] + (sorted[above] - sorted[below]) * (rank - below));
  }

  private int[][] membersOfCycles() {
    int[][] members = new int[groups.count()][];
    int[] filled = new int[groups.count()];
    for (int node = 0; node < graph.nodes(); node++) {
      if (groups.onCycle(node)) {
        int g = groups.of(node);
        if (members[g] == null) {
          members[g] = new int[groups.size(g)];
        }
        members[g][filled[g]++] = node;
      }
    }
    return members;
  }

  /** Breadth-first search from each node of a group, no deeper than the best cycle so far. */
  private final class Search {
    private final int[] reachedFrom = new int[graph.nodes()];
    private final int[] mark = new int[graph.nodes()];
    private final int[] queue = new int[graph.nodes()];
    private int round;
    private int steps;

    int[] shortest(int[] members) {
      int[] best = {};
      for (int node : members) {
        if (graph.waitsForItself(node)) {
          return new int[] {node};
        }
      }
      for (int node : members) {
        if (best.length == 2 || (best.length > 0 && steps > MAX_STEPS)) {
          break;
        }
        int[] cycle = through(node, best.length == 0 ? Integer.MAX_VALUE : best.length - 1);
        if (cycle.length > 0) {
          best = cycle;
        }
      }
      return best;
    }

    /** A shortest cycle through a node with at most so many nodes, or nothing. */
    private int[] through(int origin, int most) {
      round++;
      int head = 0;
      int tail = 0;
      queue[tail++] = origin;
      mark[origin] = round;
      reachedFrom[origin] = -1;
      int depth = 1;
      int endOfDepth = tail;
      while (head < tail && depth <= most) {
        int node = queue[head++];
        for (int e = graph.first(node); e < graph.first(node + 1); e++) {
          int next = graph.target(e);
          steps++;
          if (next == origin) {
            return path(node, depth);
          }
          if (mark[next] != round && groups.together(next, origin)) {
            mark[next] = round;
            reachedFrom[next] = node;
            queue[tail++] = next;
          }
        }
        if (head == endOfDepth) {
          depth++;
          endOfDepth = tail;
        }
      }
      return new int[0];
    }

    private int[] path(int last, int length) {
      int[] path = new int[length];
      int node = last;
      for (int i = length - 1; i >= 0; i--) {
        path[i] = node;
        node = reachedFrom[node];
      }
      return path;
    }
  }
}
