package dev.milestone.spi.agent;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Why an agent could not work at all. The attempt does not count against the task; the agent gets
 * no other until it may be available again.
 *
 * @param reason what keeps it
 * @param retryAfter when it is worth trying again, as far as the agent said; absent: the engine
 *     backs off
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Unavailability(Reason reason, Optional<Duration> retryAfter) {

  /** What keeps an agent from working. Written in lower case, with {@code _}. */
  public enum Reason {
    /** Too many requests, or the quota of a period is used up. Tried again later. */
    RATE_LIMIT,
    /** The model's service is overloaded, down or cannot be reached. Tried again later. */
    MODEL_UNAVAILABLE,
    /** It is not logged in, or the key is refused. A person has to act. */
    NOT_AUTHENTICATED,
    /** Its credit is used up. A person has to act. */
    NO_CREDIT,
    /** Its program is not there or does not start. A person has to act. */
    NOT_INSTALLED;

    /** As it is written in events and JSON. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether waiting can help. */
    public boolean passes() {
      return this == RATE_LIMIT || this == MODEL_UNAVAILABLE;
    }

    /** The constant written as {@code text}. */
    public static Optional<Reason> parse(String text) {
      for (Reason value : values()) {
        if (value.text().equals(text)) {
          return Optional.of(value);
        }
      }
      return Optional.empty();
    }
  }
}
