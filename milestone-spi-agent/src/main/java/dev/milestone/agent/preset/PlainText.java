package dev.milestone.agent.preset;

/**
 * Takes what only a terminal understands out of a text: colours, cursor moves, control characters.
 */
public final class PlainText {

  private static final char ESCAPE = 0x1B;

  private PlainText() {}

  /** The text without escape sequences and control characters; line breaks and tabs stay. */
  public static String of(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ESCAPE && at + 1 < text.length() && text.charAt(at + 1) == '[') {
        at += 2;
        while (at < text.length() && !isFinal(text.charAt(at))) {
          at++;
        }
      } else if (c == '\n' || c == '\t' || !Character.isISOControl(c)) {
        plain.append(c);
      }
      at++;
    }
    return plain.toString();
  }

  /** Whether a character ends an escape sequence, or cannot be part of one. */
  private static boolean isFinal(char c) {
    return c >= '@' && c <= '~' || c < ' ';
  }
}
