package dev.milestone.git;

/**
 * Told before each step that changes something on disk, so that a test can stop there as a crash
 * would.
 */
interface Steps {

  /** Goes on. */
  Steps NONE = step -> {};

  /** The named step is next. */
  void before(String step);
}
