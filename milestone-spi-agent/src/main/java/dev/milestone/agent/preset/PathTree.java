package dev.milestone.agent.preset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All paths that a preset asks for, as a tree, so that one pass over a line finds the values of all
 * of them and everything else is skipped. Immutable once made.
 */
final class PathTree {

  private final Map<String, PathTree> steps = new LinkedHashMap<>();
  private final List<ValuePath> ends = new ArrayList<>(1);

  private PathTree() {}

  static PathTree of(Collection<ValuePath> paths) {
    PathTree root = new PathTree();
    for (ValuePath path : paths) {
      PathTree at = root;
      for (String step : path.steps()) {
        at = at.steps.computeIfAbsent(step, s -> new PathTree());
      }
      if (!at.ends.contains(path)) {
        at.ends.add(path);
      }
    }
    return root;
  }

  /** The paths that end here. */
  List<ValuePath> ends() {
    return ends;
  }

  boolean leadsOn() {
    return !steps.isEmpty();
  }

  /** Where an entry leads; both its own name and {@code *} may be asked for. */
  static List<PathTree> next(List<PathTree> here, String name) {
    List<PathTree> next = new ArrayList<>(2);
    for (PathTree tree : here) {
      add(next, tree.steps.get(name));
      add(next, tree.steps.get(ValuePath.ANY));
    }
    return next;
  }

  private static void add(List<PathTree> to, @Nullable PathTree tree) {
    if (tree != null) {
      to.add(tree);
    }
  }
}
