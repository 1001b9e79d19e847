package dev.milestone.model;

import java.util.Locale;
import org.apiguardian.api.API;

/** How two tasks are linked in time. Written in lower case, with {@code _} written as {@code -}. */
@API(status = API.Status.STABLE, since = "0.1")
public enum DependencyType {
  /** The successor starts after the predecessor has finished; the usual kind. */
  FINISH_START,
  /** The successor starts after the predecessor has started. */
  START_START,
  /** The successor finishes after the predecessor has finished. */
  FINISH_FINISH,
  /** The successor finishes after the predecessor has started. */
  START_FINISH;

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** As it is written in files, events and JSON. */
  public String text() {
    return text;
  }

  /** The constant written as {@code text}. */
  public static java.util.Optional<DependencyType> parse(String text) {
    for (DependencyType value : values()) {
      if (value.text.equals(text)) {
        return java.util.Optional.of(value);
      }
    }
    return java.util.Optional.empty();
  }
}
