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

  /** Most lines of a Markdown file. */
  static final int MAX_LINES = 2_000_000;

  /** Longest line of a Markdown file, in characters. */
  static final int MAX_LINE = 1024 * 1024;

  /** Most values read of one JSON document or, where each line is one, of one line. */
  static final int MAX_VALUES = 5_000_000;

  /** Longest text value, in characters (4 Mi). */
  static final int MAX_TEXT = 4 * 1024 * 1024;

  /** Longest number, in characters. */
  static final int MAX_NUMBER = 200;

  /** Longest name of a field, in characters. */
  static final int MAX_NAME = 1_000;

  /** Longest title; the whole of a longer one begins the description. */
  static final int MAX_TITLE = 500;

  /** Most acceptance criteria of a task. */
  static final int MAX_CRITERIA = 200;

  /** Most problems of a plan that is taken in; the last one counts the rest. */
  static final int MAX_PROBLEMS = 1_000;

  private Limits() {}
}
