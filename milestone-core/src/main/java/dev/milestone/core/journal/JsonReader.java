package dev.milestone.core.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A strict JSON reader over a byte range: whitespace anywhere, no duplicate keys, nothing after the
 * value, bounded depth. Objects become {@link LinkedHashMap}, arrays {@link ArrayList}, whole
 * numbers that fit {@code Long}, other numbers {@code Double}; null is left out. Reusable, confined
 * to one thread.
 */
final class JsonReader {

  /** Longest number with a point that is read exactly without {@link Double#parseDouble}. */
  private static final int EXACT_DIGITS = 16;

  private static final double[] POWERS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  /** Longest number, in characters. */
  static final int MAX_NUMBER = 1_000;

  private static final int MAX_KEYS = 4_096;
  private static final int MAX_WORDS = 1 << 14;
  private static final int MAX_WORD_BYTES = 23;

  private final SymbolTable keys = new SymbolTable(MAX_KEYS);
  private final SymbolTable words = new SymbolTable(MAX_WORDS);
  private byte[] bytes = new byte[0];
  private int p;
  private int end;
  private int depthLeft;

  /**
   * Reads one value that fills the range but for whitespace.
   *
   * @param depth how deep arrays and objects may nest
   * @throws JsonSyntax when it is not that
   */
  @Nullable Object read(byte[] buffer, int from, int to, int depth) {
    bytes = buffer;
    p = from;
    end = to;
    depthLeft = depth;
    Object value = value();
    if (next() != -1) {
      throw new JsonSyntax(p, "nothing may follow the value");
    }
    return value;
  }

  /** The next byte that is no whitespace, not consumed; -1 at the end. */
  private int next() {
    while (p < end) {
      byte b = bytes[p];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b & 0xff;
      }
      p++;
    }
    return -1;
  }

  private @Nullable Object value() {
    switch (next()) {
      case '"':
        return string(words);
      case '{':
        return object();
      case '[':
        return array();
      case 't':
        literal("true");
        return Boolean.TRUE;
      case 'f':
        literal("false");
        return Boolean.FALSE;
      case 'n':
        literal("null");
        return null;
      default:
        return number();
    }
  }

  private Map<String, Object> object() {
    down();
    Map<String, Object> map = new LinkedHashMap<>();
    boolean nulls = false;
    p++;
    if (next() == '}') {
      p++;
    } else {
      do {
        if (next() != '"') {
          throw new JsonSyntax(p, "a key in quotes expected");
        }
        int at = p;
        String key = string(keys);
        if (next() != ':') {
          throw new JsonSyntax(p, "':' expected");
        }
        p++;
        Object value = value();
        int before = map.size();
        map.put(key, value == null ? this : value);
        nulls |= value == null;
        if (map.size() == before) {
          throw new JsonSyntax(at, "a key may stand only once");
        }
      } while (more('}'));
    }
    if (nulls) {
      map.values().removeIf(v -> v == this);
    }
    depthLeft++;
    return map;
  }

  private List<Object> array() {
    down();
    List<Object> list = new ArrayList<>();
    p++;
    if (next() == ']') {
      p++;
    } else {
      do {
        Object value = value();
        if (value != null) {
          list.add(value);
        }
      } while (more(']'));
    }
    depthLeft++;
    return list;
  }

  private void down() {
    if (--depthLeft < 0) {
      throw new JsonSyntax(p, "nested too deep");
    }
  }

  private boolean more(int close) {
    int b = next();
    if (b != ',' && b != close) {
      throw new JsonSyntax(p, "',' or '" + (char) close + "' expected");
    }
    p++;
    return b == ',';
  }

  private void literal(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (p + i >= end || bytes[p + i] != word.charAt(i)) {
        throw new JsonSyntax(p, "a value expected");
      }
    }
    p += word.length();
  }

  private String string(SymbolTable table) {
    int from = p + 1;
    int close = closingQuote(bytes, from, end);
    p = close + 1;
    return close - from <= MAX_WORD_BYTES
        ? table.intern(bytes, from, close)
        : JsonText.decode(bytes, from, close);
  }

  /** Where the string ends whose inside begins at {@code from}. */
  static int closingQuote(byte[] bytes, int from, int end) {
    int p = Words.quoteOrBackslash(bytes, from, end);
    while (p < end && bytes[p] == '\\') {
      p = Words.quoteOrBackslash(bytes, Math.min(p + 2, end), end);
    }
    if (p >= end) {
      throw new JsonSyntax(from - 1, "a string does not end");
    }
    return p;
  }

  private Number number() {
    int from = p;
    while (p < end && isNumberPart(bytes[p])) {
      p++;
    }
    return number(bytes, from, p);
  }

  private static boolean isNumberPart(byte b) {
    return b >= '0' && b <= '9' || b == '-' || b == '.' || b == 'e' || b == 'E' || b == '+';
  }

  /**
   * A number that fills the range.
   *
   * @throws JsonSyntax when it is none, or is beyond the range of {@code double}
   */
  static Number number(byte[] bytes, int from, int to) {
    int digits = from < to && bytes[from] == '-' ? from + 1 : from;
    int p = digits;
    long value = 0;
    while (p < to && bytes[p] >= '0' && bytes[p] <= '9') {
      value = value * 10 + (bytes[p] - '0');
      p++;
    }
    int count = p - digits;
    if (count == 0 || count > 1 && bytes[digits] == '0' || to - from > MAX_NUMBER) {
      throw new JsonSyntax(from, "a value expected");
    }
    if (p == to && count <= 18) {
      return digits == from ? value : -value;
    }
    if (p < to && bytes[p] == '.' && to - digits <= EXACT_DIGITS) {
      // Both parts are whole numbers that a double holds exactly, so one division rounds once.
      long whole = value;
      int q = p + 1;
      while (q < to && bytes[q] >= '0' && bytes[q] <= '9') {
        whole = whole * 10 + (bytes[q] - '0');
        q++;
      }
      if (q == to && q > p + 1) {
        double magnitude = whole / POWERS[q - p - 1];
        return digits == from ? magnitude : -magnitude;
      }
    }
    String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    if (p == to) {
      try {
        return Long.valueOf(text);
      } catch (NumberFormatException beyondLong) {
        return finite(text, from);
      }
    }
    if (bytes[p] == '.') {
      p = someDigits(bytes, p + 1, to);
    }
    if (p < to && (bytes[p] == 'e' || bytes[p] == 'E')) {
      p++;
      if (p < to && (bytes[p] == '+' || bytes[p] == '-')) {
        p++;
      }
      p = someDigits(bytes, p, to);
    }
    if (p != to) {
      throw new JsonSyntax(p, "a number expected");
    }
    return finite(text, from);
  }

  private static int someDigits(byte[] bytes, int from, int to) {
    int p = from;
    while (p < to && bytes[p] >= '0' && bytes[p] <= '9') {
      p++;
    }
    if (p == from) {
      throw new JsonSyntax(p, "a digit expected");
    }
    return p;
  }

  private static Double finite(String text, int at) {
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw new JsonSyntax(at, "a number beyond the range of double");
    }
    return value;
  }

  /** Reads an object that fills the range. */
  @SuppressWarnings("unchecked")
  Map<String, Object> readObject(byte[] buffer, int from, int to, int depth) {
    Object value = read(buffer, from, to, depth);
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new JsonSyntax(from, "an object expected");
  }

  /** Reads a value that fills the range and may not be null. */
  Object readPresent(byte[] buffer, int from, int to, int depth) {
    Object value = read(buffer, from, to, depth);
    if (value == null) {
      throw new JsonSyntax(from, "a value other than null expected");
    }
    return Objects.requireNonNull(value);
  }
}
