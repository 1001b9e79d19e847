package dev.milestone.model;

import java.util.Locale;
import org.apiguardian.api.API;

/** How an attempt ended. Written in lower case, with {@code _}. */
@API(status = API.Status.STABLE, since = "0.1")
public enum AttemptOutcome {
  /** The agent succeeded, and so did the verification where there is one. */
  SUCCEEDED,
  /** The agent reported failure or ended with an error. */
  FAILED,
  /** The agent succeeded but the verification did not. */
  REFUTED,
  /** It took longer than its timeout. */
  TIMED_OUT,
  /** It was cancelled. */
  CANCELLED,
  /** Nobody knows how it ended: its engine or agent died, or its lease ran out. */
  LOST,
  /** The agent could not work at all: a rate limit, no login, no model. */
  UNAVAILABLE;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** As it is written in files, events and JSON. */
  public String text() {
    return text;
  }

  /** The constant written as {@code text}. */
  public static java.util.Optional<AttemptOutcome> parse(String text) {
    for (AttemptOutcome value : values()) {
      if (value.text.equals(text)) {
        return java.util.Optional.of(value);
      }
    }
    return java.util.Optional.empty();
  }
}
