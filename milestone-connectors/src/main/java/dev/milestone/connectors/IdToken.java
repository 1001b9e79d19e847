package dev.milestone.connectors;

/**
 * Finds ids such as {@code T001}, {@code T022a}, {@code T031.1}, {@code T-000.2} or {@code FEAT-01}
 * in text. Stateless, linear.
 */
final class IdToken {

  private static final int MAX_LENGTH = 40;

  private IdToken() {}

  /** Offset after an id that begins at {@code at}, or {@code at} when none does. */
  static int end(CharSequence text, int at) {
    if (at > 0 && isWord(text.charAt(at - 1))) {
      return at;
    }
    int i = at;
    while (i < text.length() && isCapital(text.charAt(i)) && i - at <= 8) {
      i++;
    }
    int letters = i - at;
    if (letters == 0 || letters > 8) {
      return at;
    }
    boolean hyphen = i < text.length() && text.charAt(i) == '-';
    if (hyphen) {
      i++;
      while (i < text.length() && isCapital(text.charAt(i)) && i - at < 14) {
        i++;
      }
    }
    int digits = i;
    while (i < text.length() && isDigit(text.charAt(i)) && i - at < MAX_LENGTH) {
      i++;
    }
    int count = i - digits;
    boolean plausible =
        letters == 1
            ? text.charAt(at) == 'T' ? count >= 1 : hyphen ? count >= 2 : count >= 3
            : hyphen && count >= 2;
    if (!plausible) {
      return at;
    }
    if (i < text.length() && (isSmall(text.charAt(i)) || isCapital(text.charAt(i)))) {
      i++;
    }
    while (i + 1 < text.length()
        && text.charAt(i) == '.'
        && isDigit(text.charAt(i + 1))
        && i - at < MAX_LENGTH) {
      i++;
      while (i < text.length() && isDigit(text.charAt(i)) && i - at < MAX_LENGTH) {
        i++;
      }
    }
    return i < text.length() && isWord(text.charAt(i)) ? at : i;
  }

  /** Offset after a number such as {@code 2} or {@code 2.1.3}, or {@code at} when none begins. */
  static int numberEnd(CharSequence text, int at) {
    int i = at;
    int end = at;
    while (i < text.length() && isDigit(text.charAt(i)) && i - at < MAX_LENGTH) {
      while (i < text.length() && isDigit(text.charAt(i)) && i - at < MAX_LENGTH) {
        i++;
      }
      end = i;
      if (i < text.length() && text.charAt(i) == '.') {
        i++;
      } else {
        break;
      }
    }
    return end;
  }

  /** Whether an id names a requirement or a criterion rather than a task. */
  static boolean isRequirement(String id) {
    return id.startsWith("FR-")
        || id.startsWith("NFR-")
        || id.startsWith("SC-")
        || id.startsWith("AC-")
        || id.startsWith("CHK")
        || id.startsWith("REQ-");
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isCapital(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isSmall(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isWord(char c) {
    return isDigit(c) || isCapital(c) || isSmall(c);
  }
}
