package dev.milestone.connectors;

import dev.milestone.spi.plan.ImportedStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be ticked, with the lines that belong to it: a list item with a check box, a
 * heading or a row of a table. Filled while a document is read; confined to one thread.
 */
final class ChecklistItem {

  /** Begins a line in which we have written a note. */
  static final String NOTE = "**Milestone note**: ";

  /** Begins a line in which we have written a status that the mark cannot say. */
  static final String STATUS = "**Milestone status**: ";

  /** Longest description. */
  static final int MAX_BODY = 16 * 1024;

  /** What carries the status. */
  enum Anchor {
    /** A check box. */
    BOX,
    /** A heading, finished when it ends with {@link BoxMark#DONE_SIGN}. */
    HEADING,
    /** A row of a table, likewise with its second cell. */
    ROW
  }

  final Anchor anchor;
  final MarkdownLine line;
  final String mark;
  final String text;
  final int section;
  final @Nullable ChecklistItem parent;
  final int depth;
  final List<MarkdownLine> body = new ArrayList<>();
  final List<MarkdownLine> notes = new ArrayList<>();
  final List<String> noteTexts = new ArrayList<>();
  final List<String> criteria = new ArrayList<>();
  final List<String> requirements = new ArrayList<>();
  Optional<MarkdownLine> statusLine = Optional.empty();

  /** Status lines that somebody copied; they mean nothing and go with the first. */
  final List<MarkdownLine> moreStatusLines = new ArrayList<>();

  Optional<ImportedStatus> statedStatus = Optional.empty();
  TaskLabel label;
  boolean hasChildren;
  int bodyEnd;

  /** Position among the tasks of its plan, -1 while it is none. */
  int index = -1;

  /** Position of its phase. */
  int phase = -1;

  String foreignId = "";

  ChecklistItem(
      Anchor anchor,
      MarkdownLine line,
      String mark,
      String text,
      TaskLabel label,
      int section,
      @Nullable ChecklistItem parent) {
    this.anchor = anchor;
    this.line = line;
    this.mark = mark;
    this.text = text;
    this.label = label;
    this.section = section;
    this.parent = parent;
    this.depth = parent == null ? 0 : parent.depth + 1;
    this.bodyEnd = line.end();
  }

  /** Adds a line that belongs to it. */
  void add(MarkdownDocument document, MarkdownLine next) {
    boolean text = !next.is(MarkdownLine.Kind.BLANK) && !next.is(MarkdownLine.Kind.RULE);
    if (!hasChildren && text) {
      bodyEnd = next.end();
    }
    if (next.is(MarkdownLine.Kind.BULLET)) {
      String content = document.content(next);
      if (content.startsWith(NOTE)) {
        addNote(next, content.substring(NOTE.length()));
        return;
      }
      if (content.startsWith(STATUS) && statusLine.isPresent()) {
        moreStatusLines.add(next);
        return;
      }
      if (content.startsWith(STATUS)) {
        statusLine = Optional.of(next);
        statedStatus = ImportedStatus.parse(content.substring(STATUS.length()).strip());
        return;
      }
    }
    body.add(next);
  }

  /** Adds a note of ours. */
  void addNote(MarkdownLine at, String note) {
    notes.add(at);
    noteTexts.add(note.strip());
  }

  /**
   * How it stands: as its mark and the words of its line say, unless we have stated what they
   * cannot say and nobody has moved the mark since.
   */
  ImportedStatus status(boolean kiro) {
    return stated(unstated(kiro, mark, text));
  }

  /** How it stands by its mark and words alone. */
  static ImportedStatus unstated(boolean kiro, String mark, String text) {
    ImportedStatus meaning = BoxMark.meaning(mark, kiro).orElse(ImportedStatus.TODO);
    return BoxMark.withWords(meaning, text);
  }

  private ImportedStatus stated(ImportedStatus unstated) {
    if (statedStatus.isEmpty()) {
      return unstated;
    }
    boolean ticked = BoxMark.meaning(mark, false).equals(Optional.of(ImportedStatus.DONE));
    boolean saysDone = statedStatus.get() == ImportedStatus.DONE;
    return ticked == saysDone ? statedStatus.get() : unstated;
  }

  /** Whether it is ticked. */
  boolean ticked() {
    return BoxMark.meaning(mark, false).equals(Optional.of(ImportedStatus.DONE));
  }

  /** Its lines as a description, cut at {@link #MAX_BODY} characters. */
  String description(MarkdownDocument document) {
    StringBuilder s = new StringBuilder();
    if (label.title().length() > Limits.MAX_TITLE) {
      s.append(label.title(), 0, Math.min(MAX_BODY, label.title().length())).append('\n');
    }
    boolean blank = false;
    for (MarkdownLine next : body) {
      if (next.is(MarkdownLine.Kind.BLANK)) {
        blank = s.length() > 0;
        continue;
      }
      if (s.length() + next.end() - next.start() > MAX_BODY) {
        s.append("…\n");
        break;
      }
      if (blank) {
        s.append('\n');
        blank = false;
      }
      int from = next.start();
      int cut = line.indent() + 2;
      while (from < next.end() && cut > 0 && document.text().charAt(from) == ' ') {
        from++;
        cut--;
      }
      s.append(document.text(), from, next.end()).append('\n');
    }
    return s.toString().strip();
  }

  /** Whether its description was cut. */
  boolean cut() {
    int length = 0;
    for (MarkdownLine next : body) {
      length += next.end() - next.start();
    }
    return length > MAX_BODY;
  }
}
