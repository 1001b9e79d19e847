package dev.milestone.connectors;

import java.util.Arrays;

/**
 * Who waits for whom, as numbers: node {@code a} has an edge to {@code b} when {@code a} waits for
 * {@code b}. Self-references and repeated edges are allowed. Built with {@link Builder}; immutable
 * afterwards.
 */
final class PlanGraph {

  private final int nodes;
  private final int[] first;
  private final int[] targets;

  private PlanGraph(int nodes, int[] first, int[] targets) {
    this.nodes = nodes;
    this.first = first;
    this.targets = targets;
  }

  /** Number of nodes. */
  int nodes() {
    return nodes;
  }

  /** Number of edges, repeated ones included. */
  int edges() {
    return targets.length;
  }

  /** Index of the first edge of a node; its edges end where those of {@code node + 1} begin. */
  int first(int node) {
    return first[node];
  }

  /** The node that an edge leads to. */
  int target(int edge) {
    return targets[edge];
  }

  /** Whether a node waits for itself. */
  boolean waitsForItself(int node) {
    for (int e = first[node]; e < first[node + 1]; e++) {
      if (targets[e] == node) {
        return true;
      }
    }
    return false;
  }

  /** The graph of these nodes only; numbers stay, the other nodes have no edges. */
  PlanGraph restricted(boolean[] kept) {
    Builder builder = new Builder(nodes);
    for (int node = 0; node < nodes; node++) {
      if (kept[node]) {
        for (int e = first[node]; e < first[node + 1]; e++) {
          if (kept[targets[e]]) {
            builder.edge(node, targets[e]);
          }
        }
      }
    }
    return builder.build();
  }

  /** Collects edges; not thread-safe. */
  static final class Builder {
    private final int nodes;
    private int[] from = new int[16];
    private int[] to = new int[16];
    private int size;

    Builder(int nodes) {
      this.nodes = nodes;
    }

    /** Lets {@code waiting} wait for {@code target}. */
    void edge(int waiting, int target) {
      if (size == from.length) {
        from = Arrays.copyOf(from, size * 2);
        to = Arrays.copyOf(to, size * 2);
      }
      from[size] = waiting;
      to[size] = target;
      size++;
    }

    /** The graph; the edges of a node stand in the order in which they were added. */
    PlanGraph build() {
      int[] first = new int[nodes + 1];
      for (int i = 0; i < size; i++) {
        first[from[i] + 1]++;
      }
      for (int node = 0; node < nodes; node++) {
        first[node + 1] += first[node];
      }
      int[] next = Arrays.copyOf(first, nodes);
      int[] targets = new int[size];
      for (int i = 0; i < size; i++) {
        targets[next[from[i]]++] = to[i];
      }
      return new PlanGraph(nodes, first, targets);
    }
  }
}
