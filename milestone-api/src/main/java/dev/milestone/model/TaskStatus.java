package dev.milestone.model;

import java.util.Locale;
import org.apiguardian.api.API;

/**
 * Where a task stands. The legal transitions are the kernel's table, see docs/architecture.md.
 * Written in lower case, with {@code _}.
 */
@API(status = API.Status.STABLE, since = "0.1")
public enum TaskStatus {
  /** Waits for its dependencies. */
  PENDING,
  /** Could be started now. */
  READY,
  /** An attempt is under way. */
  RUNNING,
  /** The agent says it is done; the evidence is being gathered. */
  VERIFYING,
  /** Done, and verified where the task has a verification. Final. */
  SUCCEEDED,
  /** Its last attempt failed and no further one is due. */
  FAILED,
  /** Cannot be reached because of a failed, cancelled or blocked task before it. */
  BLOCKED,
  /** Will not be done. */
  CANCELLED;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** As it is written in files, events and JSON. */
  public String text() {
    return text;
  }

  /** The constant written as {@code text}. */
  public static java.util.Optional<TaskStatus> parse(String text) {
    for (TaskStatus value : values()) {
      if (value.text.equals(text)) {
        return java.util.Optional.of(value);
      }
    }
    return java.util.Optional.empty();
  }
}
