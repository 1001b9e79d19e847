package dev.milestone.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Writes JSON: maps, iterables, texts, numbers, booleans; times as RFC 3339, durations as ISO 8601. What is absent – an empty
 * {@link Optional} – leaves no key behind; null does not occur.
 */
final class Json {

  private Json() {}

  /** An object that keeps the order of its keys. */
  static Map<String, Object> object() {
    return new LinkedHashMap<>();
  }

  /** A document with its schema first. */
  static String document(String schema, Map<String, ?> content) {
    Map<String, Object> all = object();
    all.put("schema", "milestone." + schema + "/1");
    all.putAll(content);
    return write(all);
  }

  /** A value as one line. */
  static String write(Object value) {
    StringBuilder s = new StringBuilder(256);
    append(s, value);
    return s.toString();
  }

  private static void append(StringBuilder s, Object value) {
    if (value instanceof Map<?, ?> map) {
      appendObject(s, map);
    } else if (value instanceof Iterable<?> items) {
      appendArray(s, items);
    } else if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
      s.append(value);
    } else if (value instanceof Double number) {
      appendNumber(s, number);
    } else if (value instanceof BigDecimal number) {
      s.append(number.toPlainString());
    } else if (value instanceof Optional<?> optional && optional.isPresent()) {
      append(s, optional.get());
    } else if (value instanceof OptionalDouble number && number.isPresent()) {
      appendNumber(s, number.getAsDouble());
    } else if (value instanceof OptionalInt number && number.isPresent()) {
      s.append(number.getAsInt());
    } else if (value instanceof OptionalLong number && number.isPresent()) {
      s.append(number.getAsLong());
    } else {
      appendText(s, value.toString());
    }
  }

  private static boolean absent(Object value) {
    return value instanceof Optional<?> o && o.isEmpty()
        || value instanceof OptionalDouble d && d.isEmpty()
        || value instanceof OptionalInt i && i.isEmpty()
        || value instanceof OptionalLong l && l.isEmpty();
  }

  private static void appendObject(StringBuilder s, Map<?, ?> map) {
    s.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object value = entry.getValue();
      if (value == null || absent(value)) {
        continue;
      }
      if (!first) {
        s.append(',');
      }
      first = false;
      appendText(s, String.valueOf(entry.getKey()));
      s.append(':');
      append(s, value);
    }
    s.append('}');
  }

  private static void appendArray(StringBuilder s, Iterable<?> items) {
    // A path is an Iterable of its own names.
    if (items instanceof Path path) {
      appendText(s, path.toString());
      return;
    }
    s.append('[');
    boolean first = true;
    for (Object item : items) {
      if (!first) {
        s.append(',');
      }
      first = false;
      append(s, item);
    }
    s.append(']');
  }

  private static void appendNumber(StringBuilder s, double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw new IllegalArgumentException("JSON has no " + number);
    }
    double rounded = Math.abs(number) < 1e11 ? Math.round(number * 10_000) / 10_000.0 : number;
    if (rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15) {
      s.append((long) rounded);
    } else {
      s.append(rounded);
    }
  }

  private static void appendText(StringBuilder s, String text) {
    s.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> s.append("\\\"");
        case '\\' -> s.append("\\\\");
        case '\n' -> s.append("\\n");
        case '\r' -> s.append("\\r");
        case '\t' -> s.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f || unpaired(text, i)) {
            s.append(String.format("\\u%04x", (int) c));
          } else {
            s.append(c);
          }
        }
      }
    }
    s.append('"');
  }

  /** A surrogate without its partner has no UTF-8. */
  private static boolean unpaired(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  /** A time as RFC 3339 in UTC. */
  static String time(Instant time) {
    return time.toString();
  }

  /** A duration as ISO 8601. */
  static String duration(Duration duration) {
    return duration.toString();
  }
}
