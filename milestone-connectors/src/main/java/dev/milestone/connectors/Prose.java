package dev.milestone.connectors;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts of other tools as ours: characters that no terminal, document or argument list should get
 * are replaced, titles are one line, lists in texts become lists. Stateless.
 */
final class Prose {

  private static final String BULLETS = "-*+•";

  private Prose() {}

  /**
   * The text with line feeds only; a control character, or half a pair of surrogates, becomes
   * U+FFFD.
   */
  static String clean(String text) {
    int i = 0;
    while (i < text.length() && isPlain(text.charAt(i))) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    clean.append(text, 0, i);
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        clean.append(c);
      } else if (c == '\r') {
        clean.append('\n');
        if (i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        clean.append(c).append(text.charAt(++i));
      } else {
        clean.append('\uFFFD');
      }
    }
    return clean.toString();
  }

  /** The text in one line, at most {@link Limits#MAX_TITLE} characters. */
  static String title(String text) {
    String line = oneLine(text);
    if (line.length() <= Limits.MAX_TITLE) {
      return line;
    }
    int end = Limits.MAX_TITLE - 1;
    if (Character.isHighSurrogate(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(0, end) + "…";
  }

  /** The text without line breaks and outer blanks. */
  static String oneLine(String text) {
    String clean = clean(text).strip();
    if (clean.indexOf('\n') < 0 && clean.indexOf('\t') < 0) {
      return clean;
    }
    StringBuilder line = new StringBuilder(clean.length());
    for (int i = 0; i < clean.length(); i++) {
      char c = clean.charAt(i);
      boolean blank = c == '\n' || c == '\t' || c == ' ';
      if (!blank) {
        line.append(c);
      } else if (line.charAt(line.length() - 1) != ' ') {
        line.append(' ');
      }
    }
    return line.toString();
  }

  /** Adds a part under a heading, with a blank line before it; nothing when it is blank. */
  static void section(StringBuilder description, String heading, String text) {
    String part = clean(text).strip();
    if (part.isEmpty()) {
      return;
    }
    if (description.length() > 0) {
      description.append("\n\n");
    }
    if (!heading.isEmpty()) {
      description.append("## ").append(heading).append("\n\n");
    }
    description.append(part);
  }

  /**
   * The items of a text that is a list: every line that is not blank begins with a bullet, a number
   * or a check box, or continues an item by being indented. Nothing when it is no such list or has
   * more than {@link Limits#MAX_CRITERIA} items.
   */
  static List<String> items(String text) {
    List<String> items = new ArrayList<>();
    StringBuilder item = new StringBuilder();
    for (String line : clean(text).split("\n", -1)) {
      String bare = line.strip();
      if (bare.isEmpty()) {
        continue;
      }
      int mark = mark(bare);
      if (mark > 0) {
        if (item.length() > 0) {
          items.add(item.toString());
        }
        item.setLength(0);
        item.append(bare.substring(mark).strip());
      } else if (item.length() > 0 && (line.charAt(0) == ' ' || line.charAt(0) == '\t')) {
        item.append(' ').append(bare);
      } else {
        return List.of();
      }
    }
    if (item.length() > 0) {
      items.add(item.toString());
    }
    return items.size() > Limits.MAX_CRITERIA ? List.of() : items;
  }

  /** Length of the bullet, number or check box that a line begins with, or 0. */
  private static int mark(String line) {
    int i = 0;
    if (BULLETS.indexOf(line.charAt(0)) >= 0) {
      i = 1;
    } else {
      while (i < line.length() && i < 4 && Character.isDigit(line.charAt(i))) {
        i++;
      }
      if (i == 0 && line.charAt(0) != '[') {
        return 0;
      }
      if (i > 0) {
        if (i == line.length() || (line.charAt(i) != '.' && line.charAt(i) != ')')) {
          return 0;
        }
        i++;
      }
    }
    if (i > 0 && (i == line.length() || line.charAt(i) != ' ')) {
      return 0;
    }
    int box = i;
    while (box < line.length() && line.charAt(box) == ' ') {
      box++;
    }
    if (box + 2 < line.length()
        && line.charAt(box) == '['
        && line.charAt(box + 2) == ']'
        && " xX~".indexOf(line.charAt(box + 1)) >= 0) {
      return box + 3;
    }
    return i;
  }

  private static boolean isPlain(char c) {
    return c == '\n'
        || c == '\t'
        || (c >= ' ' && !Character.isISOControl(c) && !Character.isSurrogate(c));
  }
}
