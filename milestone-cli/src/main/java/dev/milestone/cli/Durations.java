package dev.milestone.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations as plan files write them: {@code 90m}, {@code 2h 30m}, {@code 3d}, {@code 500ms},
 * or ISO 8601.
 */
final class Durations implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String value) {
    String text = value.strip();
    try {
      Duration duration = text.startsWith("P") ? Duration.parse(text) : units(text);
      if (duration.isNegative()) {
        throw new TypeConversionException("a duration is not negative: '" + text + "'");
      }
      return duration;
    } catch (DateTimeParseException | ArithmeticException wrong) {
      throw new TypeConversionException(
          "'" + text + "' is no duration; write 90m, 2h, 3d or PT90M");
    }
  }

  private static Duration units(String text) {
    Duration sum = Duration.ZERO;
    for (String part : text.toLowerCase(Locale.ROOT).split("\\s+")) {
      int digits = 0;
      while (digits < part.length() && Character.isDigit(part.charAt(digits))) {
        digits++;
      }
      if (digits == 0 || digits > 12) {
        throw new DateTimeParseException("no number", text, 0);
      }
      long n = Long.parseLong(part.substring(0, digits));
      sum =
          sum.plus(
              switch (part.substring(digits)) {
                case "ms" -> Duration.ofMillis(n);
                case "s" -> Duration.ofSeconds(n);
                case "m" -> Duration.ofMinutes(n);
                case "h" -> Duration.ofHours(n);
                case "d" -> Duration.ofDays(n);
                case "w" -> Duration.ofDays(Math.multiplyExact(n, 7L));
                default -> throw new DateTimeParseException("no unit", text, digits);
              });
    }
    return sum;
  }
}
