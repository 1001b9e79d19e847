package dev.milestone.connectors;

/** Bounds on what is read, checked before anything is parsed. */
final class Limits {

  /** Largest file, in bytes (64 MiB). */
  static final int MAX_FILE = 64 * 1024 * 1024;

  /** Most tasks and subtasks of one plan. */
  static final int MAX_TASKS = 200_000;

  /** Most references of one plan. */
  static final int MAX_REFERENCES = 2_000_000;

  /** Deepest nesting of values or lists. */
  static final int MAX_DEPTH = 100;

  private Limits() {}
}
