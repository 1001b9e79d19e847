package dev.milestone.agent;

import java.io.OutputStream;
import java.util.Map;

/**
 * Hears of a running process, on the thread that reads its output. An exception ends the process
 * tree.
 */
interface ProcessObserver {

  /** It runs. */
  default void started(Map<String, Object> identity) {}

  /**
   * It runs, and reads what is written here; only of a process that is {@linkplain
   * ProcessSpec#conversing conversed with}. Writing blocks while the process does not read, so it
   * is done on another thread.
   */
  default void input(OutputStream standardInput) {}

  /** Nothing more will come: it is over, or could not be started. */
  default void over() {}

  /** It printed something on standard output. The array is used again. */
  default void output(byte[] bytes, int offset, int length) {}

  /** It printed something on standard error, when that is not merged. The array is used again. */
  default void error(byte[] bytes, int offset, int length) {}

  /**
   * It printed something, on either stream; not more often than every {@link
   * ProcessRun#ACTIVITY_INTERVAL}.
   */
  default void active() {}

  /** Listens to nothing. */
  ProcessObserver NONE = new ProcessObserver() {};
}
