package dev.milestone.connectors;

import dev.milestone.spi.plan.ImportedStatus;
import java.util.Map;
import java.util.Optional;

/** What the mark in a check box means, and which words on its line say otherwise. Stateless. */
final class BoxMark {

  /** Ends a heading or a cell of a finished task. */
  static final String DONE_SIGN = "✅";

  private static final Map<String, ImportedStatus> MARKS =
      Map.ofEntries(
          Map.entry("", ImportedStatus.TODO),
          Map.entry(" ", ImportedStatus.TODO),
          Map.entry("\u00A0", ImportedStatus.TODO),
          Map.entry("\u3000", ImportedStatus.TODO),
          Map.entry("x", ImportedStatus.DONE),
          Map.entry("X", ImportedStatus.DONE),
          Map.entry("✅", ImportedStatus.DONE),
          Map.entry("✔", ImportedStatus.DONE),
          Map.entry("✓", ImportedStatus.DONE),
          Map.entry("☑", ImportedStatus.DONE),
          Map.entry("~", ImportedStatus.STARTED),
          Map.entry("/", ImportedStatus.STARTED),
          Map.entry("🚧", ImportedStatus.STARTED),
          Map.entry("🔄", ImportedStatus.STARTED),
          Map.entry("⏳", ImportedStatus.STARTED),
          Map.entry("-", ImportedStatus.CANCELLED),
          Map.entry("❌", ImportedStatus.CANCELLED),
          Map.entry("✗", ImportedStatus.CANCELLED),
          Map.entry(">", ImportedStatus.DEFERRED),
          Map.entry("⏸", ImportedStatus.DEFERRED),
          Map.entry("⏭", ImportedStatus.CANCELLED),
          Map.entry("!", ImportedStatus.BLOCKED),
          Map.entry("🚫", ImportedStatus.BLOCKED),
          Map.entry("⛔", ImportedStatus.BLOCKED));

  private BoxMark() {}

  /**
   * Meaning of a mark.
   *
   * @param kiro whether {@code -} is work under way, as Kiro writes it, and {@code ~} work queued
   */
  static Optional<ImportedStatus> meaning(String mark, boolean kiro) {
    String bare = mark.endsWith("\uFE0F") ? mark.substring(0, mark.length() - 1) : mark;
    if (kiro && bare.equals("-")) {
      return Optional.of(ImportedStatus.STARTED);
    }
    if (kiro && bare.equals("~")) {
      return Optional.of(ImportedStatus.TODO);
    }
    return Optional.ofNullable(MARKS.get(bare));
  }

  /**
   * What the words of a line make of a mark: text that is struck out from its beginning is given
   * up; {@code SKIPPED}, {@code (deferred)}, {@code [DEFERRED]}, {@code MOVED TO} in capitals, in
   * brackets or in bold, and what is behind a dash, put it off or give it up. Words in running text
   * mean nothing: a task can be about skipped tests.
   */
  static ImportedStatus withWords(ImportedStatus mark, String text) {
    if (text.startsWith("~~")) {
      return ImportedStatus.CANCELLED;
    }
    if (stands(text, "deferred") || stands(text, "postponed") || stands(text, "moved to")) {
      return ImportedStatus.DEFERRED;
    }
    if (stands(text, "skipped") || stands(text, "cancelled") || stands(text, "obsolete")) {
      return ImportedStatus.CANCELLED;
    }
    return mark;
  }

  private static boolean stands(String text, String word) {
    int last = text.length() - word.length();
    for (int at = 0; at <= last; at++) {
      char c = text.charAt(at);
      if (Character.toLowerCase(c) != word.charAt(0)
          || !text.regionMatches(true, at, word, 0, word.length())) {
        continue;
      }
      boolean wordStart = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
      int end = at + word.length();
      boolean wordEnd = end == text.length() || !Character.isLetterOrDigit(text.charAt(end));
      if (wordStart && wordEnd && marked(text, at)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a word is set apart by what stands right before it. */
  private static boolean marked(String text, int at) {
    int i = at - 1;
    while (i >= 0 && (text.charAt(i) == ' ' || text.charAt(i) == '_')) {
      i--;
    }
    if (i < 0) {
      return true;
    }
    char before = text.charAt(i);
    boolean dash = (before == '-' && i < at - 1 && i > 0 && text.charAt(i - 1) == ' ');
    return before == '['
        || before == '('
        || before == '（'
        || before == '*'
        || before == '~'
        || before == '—'
        || before == '–'
        || before == '→'
        || dash;
  }
}
