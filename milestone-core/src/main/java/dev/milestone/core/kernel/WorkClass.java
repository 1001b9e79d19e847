package dev.milestone.core.kernel;

import dev.milestone.model.TaskDefinition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tasks that need exactly the same: when one of them cannot start for lack of something, none can.
 */
final class WorkClass {

  /** What a class is known by. */
  record Key(List<String> requires, Map<String, Integer> resources, List<String> files) {

    /** No needs. */
    static final Key NOTHING = new Key(List.of(), Map.of(), List.of());

    static Key of(TaskDefinition task) {
      List<String> requires = task.requires();
      if (requires.size() > 1) {
        requires = List.copyOf(new TreeSet<>(requires));
      }
      return new Key(
          requires,
          task.resources().size() > 1 ? new TreeMap<>(task.resources()) : task.resources(),
          task.files());
    }
  }

  final Key key;
  final TreeSet<TaskNode> ready = new TreeSet<>(TaskNode.DISPATCH_ORDER);

  WorkClass(Key key) {
    this.key = key;
  }
}
