package dev.milestone.core.execute;

import dev.milestone.core.kernel.Effect;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import org.jspecify.annotations.Nullable;

/** What the loop asks of the engine, or of the simulator, that it runs in. */
public interface LoopHost {

  /** Wall time. */
  long nowMillis();

  /** Monotonic time. */
  long monotonicNanos();

  /** A new id. */
  String newId();

  /** Whether a session has been asked to start no further attempt. */
  boolean stopping(String session);

  /** Whether a task's wait is over. Called in a turn. */
  boolean awake(TaskNode task);

  /**
   * Turns an effect into something to do. Called in a turn, with the state as it is then; what it
   * returns is run after the force, outside the turn, in order, and must not block. Null: nothing
   * to do.
   */
  @Nullable Runnable prepare(State state, Effect effect);

  /** The state has advanced to this forced sequence. Called outside the turn; must not block. */
  void advanced(long sequence);

  /** The journal has failed: nothing can be done any more but to close. */
  void failed(Throwable reason);
}
