package dev.milestone.agent.acp;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks into what an agent sent, of which nothing can be relied on: what is missing or of another
 * kind reads as empty.
 */
final class Tree {

  private Tree() {}

  static Map<?, ?> map(@Nullable Object value, String... way) {
    return at(value, way) instanceof Map<?, ?> map ? map : Map.of();
  }

  static List<?> list(@Nullable Object value, String... way) {
    return at(value, way) instanceof List<?> list ? list : List.of();
  }

  static String text(@Nullable Object value, String... way) {
    return at(value, way) instanceof String text ? text : "";
  }

  /** A number that is not negative, or 0. */
  static long count(@Nullable Object value, String... way) {
    return at(value, way) instanceof Number number ? Math.max(0, number.longValue()) : 0;
  }

  static @Nullable Object at(@Nullable Object value, String... way) {
    Object here = value;
    for (String step : way) {
      here = here instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return here;
  }

  /** A line for people, at most {@code most} characters, without control characters. */
  static String line(String text, int most) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), most));
    for (int i = 0; i < text.length() && line.length() < most; i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? ' ' : c);
    }
    return line.toString().strip();
  }
}
