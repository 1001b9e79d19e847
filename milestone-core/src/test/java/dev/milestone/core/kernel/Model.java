package dev.milestone.core.kernel;

import dev.milestone.model.Dependency;
import dev.milestone.model.DependencyType;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel has to come to, thought out a second time and without a single index: every
 * question is answered by brute force over the whole graph.
 */
final class Model {

  enum Fate {
    OPEN,
    SUCCEEDED,
    FAILED,
    CANCELLED
  }

  static final class T {
    TaskDefinition definition;
    Fate fate = Fate.OPEN;
    boolean everStarted;
    boolean removed;
    int failures;
    int losses;
    @Nullable Att active;
    final Set<Integer> numbers = new HashSet<>();
    long succeededAt;
    long firstStartedAt;

    T(TaskDefinition definition) {
      this.definition = definition;
    }
  }

  static final class Att {
    final T task;
    final String id;
    final long token;
    final String effect;
    final String agent;
    final TaskDefinition asGranted;
    boolean verifying;
    boolean cancelled;

    Att(String id, T task, long token, String effect, String agent) {
      this.id = id;
      this.task = task;
      this.token = token;
      this.effect = effect;
      this.agent = agent;
      this.asGranted = task.definition;
    }
  }

  static final class M {
    MilestoneDefinition definition;
    boolean completed;
    boolean cancelled;
    boolean archived;
    boolean started;

    M(MilestoneDefinition definition) {
      this.definition = definition;
    }

    boolean closed() {
      return cancelled || archived;
    }
  }

  final Map<String, T> tasks = new LinkedHashMap<>();
  final Map<String, M> milestones = new LinkedHashMap<>();
  final Map<String, Integer> capacity = new HashMap<>();

  /** A changed plan and what it no longer names can contradict each other. */
  boolean cycle;

  List<T> of(String milestone) {
    List<T> list = new ArrayList<>();
    for (T t : tasks.values()) {
      if (t.definition.milestone().value().equals(milestone)) {
        list.add(t);
      }
    }
    return list;
  }

  M home(T t) {
    return milestones.get(t.definition.milestone().value());
  }

  boolean satisfied(Dependency d) {
    boolean onStart =
        d.type() == DependencyType.START_START || d.type() == DependencyType.START_FINISH;
    if (d.task().isPresent()) {
      T t = tasks.get(d.target());
      return t != null && (onStart ? t.everStarted : t.fate == Fate.SUCCEEDED);
    }
    M m = milestones.get(d.target());
    return m != null && (m.completed || onStart && m.started);
  }

  boolean openBefore(M m) {
    for (MilestoneId id : m.definition.dependsOn()) {
      M before = milestones.get(id.value());
      if (before == null || !before.completed) {
        return true;
      }
    }
    return false;
  }

  /** Least set of tasks that cannot be reached. */
  Set<T> blocked() {
    Set<T> blocked = new HashSet<>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (T t : tasks.values()) {
        if (t.fate == Fate.OPEN && !inWork(t) && !blocked.contains(t) && keptBack(t, blocked)) {
          blocked.add(t);
          grown = true;
        }
      }
    }
    return blocked;
  }

  /** Its attempt counts: one that was called off does not. */
  static boolean inWork(T t) {
    return t.active != null && !t.active.cancelled;
  }

  private boolean keptBack(T t, Set<T> blocked) {
    for (Dependency d : t.definition.dependencies()) {
      if (satisfied(d)) {
        continue;
      }
      if (d.task().isPresent()) {
        T target = tasks.get(d.target());
        if (target != null
            && (target.fate == Fate.FAILED
                || target.fate == Fate.CANCELLED
                || blocked.contains(target))) {
          return true;
        }
      } else if (milestones.containsKey(d.target()) && unreachable(d.target(), blocked)) {
        return true;
      }
    }
    for (MilestoneId id : home(t).definition.dependsOn()) {
      if (milestones.containsKey(id.value()) && unreachable(id.value(), blocked)) {
        return true;
      }
    }
    return false;
  }

  boolean unreachable(String id, Set<T> blocked) {
    M m = milestones.get(id);
    if (m.completed) {
      return false;
    }
    List<T> all = of(id);
    int cancelled = 0;
    for (T t : all) {
      if (t.fate == Fate.FAILED || blocked.contains(t)) {
        return true;
      }
      if (t.fate == Fate.CANCELLED) {
        cancelled++;
      }
    }
    return m.cancelled || !all.isEmpty() && cancelled == all.size();
  }

  TaskStatus status(T t, Set<T> blocked) {
    return switch (t.fate) {
      case SUCCEEDED -> TaskStatus.SUCCEEDED;
      case FAILED -> TaskStatus.FAILED;
      case CANCELLED -> TaskStatus.CANCELLED;
      case OPEN -> {
        Att a = t.active;
        if (a != null && !a.cancelled) {
          yield a.verifying ? TaskStatus.VERIFYING : TaskStatus.RUNNING;
        }
        if (blocked.contains(t)) {
          yield TaskStatus.BLOCKED;
        }
        boolean free = !home(t).closed() && !openBefore(home(t));
        for (Dependency d : t.definition.dependencies()) {
          free &= satisfied(d);
        }
        yield free ? TaskStatus.READY : TaskStatus.PENDING;
      }
    };
  }

  /** Completes what is complete, as often as that makes another one complete. */
  void completeMilestones() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Map.Entry<String, M> e : milestones.entrySet()) {
        M m = e.getValue();
        if (m.completed || m.closed() || openBefore(m)) {
          continue;
        }
        boolean done = true;
        boolean any = false;
        List<T> all = of(e.getKey());
        for (T t : all) {
          done &= t.fate == Fate.SUCCEEDED || t.fate == Fate.CANCELLED;
          any |= t.fate == Fate.SUCCEEDED;
        }
        if (done && (any || all.isEmpty())) {
          m.completed = true;
          changed = true;
        }
      }
    }
  }

  void reopen(M m) {
    m.completed = m.completed && m.archived;
  }

  void failed(T t, boolean lost, int lostLimit) {
    if (lost) {
      t.losses++;
    } else {
      t.failures++;
    }
    if (t.fate == Fate.OPEN
        && (lost ? t.losses > lostLimit : t.failures >= t.definition.retry().attempts())) {
      t.fate = Fate.FAILED;
    }
  }

  void revive(T t) {
    reopen(home(t));
    t.fate = Fate.OPEN;
    t.failures = 0;
    t.losses = 0;
    t.removed = false;
  }

  void cancel(T t) {
    if (t.active != null) {
      t.active.cancelled = true;
    }
    t.fate = Fate.CANCELLED;
  }

  /** Length of the longest path of what is not done from here on. */
  long tail(T from, Map<T, Long> known) {
    Long before = known.get(from);
    if (before != null) {
      cycle |= before < 0;
      return before;
    }
    known.put(from, -1L);
    long longest = 0;
    for (T next : tasks.values()) {
      if (!counts(next)) {
        continue;
      }
      for (Dependency d : next.definition.dependencies()) {
        if (d.task().isPresent() && d.target().equals(from.definition.id().value())
            || d.milestone().isPresent() && d.target().equals(from.definition.milestone().value())
            || d.milestone().isPresent()
                && after(from.definition.milestone().value(), d.target())) {
          longest = Math.max(longest, tail(next, known) + d.lag().toMillis());
        }
      }
      for (MilestoneId id : home(next).definition.dependsOn()) {
        if (id.value().equals(from.definition.milestone().value())
            || after(from.definition.milestone().value(), id.value())) {
          longest = Math.max(longest, tail(next, known));
        }
      }
    }
    long own =
        from.definition
            .estimate()
            .map(e -> e.expected().toMillis())
            .orElse(State.DEFAULT_TASK_MILLIS);
    long tail = longest + (counts(from) ? own : 0);
    known.put(from, tail);
    return tail;
  }

  boolean counts(T t) {
    return t.fate != Fate.SUCCEEDED && t.fate != Fate.CANCELLED && !home(t).closed();
  }

  /** Whether a milestone comes after another, directly or through others. */
  private boolean after(String first, String later) {
    M m = milestones.get(later);
    if (m == null) {
      return false;
    }
    for (MilestoneId id : m.definition.dependsOn()) {
      if (id.value().equals(first) || after(first, id.value())) {
        return true;
      }
    }
    return false;
  }
}
