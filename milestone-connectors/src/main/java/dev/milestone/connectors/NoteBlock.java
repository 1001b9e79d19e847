package dev.milestone.connectors;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Notes that we write into a text field of another tool: each between two marks, in the manner of
 * task-master's own blocks, so that people and tools see where they come from, a later reading
 * leaves them out again and a later writing does not add them again. Stateless.
 */
final class NoteBlock {

  private static final String BEGIN = "<info added by milestone";
  private static final String END = "</info added by milestone>";

  private NoteBlock() {}

  /** The text with notes behind it. */
  static String append(String text, Optional<Instant> when, List<String> notes) {
    StringBuilder all = new StringBuilder(text);
    for (String note : notes) {
      if (all.length() > 0) {
        all.append("\n\n");
      }
      all.append(BEGIN);
      when.ifPresent(moment -> all.append(" on ").append(moment));
      all.append(">\n").append(body(note)).append('\n').append(END);
    }
    return all.toString();
  }

  /** The notes that stand in none of our blocks in a text, each once and in order. */
  static List<String> missing(String text, List<String> notes) {
    Set<String> known = bodies(text);
    List<String> missing = new ArrayList<>();
    for (String note : notes) {
      if (known.add(body(note))) {
        missing.add(note);
      }
    }
    return missing;
  }

  /** A note as it stands in its block, which it must not end. */
  private static String body(String note) {
    return Prose.clean(note).strip().replace("</info", "‹/info");
  }

  private static Set<String> bodies(String text) {
    Set<String> bodies = new HashSet<>();
    int begin = text.indexOf(BEGIN);
    while (begin >= 0) {
      int end = text.indexOf(END, begin);
      if (end < 0) {
        break;
      }
      int from = text.indexOf('>', begin);
      if (from < end) {
        bodies.add(Prose.clean(text.substring(from + 1, end)).strip());
      }
      begin = text.indexOf(BEGIN, end + END.length());
    }
    return bodies;
  }

  /** The text without the notes that we wrote. */
  static String strip(String text) {
    int begin = text.indexOf(BEGIN);
    if (begin < 0) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length());
    int from = 0;
    while (begin >= 0) {
      int end = text.indexOf(END, begin);
      if (end < 0) {
        break;
      }
      int until = begin;
      while (until > from && text.charAt(until - 1) == '\n' && begin - until < 2) {
        until--;
      }
      kept.append(text, from, until);
      from = end + END.length();
      begin = text.indexOf(BEGIN, from);
    }
    return kept.append(text, from, text.length()).toString();
  }
}
