package dev.milestone.core.yaml;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;

/**
 * Durations as people write them: ISO 8601 ({@code PT90M}, {@code P1DT2H}) or numbers with units,
 * largest first ({@code 90m}, {@code 1h30m}, {@code 2.5h}, {@code 10s}, {@code 500ms}, {@code 3d},
 * {@code 2w}). ISO text is exact, so {@code P1D} is 24 hours. In the short form the length of a day
 * and a week is the caller's: 24 hours and 7 days around the clock, or the hours of a working day
 * and week. Never negative, at most {@link #MAX}. Reading takes linear time.
 */
public final class DurationText {

  /** Longest duration: a hundred years of 365 days. */
  public static final Duration MAX = Duration.ofDays(36_500);

  /** What to say is expected. */
  public static final String EXPECTED = "a duration such as PT90M, 90m, 1h30m, 10s or 2d";

  private static final int LONGEST = 40;
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY_SECONDS = 86_400;

  private DurationText() {}

  /** Reads a duration in which a day has 24 hours. */
  public static Optional<Duration> parse(String text) {
    return parse(text, Duration.ofDays(1), Duration.ofDays(7));
  }

  /** Reads a duration; in the short form a day and a week are as long as said. */
  public static Optional<Duration> parse(String text, Duration day, Duration week) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      char first = text.charAt(0);
      Optional<Duration> duration =
          first == 'P' || first == 'p' ? Optional.of(iso(text)) : units(text, day, week);
      return duration.filter(d -> !d.isNegative() && d.compareTo(MAX) <= 0);
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads what {@link Duration#toString} writes, fast for the usual {@code PT1H30M10S}.
   *
   * @throws DateTimeException when it is none
   */
  public static Duration iso(String text) {
    int n = text.length();
    if (n < 4 || text.charAt(0) != 'P' || text.charAt(1) != 'T') {
      return Duration.parse(text);
    }
    long seconds = 0;
    long number = 0;
    int digits = 0;
    int rank = 0;
    for (int i = 2; i < n; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9' && digits < 12) {
        number = number * 10 + (c - '0');
        digits++;
        continue;
      }
      int next = c == 'H' ? 1 : c == 'M' ? 2 : c == 'S' ? 3 : 0;
      if (digits == 0 || next <= rank) {
        return Duration.parse(text); // fractions, signs, lower case, or wrong
      }
      seconds += number * (next == 1 ? 3600 : next == 2 ? 60 : 1);
      rank = next;
      number = 0;
      digits = 0;
    }
    return digits == 0 ? Duration.ofSeconds(seconds) : Duration.parse(text);
  }

  private static Optional<Duration> units(String text, Duration day, Duration week) {
    Duration sum = Duration.ZERO;
    int rank = -1;
    int i = 0;
    while (i < text.length()) {
      int begin = i;
      while (i < text.length() && (isDigit(text.charAt(i)) || text.charAt(i) == '.')) {
        i++;
      }
      int unitAt = i;
      while (i < text.length() && text.charAt(i) >= 'a' && text.charAt(i) <= 'z') {
        i++;
      }
      if (begin == unitAt || unitAt == i) {
        return Optional.empty();
      }
      String unit = text.substring(unitAt, i);
      int next =
          switch (unit) {
            case "w" -> 0;
            case "d" -> 1;
            case "h" -> 2;
            case "m" -> 3;
            case "s" -> 4;
            case "ms" -> 5;
            default -> -1;
          };
      if (next <= rank) {
        return Optional.empty();
      }
      rank = next;
      Duration one =
          switch (next) {
            case 0 -> week;
            case 1 -> day;
            case 2 -> Duration.ofHours(1);
            case 3 -> Duration.ofMinutes(1);
            case 4 -> Duration.ofSeconds(1);
            default -> Duration.ofMillis(1);
          };
      Optional<Duration> part = times(text.substring(begin, unitAt), one);
      if (part.isEmpty()) {
        return part;
      }
      sum = sum.plus(part.get());
    }
    return Optional.of(sum);
  }

  /** A number of at most 9 digits before and 6 behind the point, times a unit. */
  private static Optional<Duration> times(String number, Duration unit) {
    int point = number.indexOf('.');
    String whole = point < 0 ? number : number.substring(0, point);
    String rest = point < 0 ? "" : number.substring(point + 1);
    boolean bad =
        whole.isEmpty()
            || whole.length() > 9
            || rest.length() > 6
            || (point >= 0 && rest.isEmpty())
            || rest.indexOf('.') >= 0;
    if (bad) {
      return Optional.empty();
    }
    Duration sum = unit.multipliedBy(Long.parseLong(whole));
    long denominator = 1;
    for (int i = 0; i < rest.length(); i++) {
      denominator *= 10;
    }
    return Optional.of(
        rest.isEmpty()
            ? sum
            : sum.plus(unit.multipliedBy(Long.parseLong(rest)).dividedBy(denominator)));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * Short form for documents and messages: {@code 1h30m}, {@code 60s} as {@code 1m}, {@code 0s}.
   */
  public static String brief(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.toNanosPart() % 1_000_000 != 0 || duration.isNegative()) {
      return duration.toString();
    }
    StringBuilder text = new StringBuilder();
    long seconds = duration.getSeconds();
    part(text, seconds / DAY_SECONDS, "d");
    part(text, seconds % DAY_SECONDS / 3600, "h");
    part(text, seconds % 3600 / 60, "m");
    part(text, seconds % 60, "s");
    part(text, duration.getNano() / (SECOND / 1000), "ms");
    return text.toString();
  }

  private static void part(StringBuilder text, long number, String unit) {
    if (number > 0) {
      text.append(number).append(unit);
    }
  }
}
