package dev.milestone.connectors;

import dev.milestone.Problem;
import dev.milestone.spi.plan.PlanFile;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A Markdown file as lines: code fences, front matter, HTML comments and tables told apart from
 * headings and list items. Immutable.
 *
 * @param name name of the file
 * @param mark the byte order mark, or nothing
 * @param text the text without it
 * @param lines its lines
 * @param problems what is wrong with it without making it unreadable, such as a fence that is not
 *     closed
 */
record MarkdownDocument(
    String name, String mark, String text, List<MarkdownLine> lines, List<Problem> problems) {

  /** Copies the lists. */
  MarkdownDocument {
    lines = List.copyOf(lines);
    problems = List.copyOf(problems);
  }

  /** Checks the limits and reads the lines. */
  static MarkdownDocument of(PlanFile file) {
    SourceText source = SourceText.of(file);
    String mark = source.start() > 0 ? "\uFEFF" : "";
    return new MarkdownScanner(source.name(), mark, source.text()).scan();
  }

  /** Reads what can be read of the beginning of a file, whatever is wrong with it. */
  static MarkdownDocument sample(PlanFile file, int bytes) {
    int length = Math.min(file.content().length, bytes);
    String text = new String(file.content(), 0, length, StandardCharsets.UTF_8);
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    return new MarkdownScanner(file.name(), "", text).scan();
  }

  /** Content of a line after hashes, bullet and check box, without blanks around it. */
  String content(MarkdownLine line) {
    return text.substring(Math.min(line.text(), line.end()), line.end()).strip();
  }

  /** A whole line without its line break. */
  String raw(MarkdownLine line) {
    return text.substring(line.start(), line.end());
  }

  /** The mark of a check box. */
  String boxMark(MarkdownLine line) {
    return text.substring(line.mark(), line.markEnd());
  }

  /** The line break that this file uses. */
  String lineBreak() {
    int at = text.indexOf('\n');
    return at > 0 && text.charAt(at - 1) == '\r' ? "\r\n" : "\n";
  }
}
