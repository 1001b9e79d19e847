package dev.milestone.cli;

import dev.milestone.ErrorKind;

/** Exit codes of the command; scripts rely on them. */
final class ExitCode {
  /** Done. */
  static final int OK = 0;

  /** Ran to its end, but the goal was not met. */
  static final int GOAL_NOT_MET = 1;

  /** The input or its usage is wrong; nothing changed. */
  static final int USAGE = 2;

  /** Stopped, waiting for a person's decision. */
  static final int DECISION = 3;

  /** Waited too long for another live process. */
  static final int BUSY = 4;

  /** The store is damaged beyond automatic repair. */
  static final int DAMAGED = 5;

  /** The one who acts may not do this. */
  static final int FORBIDDEN = 6;

  /** Something else is true now. */
  static final int REFUSED = 7;

  /** A defect in the program. */
  static final int DEFECT = 70;

  /** Disk full, input/output error, permission denied. */
  static final int IO = 74;

  private ExitCode() {}

  /** The code for a kind of error. */
  static int of(ErrorKind kind) {
    return switch (kind) {
      case INVALID_INPUT -> USAGE;
      case DECISION_REQUIRED -> DECISION;
      case BUSY -> BUSY;
      case DAMAGED -> DAMAGED;
      case FORBIDDEN -> FORBIDDEN;
      case REFUSED -> REFUSED;
      case DEFECT -> DEFECT;
      case IO -> IO;
    };
  }
}
