package dev.milestone.core.monitor;

import dev.milestone.Conflict;
import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ready tasks that cannot run because a task under way holds what they need. Pure. */
final class Conflicts {

  /** Most conflicts that are shown. */
  static final int MAX = 100;

  /** Most ready tasks that are looked at, the best first. */
  static final int MAX_LOOKED_AT = 2_000;

  /** Most different lists of files that are compared with those of attempts under way. */
  static final int MAX_COMPARED = 500;

  private Conflicts() {}

  static List<Conflict> of(State state) {
    List<Conflict> conflicts = new ArrayList<>();
    if (state.active().isEmpty()) {
      return conflicts;
    }
    Map<List<String>, Optional<AttemptNode>> known = new HashMap<>();
    for (TaskNode task : state.readyInOrder(MAX_LOOKED_AT)) {
      if (conflicts.size() == MAX) {
        break;
      }
      List<String> files = task.definition().files();
      if (!files.isEmpty() && (known.size() < MAX_COMPARED || known.containsKey(files))) {
        Optional<AttemptNode> holder =
            known.computeIfAbsent(files, k -> Optional.ofNullable(state.fileConflict(task)));
        if (holder.isPresent()) {
          conflicts.add(files(state, task, holder.get()));
          continue;
        }
      }
      resource(state, task, conflicts);
    }
    return conflicts;
  }

  private static Conflict files(State state, TaskNode task, AttemptNode holder) {
    String glob = "";
    for (String wanted : task.definition().files()) {
      if (state.definitions().meet(List.of(wanted), holder.files())) {
        glob = wanted;
        break;
      }
    }
    return new Conflict(task.definition().id(), holder.task().definition().id(), "files", glob);
  }

  private static void resource(State state, TaskNode task, List<Conflict> conflicts) {
    for (Map.Entry<String, Integer> wanted : task.definition().resources().entrySet()) {
      String name = wanted.getKey();
      int capacity = state.capacity().getOrDefault(name, 0);
      if (state.inUse(name) + wanted.getValue() > capacity) {
        AttemptNode holder = holder(state, name);
        if (holder != null) {
          conflicts.add(
              new Conflict(
                  task.definition().id(), holder.task().definition().id(), "resource", name));
          return;
        }
      }
    }
  }

  private static @Nullable AttemptNode holder(State state, String resource) {
    for (AttemptNode attempt : state.active().values()) {
      if (attempt.resources().getOrDefault(resource, 0) > 0) {
        return attempt;
      }
    }
    return null;
  }
}
