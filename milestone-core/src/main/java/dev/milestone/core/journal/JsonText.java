package dev.milestone.core.journal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The inside of a JSON string, between its quotes. */
final class JsonText {

  private JsonText() {}

  /**
   * Decodes, strictly: no control characters, no unknown escapes, no malformed UTF-8.
   *
   * @throws JsonSyntax at the first byte that is wrong
   */
  static String decode(byte[] bytes, int from, int to) {
    boolean ascii = true;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b < 0x20) {
        if (b >= 0) {
          throw new JsonSyntax(i, "a control character must be written as an escape");
        }
        ascii = false;
      } else if (b == '\\') {
        return decodeEscaped(bytes, from, to);
      } else if (b == '"') {
        throw new JsonSyntax(i, "a quote must be written as an escape");
      }
    }
    return ascii
        ? new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
        : utf8(bytes, from, to);
  }

  private static String decodeEscaped(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    int p = from;
    while (p < to) {
      int plain = p;
      while (plain < to && bytes[plain] != '\\') {
        byte b = bytes[plain];
        if (b >= 0 && (b < 0x20 || b == '"')) {
          throw new JsonSyntax(plain, "a control character or quote must be written as an escape");
        }
        plain++;
      }
      if (plain > p) {
        text.append(utf8(bytes, p, plain));
        p = plain;
      }
      if (p < to) {
        p = escape(bytes, p, to, text);
      }
    }
    return text.toString();
  }

  private static int escape(byte[] bytes, int at, int to, StringBuilder text) {
    if (at + 1 >= to) {
      throw new JsonSyntax(at, "an escape ends too early");
    }
    char c =
        switch (bytes[at + 1]) {
          case '"' -> '"';
          case '\\' -> '\\';
          case '/' -> '/';
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> unicode(bytes, at + 2, to);
          default -> throw new JsonSyntax(at, "no such escape");
        };
    text.append(c);
    return at + (bytes[at + 1] == 'u' ? 6 : 2);
  }

  private static char unicode(byte[] bytes, int from, int to) {
    if (from + 4 > to) {
      throw new JsonSyntax(from, "an escape ends too early");
    }
    int c = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = bytes[i] < 0 ? -1 : Character.digit(bytes[i], 16);
      if (digit < 0) {
        throw new JsonSyntax(i, "four hexadecimal digits expected");
      }
      c = c << 4 | digit;
    }
    return (char) c;
  }

  private static String utf8(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    // The JDK replaces what is malformed; only then is the slower decoder asked where.
    if (text.indexOf('\ufffd') >= 0) {
      ByteBuffer view = ByteBuffer.wrap(bytes, from, to - from);
      try {
        StandardCharsets.UTF_8.newDecoder().decode(view);
      } catch (CharacterCodingException e) {
        throw new JsonSyntax(view.position(), "not UTF-8", e);
      }
    }
    return text;
  }
}
