package dev.milestone.agent;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of a process.
 *
 * @param ending why it is over
 * @param exitCode its exit code; above 128 for a signal; {@link #UNKNOWN_EXIT} when it is not known
 * @param duration how long it ran, its leftovers included
 * @param output what it printed
 * @param digest SHA-256 of all it printed, hexadecimal
 * @param endedDescendants processes it had left behind when it exited, and that were ended
 * @param remaining processes that could not be ended
 * @param error why it could not be started; empty otherwise
 * @param failure what an observer threw
 */
record ProcessOutcome(
    Ending ending,
    int exitCode,
    Duration duration,
    HeadTail output,
    String digest,
    int endedDescendants,
    int remaining,
    String error,
    Optional<Throwable> failure) {

  /** No exit code. */
  static final int UNKNOWN_EXIT = -1;

  /** Why a process is over. */
  enum Ending {
    /** It could not be started. */
    NOT_STARTED,
    /** It ended by itself. */
    EXITED,
    /** It was cancelled. */
    CANCELLED,
    /** Its time was over. */
    TIMED_OUT,
    /** The caller was interrupted. */
    INTERRUPTED,
    /** An observer failed. */
    OBSERVER_FAILED
  }
}
