package dev.milestone.connectors;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * The cycles of a plan in words, and which tasks they hold: a task on a cycle is held while
 * something on it that it waits for is not done. Immutable.
 */
final class PlanHolds {

  private static final int MAX_SHOWN = 12;

  private final PlanFigures figures;
  private final List<int[]> cycles;
  private final Map<Integer, String> paths = new HashMap<>();

  PlanHolds(PlanGraph explicit, IntFunction<String> id) {
    this.figures = new PlanFigures(explicit);
    this.cycles = figures.cycles(Limits.MAX_PROBLEMS);
    for (int[] cycle : cycles) {
      paths.put(figures.groups().of(cycle[0]), path(cycle, id));
    }
  }

  /** A shortest cycle of each group, at most {@link Limits#MAX_PROBLEMS}. */
  List<int[]> cycles() {
    return cycles;
  }

  /** The cycle of a node's group in words. */
  String path(int node) {
    return paths.getOrDefault(figures.groups().of(node), "a cycle");
  }

  /** Why a task is held, or empty. */
  String heldBecause(int node, IntPredicate done) {
    PlanGraph graph = figures.graph();
    for (int e = graph.first(node); e < graph.first(node + 1); e++) {
      int target = graph.target(e);
      if (figures.groups().together(node, target) && (target == node || !done.test(target))) {
        return "it waits for itself: " + path(node);
      }
    }
    return "";
  }

  private static String path(int[] cycle, IntFunction<String> id) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < cycle.length && i < MAX_SHOWN; i++) {
      path.append(id.apply(cycle[i])).append(" → ");
    }
    if (cycle.length > MAX_SHOWN) {
      path.append("… (").append(cycle.length).append(" in all) → ");
    }
    return path.append(id.apply(cycle[0])).toString();
  }
}
