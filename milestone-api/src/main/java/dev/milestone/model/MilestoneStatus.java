package dev.milestone.model;

import java.util.Locale;
import org.apiguardian.api.API;

/** Where a milestone stands. Written in lower case, with {@code _}. */
@API(status = API.Status.STABLE, since = "0.1")
public enum MilestoneStatus {
  /** Nothing has begun. */
  PLANNED,
  /** Work is under way. */
  ACTIVE,
  /** Nothing can go on without somebody. */
  BLOCKED,
  /** Every task is done. */
  COMPLETED,
  /** Validated and moved to the archive. Final. */
  ARCHIVED,
  /** Will not be done. Final. */
  CANCELLED;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** As it is written in files, events and JSON. */
  public String text() {
    return text;
  }

  /** The constant written as {@code text}. */
  public static java.util.Optional<MilestoneStatus> parse(String text) {
    for (MilestoneStatus value : values()) {
      if (value.text.equals(text)) {
        return java.util.Optional.of(value);
      }
    }
    return java.util.Optional.empty();
  }
}
