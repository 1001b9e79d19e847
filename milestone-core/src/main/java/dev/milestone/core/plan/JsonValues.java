package dev.milestone.core.plan;

import dev.milestone.core.yaml.YamlMapping;
import dev.milestone.core.yaml.YamlNode;
import dev.milestone.core.yaml.YamlScalar;
import dev.milestone.core.yaml.YamlSequence;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as Java values, in one form, so that definitions that mean the same are equal: whole
 * numbers as {@code Long}, or {@code BigInteger} beyond; other numbers as {@code Double}; {@code
 * String}, {@code Boolean}, {@code List}, {@code Map}. Nothing is written as an empty text, for the
 * model's maps hold no nulls.
 */
final class JsonValues {
  private JsonValues() {}

  /** A value of a YAML tree, whose depth is bounded by the reader. */
  static Object of(YamlNode node) {
    if (node instanceof YamlSequence sequence) {
      List<Object> list = new ArrayList<>(sequence.items().size());
      for (YamlNode item : sequence.items()) {
        list.add(of(item));
      }
      return Collections.unmodifiableList(list);
    }
    if (node instanceof YamlMapping mapping) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < mapping.size(); i++) {
        map.put(mapping.key(i), of(mapping.value(i)));
      }
      return Collections.unmodifiableMap(map);
    }
    YamlScalar scalar = (YamlScalar) node;
    return switch (scalar.kind()) {
      case TEXT -> scalar.text();
      case BOOLEAN -> scalar.text().equals("true");
      case NULL -> "";
      case REAL -> real(scalar.text());
      case INTEGER -> whole(scalar.text());
    };
  }

  private static Object whole(String text) {
    if (text.length() <= 18) {
      return Long.parseLong(text);
    }
    // Digits beyond this are kept as text: reading them as a number costs quadratic time.
    return text.length() > 1_000 ? text : normal(new BigInteger(text));
  }

  private static Object real(String text) {
    double value = Double.parseDouble(text);
    return Double.isFinite(value) ? (Object) value : text;
  }

  /** The one form of a value that came from JSON; whatever is no JSON value becomes its text. */
  static Object normal(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof String || value instanceof Boolean || value instanceof Long) {
      return value;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof BigInteger big) {
      return big.bitLength() < 64 ? (Object) big.longValue() : big;
    }
    if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
      return ((Number) value).doubleValue();
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      for (Object item : list) {
        copy.add(normal(item));
      }
      return Collections.unmodifiableList(copy);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((k, v) -> copy.put(String.valueOf(k), normal(v)));
      return Collections.unmodifiableMap(copy);
    }
    return value.toString();
  }
}
