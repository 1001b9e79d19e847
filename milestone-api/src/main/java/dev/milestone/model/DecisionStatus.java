package dev.milestone.model;

import java.util.Locale;
import org.apiguardian.api.API;

/** Where a decision stands. Written in lower case, with {@code _}. */
@API(status = API.Status.STABLE, since = "0.1")
public enum DecisionStatus {
  /** Waits for a person. */
  OPEN,
  /** Approved. */
  APPROVED,
  /** Rejected. */
  REJECTED,
  /** Answered with one of its options or in words. */
  RESOLVED;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** As it is written in files, events and JSON. */
  public String text() {
    return text;
  }

  /** The constant written as {@code text}. */
  public static java.util.Optional<DecisionStatus> parse(String text) {
    for (DecisionStatus value : values()) {
      if (value.text.equals(text)) {
        return java.util.Optional.of(value);
      }
    }
    return java.util.Optional.empty();
  }
}
