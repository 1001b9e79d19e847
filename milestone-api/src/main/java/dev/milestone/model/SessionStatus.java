package dev.milestone.model;

import java.util.Locale;
import org.apiguardian.api.API;

/** Where a session stands. Written in lower case, with {@code _}. */
@API(status = API.Status.STABLE, since = "0.1")
public enum SessionStatus {
  /** Its engine is working. */
  ACTIVE,
  /** It ended as asked. */
  ENDED,
  /** It was interrupted and can be resumed. */
  INTERRUPTED;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** As it is written in files, events and JSON. */
  public String text() {
    return text;
  }

  /** The constant written as {@code text}. */
  public static java.util.Optional<SessionStatus> parse(String text) {
    for (SessionStatus value : values()) {
      if (value.text.equals(text)) {
        return java.util.Optional.of(value);
      }
    }
    return java.util.Optional.empty();
  }
}
