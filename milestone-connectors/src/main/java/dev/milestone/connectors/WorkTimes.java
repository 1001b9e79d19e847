package dev.milestone.connectors;

import dev.milestone.model.Estimate;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Estimates of other tools: a number of hours or minutes, or words such as {@code 2h}, {@code 3
 * days} and {@code 1-2 hours}. A day is eight hours of work, a week five days. What can be read in
 * two ways, a bare number in a text for one, is no estimate. Stateless.
 */
final class WorkTimes {

  private static final BigDecimal MOST = BigDecimal.valueOf(10_000);

  private WorkTimes() {}

  /** A number of units, more than 0 and at most 10,000. */
  static Optional<Estimate> of(String number, Duration unit) {
    return duration(number, unit).map(Estimate::of);
  }

  /** Words. */
  static Optional<Estimate> parse(String text) {
    String words = text.strip().toLowerCase(Locale.ROOT).replace('–', '-');
    if (words.length() > 40) {
      return Optional.empty();
    }
    int first = numberEnd(words, 0);
    if (first == 0) {
      return Optional.empty();
    }
    int at = blanks(words, first);
    int second = at;
    if (at < words.length() && words.charAt(at) == '-') {
      at = blanks(words, at + 1);
      second = numberEnd(words, at);
      if (second == at) {
        return Optional.empty();
      }
    } else {
      at = 0;
      second = first;
    }
    Duration unit = unit(words.substring(blanks(words, second)));
    Optional<Duration> low = duration(words.substring(0, first), unit);
    Optional<Duration> high = duration(words.substring(at, second), unit);
    if (low.isEmpty() || high.isEmpty() || high.get().compareTo(low.get()) < 0) {
      return Optional.empty();
    }
    Duration middle = low.get().plus(high.get()).dividedBy(2);
    return Optional.of(new Estimate(low.get(), middle, high.get()));
  }

  private static Optional<Duration> duration(String number, Duration unit) {
    if (unit.isZero() || number.length() > 12 || numberEnd(number, 0) != number.length()) {
      return Optional.empty();
    }
    BigDecimal value = new BigDecimal(number);
    if (value.signum() <= 0 || value.compareTo(MOST) > 0) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofSeconds(value.multiply(BigDecimal.valueOf(unit.getSeconds())).longValue()));
  }

  private static Duration unit(String word) {
    return switch (word) {
      case "m", "min", "mins", "minute", "minutes" -> Duration.ofMinutes(1);
      case "h", "hr", "hrs", "hour", "hours" -> Duration.ofHours(1);
      case "d", "day", "days" -> Duration.ofHours(8);
      case "w", "week", "weeks" -> Duration.ofHours(40);
      default -> Duration.ZERO;
    };
  }

  /** End of the digits, with at most one point between two of them, that begin here. */
  private static int numberEnd(String text, int from) {
    int i = digits(text, from);
    if (i > from && i + 1 < text.length() && text.charAt(i) == '.') {
      int fraction = digits(text, i + 1);
      return fraction > i + 1 ? fraction : i;
    }
    return i;
  }

  private static int digits(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }

  private static int blanks(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) == ' ') {
      i++;
    }
    return i;
  }
}
