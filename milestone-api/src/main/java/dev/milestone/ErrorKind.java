package dev.milestone;

import org.apiguardian.api.API;

/**
 * The closed set of reasons for which a call is not carried out. Each maps to one exit code of the
 * command line.
 */
@API(status = API.Status.STABLE, since = "0.1")
public enum ErrorKind {
  /** The input or its usage is wrong; nothing changed. Exit code 2. */
  INVALID_INPUT,
  /** A person has to decide first. Exit code 3. */
  DECISION_REQUIRED,
  /** Waited too long for another live process, which the message names. Exit code 4. */
  BUSY,
  /** What is stored is damaged beyond automatic repair; nothing was overwritten. Exit code 5. */
  DAMAGED,
  /** The one who acts may not do this. Exit code 6. */
  FORBIDDEN,
  /**
   * Something else is true now: stale token, lease lost, nothing ready, dirty checkout. Exit code
   * 7.
   */
  REFUSED,
  /** A defect in the program. Exit code 70. */
  DEFECT,
  /** Disk full, input/output error, permission denied. Exit code 74. */
  IO
}
