package dev.milestone.connectors;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.spi.plan.PlanFile;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A file as text: strictly UTF-8, a byte order mark skipped, conflict markers of a merge refused.
 * Every refusal is one located error. Immutable; the bytes are not copied.
 */
final class SourceText {

  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final String name;
  private final byte[] bytes;
  private final int start;
  private final int lines;

  private SourceText(String name, byte[] bytes, int start) {
    this.name = name;
    this.bytes = bytes;
    this.start = start;
    this.lines = check();
  }

  /** Checks size, encoding and conflict markers. */
  static SourceText of(PlanFile file) {
    byte[] bytes = file.content();
    if (bytes.length > Limits.MAX_FILE) {
      throw refused(
          new Problem(
              file.name(),
              0,
              0,
              "",
              bytes.length + " bytes",
              "at most " + Limits.MAX_FILE + " bytes",
              "split the plan"));
    }
    int start =
        bytes.length >= 3 && bytes[0] == MARK[0] && bytes[1] == MARK[1] && bytes[2] == MARK[2]
            ? 3
            : 0;
    return new SourceText(file.name(), bytes, start);
  }

  /** Name of the file. */
  String name() {
    return name;
  }

  /** The bytes, a byte order mark included. */
  byte[] bytes() {
    return bytes;
  }

  /** Offset of the first byte after a byte order mark. */
  int start() {
    return start;
  }

  /** Number of lines, one after a last line break included. */
  int lines() {
    return lines;
  }

  /** The text without a byte order mark. */
  String text() {
    return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
  }

  /** Line of a byte offset, from 1. */
  int line(int offset) {
    int line = 1;
    for (int i = 0; i < offset && i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        line++;
      }
    }
    return line;
  }

  /** Column of a byte offset in characters, from 1. */
  int column(int offset) {
    int at = Math.min(offset, bytes.length);
    int from = at;
    while (from > start && bytes[from - 1] != '\n') {
      from--;
    }
    int column = 1;
    for (int i = from; i < at; i++) {
      if ((bytes[i] & 0xC0) != 0x80) {
        column++;
      }
    }
    return column;
  }

  /** A problem at a byte offset. */
  Problem problem(int offset, String field, String found, String expected, String hint) {
    return new Problem(name, line(offset), column(offset), field, found, expected, hint);
  }

  /** An error at a byte offset. */
  MilestoneException error(int offset, String field, String found, String expected, String hint) {
    return refused(problem(offset, field, found, expected, hint));
  }

  static MilestoneException refused(Problem problem) {
    return MilestoneException.invalid(
        "bad_plan", "the plan was not taken in, nothing changed", List.of(problem));
  }

  /**
   * Goes over the bytes once; only what then looks wrong is looked at closely. Returns the number
   * of lines.
   */
  private int check() {
    byte[] b = bytes;
    int count = 1;
    boolean marked = start < b.length && b[start] == '<';
    for (int i = start; i < b.length; i++) {
      byte c = b[i];
      if (c == '\n') {
        count++;
        marked |= i + 1 < b.length && b[i + 1] == '<';
      } else if (c < 0) {
        int length = sequence(b, i);
        if (length == 0) {
          requireUtf8();
        } else {
          i += length - 1;
        }
      }
    }
    if (marked) {
      refuseConflictMarkers();
    }
    return count;
  }

  /** Length of the sequence of UTF-8 for a character beyond ASCII, 0 when it is none. */
  private static int sequence(byte[] b, int at) {
    int lead = b[at] & 0xFF;
    int second = at + 1 < b.length ? b[at + 1] & 0xFF : 0;
    if (lead >= 0xC2 && lead <= 0xDF) {
      return isNext(second) ? 2 : 0;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
      int least = lead == 0xE0 ? 0xA0 : 0x80;
      int most = lead == 0xED ? 0x9F : 0xBF;
      return second >= least && second <= most && isNext(b, at + 2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
      int least = lead == 0xF0 ? 0x90 : 0x80;
      int most = lead == 0xF4 ? 0x8F : 0xBF;
      boolean begun = second >= least && second <= most;
      return begun && isNext(b, at + 2) && isNext(b, at + 3) ? 4 : 0;
    }
    return 0;
  }

  private static boolean isNext(byte[] b, int at) {
    return at < b.length && isNext(b[at] & 0xFF);
  }

  private static boolean isNext(int unit) {
    return (unit & 0xC0) == 0x80;
  }

  private void requireUtf8() {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
    CharBuffer out = CharBuffer.allocate(8192);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (result.isError()) {
        throw error(
            in.position(),
            "",
            "a byte " + String.format("0x%02X", bytes[in.position()]) + " that is not UTF-8",
            "text in UTF-8",
            "save the file as UTF-8");
      }
      if (result.isUnderflow()) {
        return;
      }
      out.clear();
    }
  }

  private void refuseConflictMarkers() {
    int begin = markers("<<<<<<< ", 0);
    if (begin >= 0 && markers(">>>>>>> ", begin) > begin) {
      throw error(
          begin,
          "",
          "the conflict markers of a merge",
          "a merged file",
          "resolve the conflict and take it in again");
    }
  }

  private int markers(String marker, int from) {
    boolean lineStart = from == 0 || from == start;
    for (int i = Math.max(from, start); i + marker.length() <= bytes.length; i++) {
      if (lineStart || i == start) {
        int k = 0;
        while (k < marker.length() && bytes[i + k] == marker.charAt(k)) {
          k++;
        }
        if (k == marker.length()) {
          return i;
        }
      }
      lineStart = bytes[i] == '\n';
    }
    return -1;
  }
}
