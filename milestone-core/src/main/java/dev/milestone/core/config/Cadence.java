package dev.milestone.core.config;

import dev.milestone.core.yaml.DurationText;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How often something happens, as a word or a duration: {@code real_time} and {@code immediate} are
 * zero, {@code hourly_summary}, {@code daily_summary} and {@code weekly_summary} gather what
 * happened.
 *
 * @param text as it is written
 * @param every the time between two; zero for at once
 */
public record Cadence(String text, Duration every) {
  private static final Map<String, Duration> WORDS =
      Map.of(
          "real_time", Duration.ZERO,
          "immediate", Duration.ZERO,
          "hourly_summary", Duration.ofHours(1),
          "daily_summary", Duration.ofDays(1),
          "weekly_summary", Duration.ofDays(7));

  /** Reads a word, a duration, or {@code 5_minute_delay}. */
  static Optional<Cadence> parse(String text) {
    Duration word = WORDS.get(text);
    if (word != null) {
      return Optional.of(new Cadence(text, word));
    }
    String suffix = "_delay";
    String duration =
        text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    return ConfigType.anyDuration(duration).map(every -> new Cadence(text, every));
  }

  /** Whether it is at once. */
  public boolean immediate() {
    return every.isZero();
  }

  @Override
  public String toString() {
    return text.isEmpty() ? DurationText.brief(every) : text;
  }
}
