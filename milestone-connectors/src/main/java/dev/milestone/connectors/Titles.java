package dev.milestone.connectors;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Titles and ids made of Markdown text. Stateless. */
final class Titles {

  private Titles() {}

  /** Text without emphasis and code marks, cut to a title. */
  static String plain(String text) {
    StringBuilder s = new StringBuilder(Math.min(text.length(), Limits.MAX_TITLE + 1));
    for (int i = 0; i < text.length() && s.length() <= Limits.MAX_TITLE; i++) {
      char c = text.charAt(i);
      if (c == '*' || c == '`' || text.startsWith("~~", i)) {
        i += c == '~' ? 1 : 0;
        continue;
      }
      if (Character.isWhitespace(c) || Character.isISOControl(c)) {
        c = ' ';
      }
      if (c != ' ' || (s.length() > 0 && s.charAt(s.length() - 1) != ' ')) {
        s.append(c);
      }
    }
    String plain = s.toString().strip();
    return plain.length() <= Limits.MAX_TITLE ? plain : cut(plain, Limits.MAX_TITLE);
  }

  /** Text cut to a length without tearing a pair of surrogates apart. */
  static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = length - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }

  /** Small letters and digits of a text, others as single hyphens; can be empty. */
  static String slug(String text, int length) {
    StringBuilder s = new StringBuilder();
    String lower = text.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length() && s.length() < length; i++) {
      char c = lower.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        s.append(c);
      } else if (s.length() > 0 && s.charAt(s.length() - 1) != '-') {
        s.append('-');
      }
    }
    while (s.length() > 0 && s.charAt(s.length() - 1) == '-') {
      s.setLength(s.length() - 1);
    }
    return s.toString();
  }

  /** Eight hexadecimal digits that depend on the letters and digits of a text only. */
  static String hash(String text) {
    StringBuilder kept = new StringBuilder();
    String lower = text.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (Character.isLetterOrDigit(c) || Character.isSurrogate(c) || c == '/') {
        kept.append(c);
      }
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(kept.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
