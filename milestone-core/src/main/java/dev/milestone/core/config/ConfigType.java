package dev.milestone.core.config;

import dev.milestone.core.yaml.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The type of a setting: how its text is read, what is allowed, how it is shown. Immutable.
 *
 * @param <T> type of the value
 */
public final class ConfigType<T> {
  private final String name;
  private final String expected;
  private final List<String> words;
  private final Function<String, Optional<T>> reader;
  private final Function<T, String> writer;

  private ConfigType(
      String name,
      String expected,
      List<String> words,
      Function<String, Optional<T>> reader,
      Function<T, String> writer) {
    this.name = name;
    this.expected = expected;
    this.words = words;
    this.reader = reader;
    this.writer = writer;
  }

  /** Name of the type, for documents. */
  public String name() {
    return name;
  }

  /** What is allowed, for messages. */
  public String expected() {
    return expected;
  }

  /** All that is allowed, when that is a closed set of words; otherwise empty. */
  public List<String> words() {
    return words;
  }

  /** The value of a text, or nothing when it is not allowed. */
  public Optional<T> read(String text) {
    return reader.apply(text.strip());
  }

  /** The text of a value; a secret is shown as its reference. */
  public String show(T value) {
    return writer.apply(value);
  }

  /** A whole number; {@code 50_000} may be written for 50000. */
  static ConfigType<Integer> integer(int least, int most) {
    return new ConfigType<>(
        "whole number",
        "a whole number from " + least + " to " + most,
        List.of(),
        text -> digits(text).filter(n -> n >= least && n <= most).map(Long::intValue),
        String::valueOf);
  }

  /** A whole number beyond the range of int. */
  static ConfigType<Long> bytes(long least, long most) {
    return new ConfigType<>(
        "whole number",
        "a whole number from " + least + " to " + most,
        List.of(),
        text -> digits(text).filter(n -> n >= least && n <= most),
        String::valueOf);
  }

  private static Optional<Long> digits(String text) {
    String plain = text.replace("_", "");
    try {
      return plain.isEmpty() || text.length() > 30
          ? Optional.empty()
          : Optional.of(Long.parseLong(plain));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A number. */
  static ConfigType<Double> real(double least, double most) {
    return new ConfigType<>(
        "number",
        "a number from " + least + " to " + most,
        List.of(),
        text -> {
          try {
            double value = text.length() > 30 ? Double.NaN : Double.parseDouble(text);
            return value >= least && value <= most ? Optional.of(value) : Optional.empty();
          } catch (NumberFormatException e) {
            return Optional.empty();
          }
        },
        String::valueOf);
  }

  /** True or false. */
  static ConfigType<Boolean> bool() {
    return new ConfigType<>(
        "true or false",
        "true or false",
        List.of("true", "false"),
        text ->
            text.equals("true") || text.equals("false")
                ? Optional.of(text.equals("true"))
                : Optional.empty(),
        String::valueOf);
  }

  /** A duration in any notation, the seeds' {@code 5_minutes} included. */
  static ConfigType<Duration> duration(Duration least, Duration most) {
    return new ConfigType<>(
        "duration",
        "a duration from "
            + DurationText.brief(least)
            + " to "
            + DurationText.brief(most)
            + ", such as PT90M, 90m or 5_minutes",
        List.of(),
        text -> anyDuration(text).filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0),
        DurationText::brief);
  }

  /** A duration, or {@code none}. */
  static ConfigType<Optional<Duration>> durationOrNone() {
    return new ConfigType<>(
        "duration or none",
        "a duration of at least 1ms such as PT90M, 90m or 5_minutes, or none",
        List.of(),
        text ->
            text.equals("none")
                ? Optional.of(Optional.empty())
                : anyDuration(text).filter(d -> !d.isZero()).map(Optional::of),
        value -> value.map(DurationText::brief).orElse("none"));
  }

  /** One of some words. */
  static ConfigType<String> choice(String... words) {
    List<String> all = List.of(words);
    return new ConfigType<>(
        "word",
        "one of: " + String.join(", ", all),
        all,
        text -> all.contains(text) ? Optional.of(text) : Optional.empty(),
        Function.identity());
  }

  /** A text. */
  static ConfigType<String> text(int longest) {
    return new ConfigType<>(
        "text",
        "a text of at most " + longest + " characters",
        List.of(),
        text -> text.length() <= longest ? Optional.of(text) : Optional.empty(),
        Function.identity());
  }

  /** How often. */
  static ConfigType<Cadence> cadence() {
    return new ConfigType<>(
        "cadence",
        "real_time, immediate, hourly_summary, daily_summary, weekly_summary, or a duration such as"
            + " 5m or 5_minute_delay",
        List.of(),
        Cadence::parse,
        Cadence::toString);
  }

  /** Where a secret is. */
  static ConfigType<SecretReference> secret() {
    return new ConfigType<>(
        "secret",
        "a reference, ${env:NAME} or ${file:path}; never the secret itself",
        List.of(),
        SecretReference::parse,
        SecretReference::toString);
  }

  /**
   * A duration as ISO 8601, short, or with a unit spelled out: {@code 30_seconds}, {@code 1_day}.
   */
  static Optional<Duration> anyDuration(String text) {
    int underscore = text.indexOf('_');
    if (underscore <= 0 || underscore > 9) {
      return DurationText.parse(text);
    }
    String unit = text.substring(underscore + 1);
    String one = unit.endsWith("s") ? unit.substring(0, unit.length() - 1) : unit;
    String brief =
        switch (one) {
          case "millisecond" -> "ms";
          case "second" -> "s";
          case "minute" -> "m";
          case "hour" -> "h";
          case "day" -> "d";
          case "week" -> "w";
          default -> "";
        };
    return brief.isEmpty()
        ? Optional.empty()
        : DurationText.parse(text.substring(0, underscore) + brief);
  }
}
