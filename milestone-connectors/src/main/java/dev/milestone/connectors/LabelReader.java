package dev.milestone.connectors;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the label of a task line: id with or without decoration ({@code **T001**}, {@code `T001`},
 * {@code [T001]}, {@code T001:}, {@code ~~T001~~}), then tags in any order. Stateless, linear.
 */
final class LabelReader {

  private static final int MAX_TAGS = 20;
  private static final int MAX_TAG = 200;

  private LabelReader() {}

  /** Label of a spec-kit task. A range such as {@code T030.2~T030.6} is no id. */
  static TaskLabel specKit(String text) {
    int at = skipDecoration(text, 0, true);
    int end = IdToken.end(text, at);
    if (end == at) {
      return new TaskLabel("", false, List.of(), text);
    }
    String id = text.substring(at, end);
    if (isRange(text, end)) {
      return new TaskLabel("", false, List.of(), text);
    }
    return tags(id, text, skipDecoration(text, end, false));
  }

  /** Label of a numbered task, such as {@code 2.1 text} or {@code 2. text}. */
  static TaskLabel numbered(String text) {
    int at = text.startsWith("*") ? skipDecoration(text, 0, false) : 0;
    if (text.regionMatches(true, at, "task ", 0, 5)) {
      at += 5;
    }
    int end = IdToken.numberEnd(text, at);
    boolean ends =
        end > at
            && (end == text.length()
                || text.charAt(end) == ' '
                || text.charAt(end) == '.'
                || text.charAt(end) == ':'
                || text.charAt(end) == ')'
                || text.charAt(end) == '*');
    if (!ends) {
      return tags("", text, 0);
    }
    String id = text.substring(at, end);
    if (end < text.length() && (text.charAt(end) == '.' || text.charAt(end) == ')')) {
      end++;
    }
    return tags(id, text, skipDecoration(text, end, false));
  }

  /** Label of a task without an id. */
  static TaskLabel bare(String text) {
    return tags("", text, 0);
  }

  private static TaskLabel tags(String id, String text, int from) {
    List<String> tags = new ArrayList<>();
    boolean parallel = false;
    int at = from;
    while (tags.size() < MAX_TAGS) {
      int open = skipDecoration(text, at, false);
      if (text.startsWith("(P)", open)) {
        parallel = true;
        at = skipDecoration(text, open + 3, false);
        continue;
      }
      int close =
          open < text.length() && text.charAt(open) == '['
              ? text.substring(open, Math.min(text.length(), open + MAX_TAG)).indexOf(']')
              : -1;
      if (close < 0 || text.startsWith("(", open + close + 1)) {
        break;
      }
      String tag = text.substring(open + 1, open + close).strip();
      if (tag.equals("P") || tag.equalsIgnoreCase("PARALLEL")) {
        parallel = true;
      } else {
        tags.add(tag);
      }
      at = skipDecoration(text, open + close + 1, false);
    }
    String rest = text.substring(Math.min(at, text.length())).strip();
    boolean opened = at > from && count(text, from, at) % 2 == 1 && rest.startsWith("**");
    return new TaskLabel(id, parallel, tags, opened ? rest.substring(2).strip() : rest);
  }

  private static int count(String text, int from, int to) {
    int count = 0;
    for (int i = from; i + 1 < to; i++) {
      if (text.charAt(i) == '*' && text.charAt(i + 1) == '*') {
        count++;
        i++;
      }
    }
    return count;
  }

  private static boolean isRange(String text, int end) {
    int at = end;
    while (at < text.length() && "*`] ".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (at < text.length() && "-~–—".indexOf(text.charAt(at)) >= 0) {
      at++;
      while (at < text.length() && "*`[ ".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return IdToken.end(text, at) > at;
    }
    return false;
  }

  /** Skips emphasis, code marks, strike-out and blanks; before an id also a bracket. */
  private static int skipDecoration(String text, int from, boolean bracket) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean closes = !bracket && from > 0 && (c == ':' || c == ']' || c == '：');
      boolean strike =
          c == '~'
              && text.startsWith("~~", at)
              && (bracket || (at == from && closesCode(text, at)));
      if (strike) {
        at += 2;
      } else if (c == '`' && !bracket && !(at == from && closesCode(text, at))) {
        return at;
      } else if (c == '*' && !bracket && opensBold(text, at)) {
        return at;
      } else if (c == '*' || c == '`' || c == ' ' || c == '\t' || closes || (bracket && c == '[')) {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }

  /** Whether bold text of the title begins here, such as {@code **BUG: …**}; tags may be bold. */
  private static boolean opensBold(String text, int at) {
    if (at == 0 || text.charAt(at - 1) != ' ') {
      return false;
    }
    int i = at;
    while (i < text.length() && text.charAt(i) == '*') {
      i++;
    }
    return i < text.length() && text.charAt(i) != '[' && text.charAt(i) != ' ';
  }

  private static boolean closesCode(String text, int at) {
    return at > 0 && text.charAt(at - 1) != ' ';
  }
}
