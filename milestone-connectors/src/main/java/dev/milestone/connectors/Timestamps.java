package dev.milestone.connectors;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Dates of other tools: RFC 3339 with up to nine digits of a second, a date with a time and no
 * zone, which is read as UTC, or a date alone, which is its beginning. Read by hand, for a plan has
 * tens of thousands. Stateless.
 */
final class Timestamps {

  private Timestamps() {}

  /** The moment, or nothing when it is no date. */
  static Optional<Instant> parse(String text) {
    try {
      return Optional.of(parsed(text.strip()));
    } catch (java.time.DateTimeException | NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static Instant parsed(String text) {
    int day = number(text, 8, 10);
    require(text.charAt(4) == '-' && text.charAt(7) == '-');
    long seconds = LocalDate.of(number(text, 0, 4), number(text, 5, 7), day).toEpochDay() * 86_400L;
    if (text.length() == 10) {
      return Instant.ofEpochSecond(seconds);
    }
    char between = text.charAt(10);
    require(between == 'T' || between == 't' || between == ' ');
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    require(text.charAt(13) == ':' && hour < 24 && minute < 60);
    seconds += hour * 3_600L + minute * 60L;
    int at = 16;
    int nanos = 0;
    if (at < text.length() && text.charAt(at) == ':') {
      int second = number(text, 17, 19);
      require(second < 60);
      seconds += second;
      at = 19;
      if (at < text.length() && text.charAt(at) == '.') {
        int scale = 100_000_000;
        int from = ++at;
        while (at < text.length() && isDigit(text.charAt(at))) {
          nanos += (text.charAt(at++) - '0') * scale;
          scale /= 10;
        }
        require(at > from && at - from <= 9);
      }
    }
    return Instant.ofEpochSecond(seconds - offset(text, at), nanos);
  }

  /** Seconds east of Greenwich. */
  private static int offset(String text, int at) {
    if (at == text.length()) {
      return 0;
    }
    char sign = text.charAt(at);
    if (sign == 'Z' || sign == 'z') {
      require(at + 1 == text.length());
      return 0;
    }
    require(sign == '+' || sign == '-');
    int hours = number(text, at + 1, at + 3);
    boolean colon = at + 3 < text.length() && text.charAt(at + 3) == ':';
    int from = at + (colon ? 4 : 3);
    int minutes = from == text.length() ? 0 : number(text, from, from + 2);
    require(hours <= 18 && minutes < 60 && (from == text.length() || from + 2 == text.length()));
    int seconds = hours * 3_600 + minutes * 60;
    return sign == '-' ? -seconds : seconds;
  }

  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      require(isDigit(c));
      value = value * 10 + (c - '0');
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new NumberFormatException("no date");
    }
  }
}
