package dev.milestone.model;

import java.util.Locale;
import org.apiguardian.api.API;

/** The four levels of context, the more general first. Written in lower case, with {@code _}. */
@API(status = API.Status.STABLE, since = "0.1")
public enum ContextLevel {
  /** The whole project, and the preferences of the team. */
  GLOBAL,
  /** One session. */
  SESSION,
  /** One milestone. */
  MILESTONE,
  /** One task. */
  TASK;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** As it is written in files, events and JSON. */
  public String text() {
    return text;
  }

  /** The constant written as {@code text}. */
  public static java.util.Optional<ContextLevel> parse(String text) {
    for (ContextLevel value : values()) {
      if (value.text.equals(text)) {
        return java.util.Optional.of(value);
      }
    }
    return java.util.Optional.empty();
  }
}
