package dev.milestone.core.kernel;

import org.jspecify.annotations.Nullable;

/**
 * One dependency of a task: on a task, on a milestone, or on an id that is not known yet. Confined
 * to the state.
 */
public final class Link {
  final TaskNode successor;
  final String target;
  final boolean onStart;
  final long lagMillis;
  @Nullable TaskNode task;
  @Nullable MilestoneNode milestone;
  boolean satisfied;

  Link(TaskNode successor, String target, boolean onStart, long lagMillis) {
    this.successor = successor;
    this.target = target;
    this.onStart = onStart;
    this.lagMillis = lagMillis;
  }

  /** Whether it waits for the start. */
  public boolean onStart() {
    return onStart;
  }

  /** How much later. */
  public long lagMillis() {
    return lagMillis;
  }

  /** Who waits. */
  public TaskNode successor() {
    return successor;
  }

  /** The id waited for. */
  public String target() {
    return target;
  }

  /** The task waited for, if it is one and known. */
  public @Nullable TaskNode task() {
    return task;
  }

  /** The milestone waited for, if it is one and known. */
  public @Nullable MilestoneNode milestone() {
    return milestone;
  }

  /** Whether it keeps its task no longer. */
  public boolean satisfied() {
    return satisfied;
  }
}
