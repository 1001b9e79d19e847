package dev.milestone.core.monitor;

import dev.milestone.core.kernel.ContextEntry;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.model.ContextLevel;
import dev.milestone.model.ContextValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Values of the context with inheritance: a level sees what more general levels have set. Pure.
 *
 * <p>Where several levels set the same key, the resolution decides: {@code
 * hierarchical_precedence}, the more general level wins; {@code last_writer_wins}, the highest
 * sequence wins.
 */
public final class ContextViews {

  /** Which value counts when several levels set a key. */
  public enum Resolution {
    /** The more general level. */
    HIERARCHICAL_PRECEDENCE,
    /** The one set last. */
    LAST_WRITER_WINS
  }

  private ContextViews() {}

  /**
   * What a place sees, by key in alphabetical order.
   *
   * @param session the session, if any
   * @param milestone the milestone, if any; that of the task when absent
   * @param task the task, if any
   */
  public static List<ContextValue> of(
      State state,
      @Nullable String session,
      @Nullable String milestone,
      @Nullable String task,
      Resolution resolution) {
    TaskNode node = task == null ? null : state.task(task);
    String home = milestone != null ? milestone : node == null ? null : node.milestone().id();
    Map<String, ContextValue> seen = new TreeMap<>();
    add(state, ContextLevel.GLOBAL, "", resolution, seen);
    if (session != null) {
      add(state, ContextLevel.SESSION, session, resolution, seen);
    }
    if (home != null) {
      add(state, ContextLevel.MILESTONE, home, resolution, seen);
    }
    if (task != null) {
      add(state, ContextLevel.TASK, task, resolution, seen);
    }
    return new ArrayList<>(seen.values());
  }

  /** What one scope has set itself, by key in alphabetical order. */
  public static List<ContextValue> own(State state, ContextLevel level, String scope) {
    Map<String, ContextValue> values = new TreeMap<>();
    add(state, level, scope, Resolution.HIERARCHICAL_PRECEDENCE, values);
    return new ArrayList<>(values.values());
  }

  private static void add(
      State state,
      ContextLevel level,
      String scope,
      Resolution resolution,
      Map<String, ContextValue> seen) {
    for (Map.Entry<String, ContextEntry> e : state.context(level.text(), scope).entrySet()) {
      ContextValue before = seen.get(e.getKey());
      ContextEntry entry = e.getValue();
      // Levels come in from the general to the special: what stands already is more general.
      if (before == null
          || resolution == Resolution.LAST_WRITER_WINS && entry.sequence() > before.sequence()) {
        seen.put(
            e.getKey(),
            ContextValue.builder(e.getKey(), entry.value(), level)
                .scope(scope)
                .writer(Views.actor(entry.actor(), entry.actorEstablished()))
                .sequence(entry.sequence())
                .build());
      }
    }
  }
}
