package dev.milestone.core.yaml;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** Turns a parser's complaint into place, finding and advice. */
final class YamlSyntax {
  private static final String MARK = " in reader, line ";
  private static final String COLUMN = ", column ";

  private YamlSyntax() {}

  /** What the parser complained about. */
  record Fault(int line, int column, String found, String expected, String hint) {}

  static Fault fault(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage());
    TokenStreamLocation location = e.getLocation();
    int line = location == null ? 0 : Math.max(0, location.getLineNr());
    int column = location == null ? 0 : Math.max(0, location.getColumnNr());
    int mark = message.lastIndexOf(MARK);
    if (mark >= 0) {
      int comma = message.indexOf(COLUMN, mark);
      int colon = comma < 0 ? -1 : message.indexOf(':', comma);
      if (colon > 0) {
        line = number(message.substring(mark + MARK.length(), comma), line);
        column = number(message.substring(comma + COLUMN.length(), colon), column);
      }
    }
    String complaint = complaint(message);
    String hint = hint(complaint);
    int got = complaint.indexOf(", but got ");
    if (complaint.startsWith("expected ") && got > 0) {
      String token = complaint.substring(got + ", but got ".length()).strip();
      String found = token.startsWith("the ") ? token : "'" + token + "'";
      return new Fault(line, column, found, complaint.substring("expected ".length(), got), hint);
    }
    if (complaint.startsWith("Expected a property name")) {
      String found = complaint.contains("=ALI") ? "an alias as a key" : "a list or map as a key";
      return new Fault(line, column, found, "a plain text as a key", hint);
    }
    String found = complaint.startsWith("found ") ? complaint.substring(6) : complaint;
    return new Fault(line, column, found, "well-formed YAML", hint);
  }

  /** The last line of the message that is neither a place nor a quotation of the source. */
  private static String complaint(String message) {
    String last = "";
    for (String line : message.split("\n", 64)) {
      boolean place = line.startsWith(" in reader") || line.startsWith(" at [Source");
      if (!place && !line.isBlank() && !line.startsWith("    ")) {
        last = line.strip();
      }
    }
    int advice = last.indexOf(". (Do not use ");
    String plain = advice > 0 ? last.substring(0, advice) : last;
    return plain
        .replace("'\\t(TAB)'", "tab")
        .replace("unexpected end of stream", "the end of the file")
        .replace("<stream end>", "the end of the file");
  }

  private static String hint(@Nullable String complaint) {
    String c = complaint == null ? "" : complaint.toLowerCase(Locale.ROOT);
    if (c.contains("tab")) {
      return "indent with blanks, not with tabs";
    }
    if (c.contains("mapping values are not allowed")) {
      return "check the indentation, and quote a text that contains ': '";
    }
    if (c.contains("cannot start any token")) {
      return "quote a text that begins with a special character";
    }
    if (c.contains("expected a property name")) {
      return "keys are plain texts; quote a value that begins with '{' or '['";
    }
    if (c.contains("the end of the file")) {
      return "close the quotation mark or bracket that was opened";
    }
    if (c.contains("escape")) {
      return "write the backslash twice, or use single quotes";
    }
    return "check indentation, brackets and quotation marks around this place";
  }

  private static int number(String digits, int otherwise) {
    try {
      return Integer.parseInt(digits.strip());
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}
