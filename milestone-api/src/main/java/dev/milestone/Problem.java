package dev.milestone;

import java.util.Objects;
import java.util.OptionalInt;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, and where: file, line and column (both from 1, 0 when unknown), the
 * field's path, what was found, what was expected, and what to do about it. Text parts that are not
 * known are empty strings. Immutable.
 *
 * @param file the file as the caller named it, empty when the input was no file
 * @param line line from 1, or 0 when unknown
 * @param column column from 1, or 0 when unknown
 * @param field path of the field, such as {@code milestones[0].tasks[2].depends_on[0]}
 * @param found what stands there, shortened to {@link #MAX_TEXT} characters
 * @param expected what should stand there
 * @param hint what to do next
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Problem(
    String file, int line, int column, String field, String found, String expected, String hint) {

  /** Longest text kept of any part; the rest is cut and marked with an ellipsis. */
  public static final int MAX_TEXT = 400;

  /** Cuts over-long parts; never fails. */
  public Problem {
    file = cut(file);
    field = cut(field);
    found = cut(found);
    expected = cut(expected);
    hint = cut(hint);
  }

  /** A problem that has no place in a file. */
  public static Problem of(String field, String found, String expected, String hint) {
    return new Problem("", 0, 0, field, found, expected, hint);
  }

  /** The line, if it is known. */
  public OptionalInt lineIfKnown() {
    return line > 0 ? OptionalInt.of(line) : OptionalInt.empty();
  }

  /** One sentence: {@code file:line:column: field: found X, expected Y; hint}. */
  public String sentence() {
    StringBuilder s = new StringBuilder(128);
    if (!file.isEmpty()) {
      s.append(file);
      if (line > 0) {
        s.append(':').append(line);
        if (column > 0) {
          s.append(':').append(column);
        }
      }
      s.append(": ");
    }
    if (!field.isEmpty()) {
      s.append(field).append(": ");
    }
    if (!found.isEmpty()) {
      s.append("found ").append(found);
    }
    if (!expected.isEmpty()) {
      s.append(found.isEmpty() ? "expected " : ", expected ").append(expected);
    }
    if (!hint.isEmpty()) {
      s.append(s.length() == 0 || s.charAt(s.length() - 1) == ' ' ? "" : "; ").append(hint);
    }
    return s.toString();
  }

  private static String cut(@Nullable String text) {
    String t = Objects.requireNonNullElse(text, "");
    return t.length() <= MAX_TEXT ? t : t.substring(0, MAX_TEXT - 1) + "…";
  }
}
