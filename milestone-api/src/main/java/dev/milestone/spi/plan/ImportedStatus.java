package dev.milestone.spi.plan;

import java.util.Locale;
import org.apiguardian.api.API;

/** How a task stands in the plan of another tool. Written in lower case. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum ImportedStatus {
  /** Not begun. */
  TODO,
  /** Begun; nobody of ours works on it. */
  STARTED,
  /** Finished: it is taken in as succeeded, unverified. */
  DONE,
  /** Given up: it is taken in as cancelled. */
  CANCELLED,
  /** Put off: it is held until its source says otherwise or a person has it done. */
  DEFERRED,
  /** Blocked by something outside the plan: held likewise. */
  BLOCKED;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** As it is written in files, events and JSON. */
  public String text() {
    return text;
  }

  /** The constant written as {@code text}. */
  public static java.util.Optional<ImportedStatus> parse(String text) {
    for (ImportedStatus value : values()) {
      if (value.text.equals(text)) {
        return java.util.Optional.of(value);
      }
    }
    return java.util.Optional.empty();
  }
}
