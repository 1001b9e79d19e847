package dev.milestone.core.yaml;

import dev.milestone.Problem;

/**
 * Looks at the bytes of a file before a parser does: size, UTF-8, control characters, conflict
 * markers, over-long lines. One pass, no allocation.
 */
final class SourceScan {
  private final String file;
  private final byte[] bytes;
  private final YamlLimits limits;
  private final ProblemList problems;
  private int at;
  private int line = 1;
  private int column = 1;
  private int lineStart;

  private SourceScan(String file, byte[] bytes, YamlLimits limits, ProblemList problems) {
    this.file = file;
    this.bytes = bytes;
    this.limits = limits;
    this.problems = problems;
  }

  /** Where the text begins, behind a byte order mark; -1 when the file must not be parsed. */
  static int start(String file, byte[] bytes, YamlLimits limits, ProblemList problems) {
    return new SourceScan(file, bytes, limits, problems).scan();
  }

  private int scan() {
    if (bytes.length > limits.bytes()) {
      problem(
          0,
          0,
          bytes.length + " bytes",
          "at most " + limits.bytes() + " bytes",
          "split the file; several files are taken in together");
      return -1;
    }
    int before = problems.count();
    int start = byteOrderMark();
    if (start < 0) {
      return -1;
    }
    at = start;
    lineStart = start;
    while (at < bytes.length) {
      // Most of a file is printable ASCII behind the first column.
      while (column > 1 && at < bytes.length && bytes[at] >= 0x20 && bytes[at] != 0x7F) {
        at++;
        column++;
      }
      if (at == bytes.length) {
        break;
      }
      if (!step() || problems.count() - before >= 20) {
        return -1;
      }
    }
    endOfLine();
    return problems.count() == before ? start : -1;
  }

  private int byteOrderMark() {
    if (bytes.length >= 3 && u(0) == 0xEF && u(1) == 0xBB && u(2) == 0xBF) {
      return 3;
    }
    if (bytes.length >= 2 && ((u(0) == 0xFE && u(1) == 0xFF) || (u(0) == 0xFF && u(1) == 0xFE))) {
      problem(1, 1, "a UTF-16 byte order mark", "UTF-8", "save the file as UTF-8");
      return -1;
    }
    return 0;
  }

  /** One character on; false when nothing behind it can be trusted. */
  private boolean step() {
    int b = u(at);
    if (column == 1 && (b == '<' || b == '>')) {
      conflictMarker(b);
    }
    if (b == '\n' || b == '\r') {
      endOfLine();
      at += b == '\r' && at + 1 < bytes.length && bytes[at + 1] == '\n' ? 2 : 1;
      line++;
      column = 1;
      lineStart = at;
      return true;
    }
    if ((b < 0x20 && b != '\t') || b == 0x7F) {
      String name = b == 0 ? "a NUL character" : String.format("control character 0x%02X", b);
      problem(line, column, name, "text", "remove it (byte offset " + at + ")");
      at++;
      column++;
      return true;
    }
    int length = b < 0x80 ? 1 : sequenceLength();
    if (length == 0) {
      problem(
          line,
          column,
          String.format("byte 0x%02X at byte offset %d, which is not UTF-8", b, at),
          "UTF-8",
          "save the file as UTF-8");
      return false;
    }
    at += length;
    column++;
    return true;
  }

  private void endOfLine() {
    if (at - lineStart > limits.scalar()) {
      problem(
          line,
          1,
          "a line of " + (at - lineStart) + " bytes",
          "texts and lines of at most " + limits.scalar() + " bytes",
          "keep large texts in a file of their own and name that file");
    }
  }

  private void conflictMarker(int first) {
    for (int i = 1; i < 7; i++) {
      if (at + i >= bytes.length || bytes[at + i] != first) {
        return;
      }
    }
    int next = at + 7 < bytes.length ? bytes[at + 7] : '\n';
    if (next == ' ' || next == '\n' || next == '\r') {
      String marker = String.valueOf((char) first).repeat(7);
      problem(
          line,
          1,
          "the conflict marker '" + marker + "'",
          "a merged file",
          "resolve the merge conflict and remove the markers");
    }
  }

  /**
   * Length of the well-formed UTF-8 sequence here, or 0 (RFC 3629: no over-long forms, no
   * surrogates).
   */
  private int sequenceLength() {
    int b = u(at);
    if (b >= 0xC2 && b <= 0xDF) {
      return continued(1, 0x80, 0xBF) ? 2 : 0;
    }
    if (b >= 0xE0 && b <= 0xEF) {
      int low = b == 0xE0 ? 0xA0 : 0x80;
      int high = b == 0xED ? 0x9F : 0xBF;
      return continued(1, low, high) && continued(2, 0x80, 0xBF) ? 3 : 0;
    }
    if (b >= 0xF0 && b <= 0xF4) {
      int low = b == 0xF0 ? 0x90 : 0x80;
      int high = b == 0xF4 ? 0x8F : 0xBF;
      return continued(1, low, high) && continued(2, 0x80, 0xBF) && continued(3, 0x80, 0xBF)
          ? 4
          : 0;
    }
    return 0;
  }

  private boolean continued(int offset, int low, int high) {
    return at + offset < bytes.length && u(at + offset) >= low && u(at + offset) <= high;
  }

  private int u(int i) {
    return bytes[i] & 0xFF;
  }

  private void problem(int atLine, int atColumn, String found, String expected, String hint) {
    problems.add(new Problem(file, atLine, atColumn, "", found, expected, hint));
  }
}
