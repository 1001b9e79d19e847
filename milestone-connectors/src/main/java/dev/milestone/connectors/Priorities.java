package dev.milestone.connectors;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Priorities of other tools as ours, from 0, the highest, to 4. Stateless. */
final class Priorities {

  /** The one of a task that has none. */
  static final int USUAL = 2;

  private static final Map<String, Integer> WORDS =
      Map.ofEntries(
          Map.entry("critical", 0),
          Map.entry("highest", 0),
          Map.entry("urgent", 0),
          Map.entry("blocker", 0),
          Map.entry("high", 1),
          Map.entry("medium", 2),
          Map.entry("normal", 2),
          Map.entry("moderate", 2),
          Map.entry("low", 3),
          Map.entry("lowest", 4),
          Map.entry("trivial", 4),
          Map.entry("p0", 0),
          Map.entry("p1", 1),
          Map.entry("p2", 2),
          Map.entry("p3", 3),
          Map.entry("p4", 4));

  private Priorities() {}

  /** A word or a number that counts from 1, numbers from 5 on are 4; null when not known. */
  static @Nullable Integer ofWord(String word) {
    String plain = word.strip().toLowerCase(Locale.ROOT);
    Integer known = WORDS.get(plain);
    if (known != null) {
      return known;
    }
    Integer number = digit(plain);
    return number == null ? null : Math.min(4, Math.max(0, number - 1));
  }

  /** A number from 0 to 4; null when it is none. */
  static @Nullable Integer ofLevel(String text) {
    Integer number = digit(text);
    return number == null || number > 4 ? null : number;
  }

  private static @Nullable Integer digit(String text) {
    return text.length() == 1 && text.charAt(0) >= '0' && text.charAt(0) <= '9'
        ? Integer.valueOf(text.charAt(0) - '0')
        : null;
  }
}
