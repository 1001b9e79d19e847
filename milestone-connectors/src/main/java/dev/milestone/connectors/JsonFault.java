package dev.milestone.connectors;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first place at which bytes stop being JSON (RFC 8259), and what should stand there. Used only
 * after the parser has refused, to say exactly where. Immutable.
 *
 * @param offset where
 * @param found what stands there
 * @param expected what should
 * @param hint what to do
 */
record JsonFault(int offset, String found, String expected, String hint) {

  /**
   * Finds it.
   *
   * @param oddEscapes receives the places of escapes that JSON does not know; they are not the
   *     fault looked for
   * @return null when there is none
   */
  static @Nullable JsonFault find(byte[] bytes, int from, int to, List<Integer> oddEscapes) {
    return new Scan(bytes, from, to, oddEscapes).run();
  }

  /** Whether a byte is white space of JSON. */
  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  /** Offset after the scalar that begins here, which is known to be whole. */
  static int scalarEnd(byte[] bytes, int start) {
    int i = start;
    if (bytes[i] == '"') {
      i++;
      while (bytes[i] != '"') {
        i += bytes[i] == '\\' ? 2 : 1;
      }
      return i + 1;
    }
    while (i < bytes.length
        && !isBlank(bytes[i])
        && bytes[i] != ','
        && bytes[i] != '}'
        && bytes[i] != ']'
        && bytes[i] != ':') {
      i++;
    }
    return i;
  }

  /** One pass; what is open is kept in an array, not on the stack. */
  private static final class Scan {
    private final byte[] bytes;
    private final int to;
    private final List<Integer> oddEscapes;
    private final boolean[] inObject = new boolean[Limits.MAX_DEPTH + 1];
    private final int[] openedAt = new int[Limits.MAX_DEPTH + 1];
    private int depth;
    private int i;
    private @Nullable JsonFault fault;

    Scan(byte[] bytes, int from, int to, List<Integer> oddEscapes) {
      this.bytes = bytes;
      this.i = from;
      this.to = to;
      this.oddEscapes = oddEscapes;
    }

    @Nullable JsonFault run() {
      blanks();
      if (i == to) {
        return new JsonFault(i, "nothing", "a JSON value", "");
      }
      boolean valueNext = true;
      boolean closable = false;
      while (fault == null) {
        blanks();
        if (valueNext) {
          if (depth > 0 && inObject[depth]) {
            if (closable && peek() == '}') {
              valueNext = close();
              continue;
            }
            if (!name()) {
              break;
            }
          } else if (closable && peek() == ']') {
            valueNext = close();
            continue;
          }
          closable = false;
          if (i == to) {
            fault = atEnd("a value");
          } else if (bytes[i] == '{' || bytes[i] == '[') {
            closable = open();
          } else {
            scalar();
            valueNext = false;
          }
        } else if (depth == 0) {
          if (i < to) {
            fault =
                new JsonFault(
                    i,
                    "text after the end of the value: " + excerpt(i),
                    "the end",
                    "remove what follows, or mend what ends too early");
          }
          break;
        } else if (peek() == ',') {
          i++;
          valueNext = true;
        } else if (peek() == (inObject[depth] ? '}' : ']')) {
          close();
        } else {
          String expected = inObject[depth] ? "',' or '}'" : "',' or ']'";
          fault =
              i == to
                  ? atEnd(expected)
                  : new JsonFault(i, excerpt(i), expected, "a comma or a bracket is missing");
        }
      }
      return fault;
    }

    private void blanks() {
      while (i < to && isBlank(bytes[i])) {
        i++;
      }
    }

    private int peek() {
      return i < to ? bytes[i] : -1;
    }

    private boolean open() {
      if (depth == Limits.MAX_DEPTH) {
        fault =
            new JsonFault(
                i,
                "values nested more than " + Limits.MAX_DEPTH + " deep",
                "at most that deep",
                "no plan needs that");
        return false;
      }
      depth++;
      inObject[depth] = bytes[i] == '{';
      openedAt[depth] = i;
      i++;
      return true;
    }

    private boolean close() {
      i++;
      depth--;
      return false;
    }

    private boolean name() {
      if (peek() != '"') {
        fault =
            i == to
                ? atEnd("the name of a field")
                : new JsonFault(
                    i, excerpt(i), "the name of a field in double quotes", "see the comma before");
        return false;
      }
      int at = i;
      string();
      if (fault == null && i - at - 2 > Limits.MAX_NAME * 6) {
        fault =
            new JsonFault(
                at,
                "a name of " + (i - at - 2) + " bytes",
                "at most " + Limits.MAX_NAME + " characters",
                "no plan needs that");
      }
      if (fault == null) {
        blanks();
        if (peek() == ':') {
          i++;
          blanks();
        } else {
          fault = i == to ? atEnd("':'") : new JsonFault(i, excerpt(i), "':'", "");
        }
      }
      return fault == null;
    }

    private void scalar() {
      int b = bytes[i];
      if (b == '"') {
        int at = i;
        string();
        if (fault == null && i - at - 2 > Limits.MAX_TEXT) {
          fault =
              new JsonFault(
                  at,
                  "a text of " + (i - at - 2) + " bytes",
                  "at most " + Limits.MAX_TEXT + " characters",
                  "shorten it");
        }
      } else if (b == '-' || (b >= '0' && b <= '9')) {
        number();
      } else if (!word("true") && !word("false") && !word("null")) {
        fault =
            new JsonFault(
                i,
                excerpt(i),
                "a value",
                b == '}' || b == ']' || b == ',' ? "a comma too many, or a value is missing" : "");
      }
    }

    private boolean word(String word) {
      byte[] letters = word.getBytes(StandardCharsets.US_ASCII);
      if (to - i < letters.length) {
        return false;
      }
      for (int k = 0; k < letters.length; k++) {
        if (bytes[i + k] != letters[k]) {
          return false;
        }
      }
      int after = i + letters.length;
      if (after < to && !isEnd(bytes[after])) {
        return false;
      }
      i = after;
      return true;
    }

    private void number() {
      int at = i;
      if (bytes[i] == '-') {
        i++;
      }
      int whole = i;
      digits();
      boolean good = i > whole && (bytes[whole] != '0' || i == whole + 1);
      if (good && peek() == '.') {
        i++;
        int fraction = i;
        digits();
        good = i > fraction;
      }
      if (good && (peek() == 'e' || peek() == 'E')) {
        i++;
        if (peek() == '+' || peek() == '-') {
          i++;
        }
        int exponent = i;
        digits();
        good = i > exponent;
      }
      if (!good || (i < to && !isEnd(bytes[i]))) {
        fault = new JsonFault(at, excerpt(at), "a number", "put a text into double quotes");
      } else if (i - at > Limits.MAX_NUMBER) {
        fault =
            new JsonFault(
                at,
                "a number of " + (i - at) + " characters",
                "at most " + Limits.MAX_NUMBER,
                "no plan needs that");
      }
    }

    private void digits() {
      while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
        i++;
      }
    }

    private void string() {
      int at = i++;
      while (i < to && bytes[i] != '"') {
        if (bytes[i] >= 0 && bytes[i] < 0x20) {
          fault =
              new JsonFault(
                  i,
                  bytes[i] == '\n' || bytes[i] == '\r'
                      ? "a line break inside a text"
                      : String.format("the control character 0x%02X inside a text", bytes[i]),
                  "the end of the text, or an escape such as \\n",
                  "the text that begins in line "
                      + line(at)
                      + " is not closed, or holds a character that must be escaped");
          return;
        }
        if (bytes[i] == '\\' && !escape()) {
          return;
        }
        i++;
      }
      if (i >= to) {
        i = to;
        fault = atEnd("the end of the text, '\"'");
        return;
      }
      i++;
    }

    /** Leaves {@code i} at the last byte of the escape. */
    private boolean escape() {
      if (i + 1 >= to) {
        i = to;
        fault = atEnd("the rest of an escape");
        return false;
      }
      i++;
      byte b = bytes[i];
      if (b == 'u') {
        for (int k = 1; k <= 4; k++) {
          if (i + k >= to || Character.digit(bytes[i + k], 16) < 0) {
            fault =
                i + k >= to
                    ? new JsonFault(to, end(), "four hex digits", "it was cut off there")
                    : new JsonFault(i - 1, excerpt(i - 1), "\\u and four hex digits", "");
            return false;
          }
        }
        i += 4;
      } else if ("\"\\/bfnrt".indexOf(b) < 0) {
        if (b >= 0 && b < 0x20) {
          // Not an escape: the control character is reported as such.
          i--;
          fault =
              new JsonFault(i + 1, "a line break or control character after '\\'", "an escape", "");
          return false;
        }
        oddEscapes.add(i - 1);
      }
      return true;
    }

    private JsonFault atEnd(String expected) {
      String hint = "it was cut off there";
      if (depth > 0) {
        hint += ": the " + (inObject[depth] ? "'{'" : "'['") + " of line " + line(openedAt[depth]);
        hint += " is not closed";
      }
      return new JsonFault(to, end(), expected, hint);
    }

    private String end() {
      return to < bytes.length ? "the end of the line" : "the end of the file";
    }

    private int line(int offset) {
      int line = 1;
      for (int k = 0; k < offset; k++) {
        if (bytes[k] == '\n') {
          line++;
        }
      }
      return line;
    }

    private static boolean isEnd(byte b) {
      return isBlank(b) || b == ',' || b == '}' || b == ']' || b == ':';
    }

    private String excerpt(int at) {
      int end = at;
      while (end < to && end - at < 40 && !isBlank(bytes[end])) {
        end++;
      }
      while (end < to && end > at && (bytes[end] & 0xC0) == 0x80) {
        end--;
      }
      return "'" + new String(bytes, at, Math.max(1, end - at), StandardCharsets.UTF_8) + "'";
    }
  }
}
