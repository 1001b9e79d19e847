package dev.milestone.connectors;

import dev.milestone.Problem;
import dev.milestone.connectors.MarkdownLine.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the lines of a Markdown text apart, looking at each character a bounded number of times. A
 * parser of the full grammar would nest blocks and inline marks that no plan needs, and gives up
 * the exact place of what it reads; this one keeps every offset. Confined to one thread.
 */
final class MarkdownScanner {

  private final String name;
  private final String byteOrderMark;
  private final String text;
  private final List<MarkdownLine> lines = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private char fence;
  private int fenceLength;
  private int fenceIndent;
  private int fenceLine;
  private int commentLine;

  MarkdownScanner(String name, String byteOrderMark, String text) {
    this.name = name;
    this.byteOrderMark = byteOrderMark;
    this.text = text;
  }

  /** Reads all lines. */
  MarkdownDocument scan() {
    int frontMatterEnd = frontMatterEnd();
    int start = 0;
    int number = 0;
    while (start < text.length()) {
      int feed = text.indexOf('\n', start);
      int next = feed < 0 ? text.length() : feed + 1;
      int end = feed < 0 ? text.length() : feed;
      if (end > start && text.charAt(end - 1) == '\r') {
        end--;
      }
      number++;
      requireLimits(number, end - start);
      lines.add(start < frontMatterEnd ? hidden(number, start, end) : line(number, start, end));
      start = next;
    }
    tellOfOpenParts();
    return new MarkdownDocument(name, byteOrderMark, text, lines, problems);
  }

  private void requireLimits(int number, int length) {
    if (number > Limits.MAX_LINES) {
      throw SourceText.refused(
          new Problem(
              name,
              number,
              0,
              "",
              "more lines",
              "at most " + Limits.MAX_LINES + " lines",
              "split the plan"));
    }
    if (length > Limits.MAX_LINE) {
      throw SourceText.refused(
          new Problem(
              name,
              number,
              1,
              "",
              "a line of " + length + " characters",
              "at most " + Limits.MAX_LINE + " characters in a line",
              "this is no list of tasks; break the line or take it out"));
    }
  }

  private void tellOfOpenParts() {
    if (fence != 0) {
      problems.add(
          new Problem(
              name,
              fenceLine,
              1,
              "",
              "a code fence that is not closed",
              "a closing fence",
              "everything after it is read as code; close it"));
    }
    if (commentLine > 0) {
      problems.add(
          new Problem(
              name,
              commentLine,
              1,
              "",
              "an HTML comment that is not closed",
              "-->",
              "everything after it is read as a comment; close it"));
    }
  }

  private int frontMatterEnd() {
    int end = lineEnd(0);
    if (!text.substring(0, Math.min(end, 16)).strip().equals("---")) {
      return 0;
    }
    int start = end + 1;
    for (int i = 0; i < 1_000 && start < text.length(); i++) {
      end = lineEnd(start);
      if (end - start <= 16) {
        String line = text.substring(start, end).stripTrailing();
        if (line.equals("---") || line.equals("...")) {
          return end + 1;
        }
      }
      start = end + 1;
    }
    return 0;
  }

  private int lineEnd(int start) {
    int feed = text.indexOf('\n', start);
    return feed < 0 ? text.length() : feed;
  }

  private static MarkdownLine hidden(int number, int start, int end) {
    return plain(number, start, end, Kind.HIDDEN, 0, start);
  }

  private static MarkdownLine plain(
      int number, int start, int end, Kind kind, int indent, int text) {
    return new MarkdownLine(number, start, end, kind, indent, 0, -1, -1, text);
  }

  private MarkdownLine line(int number, int start, int end) {
    int at = start;
    int indent = 0;
    while (at < end && isBlank(text.charAt(at))) {
      indent += text.charAt(at) == '\t' ? 4 - indent % 4 : 1;
      at++;
    }
    if (fence != 0) {
      return fenced(number, start, end, at);
    }
    if (commentLine > 0) {
      if (text.substring(start, end).contains("-->")) {
        commentLine = 0;
      }
      return hidden(number, start, end);
    }
    if (at == end) {
      return plain(number, start, end, Kind.BLANK, indent, at);
    }
    char c = text.charAt(at);
    if (opensFence(c, at, end)) {
      fence = c;
      fenceLength = run(c, at, end);
      fenceIndent = indent;
      fenceLine = number;
      return plain(number, start, end, Kind.FENCED, indent, at);
    }
    if (text.startsWith("<!--", at)) {
      int close = text.indexOf("-->", at + 4);
      if (close < 0 || close >= end) {
        commentLine = number;
        return hidden(number, start, end);
      }
      if (close + 3 == end || text.substring(close + 3, end).isBlank()) {
        return hidden(number, start, end);
      }
    }
    return visible(number, start, end, indent, at, c);
  }

  private MarkdownLine fenced(int number, int start, int end, int at) {
    if (at < end && text.charAt(at) == fence) {
      int length = run(fence, at, end);
      if (length >= fenceLength && text.substring(at + length, end).isBlank()) {
        fence = 0;
      }
    }
    return plain(number, start, end, Kind.FENCED, fenceIndent, at);
  }

  private boolean opensFence(char c, int at, int end) {
    if ((c != '`' && c != '~') || run(c, at, end) < 3) {
      return false;
    }
    int rest = at + run(c, at, end);
    return c == '~' || text.substring(rest, end).indexOf('`') < 0;
  }

  private int run(char c, int at, int end) {
    int i = at;
    while (i < end && text.charAt(i) == c) {
      i++;
    }
    return i - at;
  }

  private MarkdownLine visible(int number, int start, int end, int indent, int at, char c) {
    if (c == '#') {
      int level = run('#', at, end);
      if (level <= 6 && (at + level == end || isBlank(text.charAt(at + level)))) {
        return new MarkdownLine(
            number, start, end, Kind.HEADING, indent, level, -1, -1, at + level);
      }
    }
    if (c == '|') {
      return plain(number, start, end, Kind.TABLE, indent, at);
    }
    if (isRule(c, at, end)) {
      return plain(number, start, end, Kind.RULE, indent, at);
    }
    int after = bulletEnd(c, at, end);
    if (after < 0) {
      return plain(number, start, end, Kind.TEXT, indent, at);
    }
    int content = after;
    while (content < end && isBlank(text.charAt(content))) {
      content++;
    }
    int close = boxEnd(content, end);
    if (close < 0) {
      return plain(number, start, end, Kind.BULLET, indent, content);
    }
    return new MarkdownLine(number, start, end, Kind.BOX, indent, 0, content + 1, close, close + 1);
  }

  private boolean isRule(char c, int at, int end) {
    if (c != '-' && c != '*' && c != '_') {
      return false;
    }
    int count = 0;
    for (int i = at; i < end; i++) {
      char d = text.charAt(i);
      if (d == c) {
        count++;
      } else if (!isBlank(d)) {
        return false;
      }
    }
    return count >= 3;
  }

  private int bulletEnd(char c, int at, int end) {
    int after = at + 1;
    if (c >= '0' && c <= '9') {
      while (after < end && after - at < 9 && Character.digit(text.charAt(after), 10) >= 0) {
        after++;
      }
      if (after == end || (text.charAt(after) != '.' && text.charAt(after) != ')')) {
        return -1;
      }
      after++;
    } else if (c != '-' && c != '*' && c != '+') {
      return -1;
    }
    return after == end || isBlank(text.charAt(after)) ? after : -1;
  }

  /** Offset of the closing bracket of a check box, or -1: at most one character is its mark. */
  private int boxEnd(int at, int end) {
    if (at >= end || text.charAt(at) != '[') {
      return -1;
    }
    int i = at + 1;
    if (i < end && text.charAt(i) != ']') {
      i += Character.charCount(text.codePointAt(i));
      if (i < end && text.charAt(i) == '\uFE0F') {
        i++;
      }
    }
    if (i >= end || text.charAt(i) != ']') {
      return -1;
    }
    // A link or a footnote, such as [1](page), is no check box.
    int next = i + 1;
    if (next < end && text.charAt(next) == '*') {
      next++;
    }
    return next >= end || isBlank(text.charAt(next)) ? i : -1;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\u00A0' || c == '\u3000';
  }
}
