package dev.milestone.connectors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What tasks wait for, free of cycles: what the source says, and what follows from its groups – a
 * parent waits for its children, a child for what its parents wait for. What the source says goes
 * before what follows: of a cycle of both kinds the edges that follow are left out. Of a cycle of
 * the source alone all edges within the strongly connected group are left out. Linear in the number
 * of edges, and those are bounded. Not thread-safe.
 */
final class PlanLinks {

  private final int nodes;
  private final PlanGraph.Builder explicit;
  private final PlanGraph.Builder parents;
  private final boolean[] unneeded;
  private final List<int[]> left = new ArrayList<>();
  private int leftOut;
  private boolean cutShort;

  PlanLinks(int nodes) {
    this.nodes = nodes;
    this.explicit = new PlanGraph.Builder(nodes);
    this.parents = new PlanGraph.Builder(nodes);
    this.unneeded = new boolean[nodes];
  }

  /** The source says that one task waits for another. */
  void waits(int task, int target) {
    explicit.edge(task, target);
  }

  /** One task is a part of another. */
  void child(int task, int parent) {
    parents.edge(task, parent);
  }

  /** Its parents do not wait for a task, for it never succeeds. */
  void unneeded(int task) {
    unneeded[task] = true;
  }

  /** Links that follow from groups and were left out because they would close a cycle. */
  List<int[]> left() {
    return left;
  }

  /** How many were left out; {@link #left} has the first {@link Limits#MAX_PROBLEMS}. */
  int leftOut() {
    return leftOut;
  }

  /** Whether children did not get what their parents wait for because there was too much of it. */
  boolean cutShort() {
    return cutShort;
  }

  /** What was said, cycles included. */
  PlanGraph explicit() {
    return explicit.build();
  }

  /** The result; call it once. */
  PlanGraph build() {
    PlanGraph said = withoutCycles(explicit.build());
    PlanGraph tree = withoutCycles(parents.build());
    PlanGraph closing = closing(said, tree);
    return inheriting(closing, said, tree);
  }

  /** Adds the wait of parents for children. */
  private PlanGraph closing(PlanGraph said, PlanGraph tree) {
    PlanGraph.Builder more = new PlanGraph.Builder(nodes);
    for (int child = 0; child < nodes; child++) {
      for (int e = tree.first(child); !unneeded[child] && e < tree.first(child + 1); e++) {
        more.edge(tree.target(e), child);
      }
    }
    return joined(said, more.build());
  }

  /** Adds to children what their parents wait for, parents before children. */
  private PlanGraph inheriting(PlanGraph closing, PlanGraph said, PlanGraph tree) {
    int[] order = parentsFirst(tree);
    int[][] inherited = new int[nodes][];
    int[] mark = new int[nodes];
    Arrays.fill(mark, -1);
    PlanGraph.Builder more = new PlanGraph.Builder(nodes);
    int total = 0;
    int[] found = new int[16];
    for (int child : order) {
      int count = 0;
      mark[child] = child;
      for (int e = tree.first(child); e < tree.first(child + 1); e++) {
        int parent = tree.target(e);
        int own = said.first(parent + 1) - said.first(parent);
        int[] above = inherited[parent] == null ? new int[0] : inherited[parent];
        for (int i = 0; i < own + above.length; i++) {
          int target = i < own ? said.target(said.first(parent) + i) : above[i - own];
          if (mark[target] == child) {
            continue;
          }
          if (total >= Limits.MAX_REFERENCES) {
            cutShort = true;
            break;
          }
          mark[target] = child;
          if (count == found.length) {
            found = Arrays.copyOf(found, count * 2);
          }
          found[count++] = target;
          more.edge(child, target);
          total++;
        }
      }
      if (count > 0) {
        inherited[child] = Arrays.copyOf(found, count);
      }
    }
    return joined(closing, more.build());
  }

  /** The first graph and what of the second closes no cycle with it, without repetitions. */
  private PlanGraph joined(PlanGraph base, PlanGraph more) {
    PlanGraph.Builder both = new PlanGraph.Builder(nodes);
    copy(base, both);
    copy(more, both);
    CycleGroups groups = CycleGroups.of(both.build());
    PlanGraph.Builder kept = new PlanGraph.Builder(nodes);
    int[] mark = new int[nodes];
    Arrays.fill(mark, -1);
    for (int node = 0; node < nodes; node++) {
      for (int e = base.first(node); e < base.first(node + 1); e++) {
        if (mark[base.target(e)] != node) {
          mark[base.target(e)] = node;
          kept.edge(node, base.target(e));
        }
      }
      for (int e = more.first(node); e < more.first(node + 1); e++) {
        int target = more.target(e);
        if (mark[target] == node) {
          continue;
        }
        mark[target] = node;
        if (groups.together(node, target)) {
          leftOut++;
          if (left.size() < Limits.MAX_PROBLEMS) {
            left.add(new int[] {node, target});
          }
        } else {
          kept.edge(node, target);
        }
      }
    }
    return kept.build();
  }

  private static void copy(PlanGraph graph, PlanGraph.Builder to) {
    for (int node = 0; node < graph.nodes(); node++) {
      for (int e = graph.first(node); e < graph.first(node + 1); e++) {
        to.edge(node, graph.target(e));
      }
    }
  }

  private static PlanGraph withoutCycles(PlanGraph graph) {
    CycleGroups groups = CycleGroups.of(graph);
    PlanGraph.Builder kept = new PlanGraph.Builder(graph.nodes());
    for (int node = 0; node < graph.nodes(); node++) {
      for (int e = graph.first(node); e < graph.first(node + 1); e++) {
        if (!groups.together(node, graph.target(e))) {
          kept.edge(node, graph.target(e));
        }
      }
    }
    return kept.build();
  }

  /** The nodes in an order in which parents come before their children. */
  private static int[] parentsFirst(PlanGraph tree) {
    CycleGroups groups = CycleGroups.of(tree);
    int[] order = new int[tree.nodes()];
    for (int node = 0; node < tree.nodes(); node++) {
      order[groups.of(node)] = node;
    }
    return order;
  }
}
