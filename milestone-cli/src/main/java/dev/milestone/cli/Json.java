package dev.milestone.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Makes the values of the API into what the engine's JSON writer takes: maps, iterables, texts,
 * numbers, booleans; times as RFC 3339, durations as ISO 8601. What is absent – an empty {@link
 * Optional} – leaves no key behind; null does not occur.
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
  static String write(Map<String, ?> object) {
    return dev.milestone.core.journal.Json.text(plainObject(object));
  }

  /** The value as the engine's writer takes it. */
  private static Object plain(Object value) {
    if (value instanceof Map<?, ?> map) {
      return plainObject(map);
    }
    // A path is an Iterable of its own names.
    if (value instanceof Iterable<?> items && !(value instanceof Path)) {
      List<Object> all = new ArrayList<>();
      items.forEach(item -> all.add(plain(item)));
      return all;
    }
    if (value instanceof Optional<?> optional && optional.isPresent()) {
      return plain(optional.get());
    }
    if (value instanceof OptionalDouble number && number.isPresent()) {
      return rounded(number.getAsDouble());
    }
    if (value instanceof Double number) {
      return rounded(number);
    }
    if (value instanceof Boolean || value instanceof Number) {
      return value;
    }
    return value.toString();
  }

  private static Map<String, Object> plainObject(Map<?, ?> map) {
    Map<String, Object> all = object();
    map.forEach(
        (key, value) -> {
          if (value != null && !absent(value)) {
            all.put(String.valueOf(key), plain(value));
          }
        });
    return all;
  }

  private static boolean absent(Object value) {
    return value instanceof Optional<?> o && o.isEmpty()
        || value instanceof OptionalDouble d && d.isEmpty();
  }

  /** Shares and means to four places: more would say more than is known. */
  private static Object rounded(double number) {
    double rounded = Math.abs(number) < 1e11 ? Math.round(number * 10_000) / 10_000.0 : number;
    boolean whole = rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15;
    return whole ? (Object) (long) rounded : (Object) rounded;
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
