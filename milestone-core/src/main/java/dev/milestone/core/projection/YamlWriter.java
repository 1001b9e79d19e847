package dev.milestone.core.projection;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes YAML that every reader understands alike: block style, two spaces a level, all text in
 * double quotes with the escapes of JSON, so that no text is ever taken for a number, a truth value
 * or a comment. Keys stand plain where they are words. Null is left out. Deterministic. Confined to
 * one thread.
 */
public final class YamlWriter {

  /** Deepest nesting. */
  public static final int MAX_DEPTH = 100;

  private static final Set<String> RESERVED =
      Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

  private static final String SPACES = " ".repeat(16);

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder out;

  /** An empty document. */
  public YamlWriter() {
    this.out = new StringBuilder(1_024);
  }

  /** A document of one map. */
  public static String document(Map<String, ?> map) {
    YamlWriter writer = new YamlWriter();
    writer.map(map);
    return writer.text();
  }

  /** What was written. */
  public String text() {
    return out.toString();
  }

  /** What was written, in UTF-8. */
  public byte[] bytes() {
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Writes a map at the top level. */
  public YamlWriter map(Map<?, ?> map) {
    entries(map, 0, false);
    return this;
  }

  private void entries(Map<?, ?> map, int indent, boolean inline) {
    boolean first = inline;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object value = entry.getValue();
      if (value == null) {
        continue;
      }
      if (!first) {
        indent(indent);
      }
      first = false;
      key(String.valueOf(entry.getKey()));
      out.append(':');
      value(value, indent);
    }
  }

  /** What comes after a key's colon, or after a dash. */
  private void value(Object value, int indent) {
    if (indent > 2 * MAX_DEPTH) {
      throw new IllegalArgumentException("nested deeper than " + MAX_DEPTH + " levels");
    }
    if (value instanceof Map<?, ?> map) {
      if (isEmpty(map)) {
        out.append(" {}\n");
      } else {
        out.append('\n');
        entries(map, indent + 2, false);
      }
    } else if (value instanceof Iterable<?> list) {
      elements(list, indent);
    } else {
      out.append(' ');
      scalar(value);
      out.append('\n');
    }
  }

  private void elements(Iterable<?> list, int indent) {
    boolean any = false;
    for (Object element : list) {
      if (element == null) {
        continue;
      }
      if (!any) {
        out.append('\n');
        any = true;
      }
      indent(indent + 2);
      out.append('-');
      if (element instanceof Map<?, ?> map && !isEmpty(map)) {
        out.append(' ');
        entries(map, indent + 4, true);
      } else {
        value(element, indent + 2);
      }
    }
    if (!any) {
      out.append(" []\n");
    }
  }

  private static boolean isEmpty(Map<?, ?> map) {
    for (Object value : map.values()) {
      if (value != null) {
        return false;
      }
    }
    return true;
  }

  private void indent(int spaces) {
    out.append(SPACES, 0, Math.min(spaces, SPACES.length()));
    for (int i = SPACES.length(); i < spaces; i++) {
      out.append(' ');
    }
  }

  private void scalar(Object value) {
    if (value instanceof String s) {
      quoted(s);
    } else if (value instanceof Boolean || value instanceof Long || value instanceof Integer) {
      out.append(value);
    } else if (value instanceof Double d) {
      if (d.isNaN() || d.isInfinite()) {
        throw new IllegalArgumentException("a number that is not finite");
      }
      out.append(d.doubleValue());
    } else if (value instanceof BigDecimal d) {
      out.append(d.toPlainString());
    } else if (value instanceof Instant || value instanceof Duration) {
      quoted(value.toString());
    } else {
      quoted(String.valueOf(value));
    }
  }

  private void key(String key) {
    if (isPlain(key)) {
      out.append(key);
    } else {
      quoted(key);
    }
  }

  private static boolean isPlain(@Nullable String key) {
    if (key == null || key.isEmpty() || key.length() > 64) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
      if (!letter && (i == 0 || c != '-' && (c < '0' || c > '9'))) {
        return false;
      }
    }
    return !RESERVED.contains(key.toLowerCase(java.util.Locale.ROOT));
  }

  private void quoted(String text) {
    out.append('"');
    // Most text is taken over as it is: in runs, not character by character.
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') {
        out.append(text, plain, i);
        i += special(text, i, c);
        plain = i + 1;
      }
    }
    out.append(text, plain, text.length());
    out.append('"');
  }

  /** Writes a character that may need an escape; returns how many further ones it took. */
  private int special(String text, int i, char c) {
    switch (c) {
      case '"', '\\' -> out.append('\\').append(c);
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      default -> {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          out.append(c).append(text.charAt(i + 1));
          return 1;
        }
        if (Character.isSurrogate(c)) {
          out.append("\\ufffd");
        } else if (needsEscape(c)) {
          out.append("\\u")
              .append(HEX[c >> 12])
              .append(HEX[c >> 8 & 15])
              .append(HEX[c >> 4 & 15])
              .append(HEX[c & 15]);
        } else {
          out.append(c);
        }
      }
    }
    return 0;
  }

  /** Controls, what YAML 1.1 takes for line breaks, and what is no printable character of YAML. */
  private static boolean needsEscape(char c) {
    return c < 0xa1 || c == 0x2028 || c == 0x2029 || c == 0xfeff || c >= 0xfffe;
  }
}
