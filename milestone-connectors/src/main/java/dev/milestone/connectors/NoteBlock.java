package dev.milestone.connectors;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Notes that we write into a text field of another tool: each between two marks, in the manner of
 * task-master's own blocks, so that people and tools see where they come from and a later reading
 * leaves them out again. Stateless.
 */
final class NoteBlock {

  private static final String BEGIN = "<info added by milestone";
  private static final String END = "</info added by milestone>";

  private NoteBlock() {}

  /** The notes that no block of the text holds yet, in their order. */
  static List<String> missing(String text, List<String> notes) {
    if (!text.contains(BEGIN)) {
      return notes;
    }
    return notes.stream().filter(note -> !text.contains(body(note))).toList();
  }

  /** What stands behind the date of a block: a note that is a part of another is told from it. */
  private static String body(String note) {
    // A note must not end its own block.
    return ">\n" + Prose.clean(note).strip().replace("</info", "‹/info") + '\n' + END;
  }

  /** The text with notes behind it. */
  static String append(String text, Optional<Instant> when, List<String> notes) {
    StringBuilder all = new StringBuilder(text);
    for (String note : notes) {
      if (all.length() > 0) {
        all.append("\n\n");
      }
      all.append(BEGIN);
      when.ifPresent(moment -> all.append(" on ").append(moment));
      all.append(body(note));
    }
    return all.toString();
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
