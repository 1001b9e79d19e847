package dev.milestone.connectors;

import dev.milestone.connectors.ChecklistItem.Anchor;
import dev.milestone.spi.plan.ExportedTask;
import dev.milestone.spi.plan.ImportedStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes statuses and notes into the text that a plan was read from and leaves every other
 * character alone. Confined to one thread.
 */
final class ChecklistExport {

  /** Longest note. */
  static final int MAX_NOTE = 2_000;

  private record Edit(int from, int to, String text) {}

  /** How many lines below a status line are looked at; beyond them it stays. */
  private static final int MAX_BELOW = 100;

  /** What an item of a list begins with. */
  private static final String BULLETS = "-*+";

  private final ChecklistPlan plan;
  private final MarkdownDocument document;
  private final List<Edit> edits = new ArrayList<>();
  private final String doneMark;

  ChecklistExport(ChecklistPlan plan) {
    this.plan = plan;
    this.document = plan.document;
    int small = 0;
    int capital = 0;
    for (ChecklistItem item : plan.tasks) {
      small += item.mark.equals("x") ? 1 : 0;
      capital += item.mark.equals("X") ? 1 : 0;
    }
    this.doneMark = capital > small ? "X" : "x";
  }

  /** The text with what has become of the tasks, a byte order mark included. */
  String write(Map<String, ExportedTask> tasks) {
    for (ChecklistItem item : plan.tasks) {
      ExportedTask exported = tasks.get(item.foreignId);
      if (exported == null) {
        continue;
      }
      if (item.anchor == Anchor.ROW) {
        row(item, exported);
      } else {
        boolean changed = exported.status() != item.status(plan.kiro);
        String added = changed ? status(item, exported.status()) : "";
        added += notes(item, exported.notes());
        if (!added.isEmpty()) {
          int at = insertion(item);
          edits.add(new Edit(at, at, added));
        }
      }
    }
    return apply();
  }

  /** Edits mark and status line; returns the status line to add, if any. */
  private String status(ChecklistItem item, ImportedStatus target) {
    String mark = mark(item, target);
    if (item.anchor == Anchor.BOX) {
      if (!mark.equals(item.mark)) {
        edits.add(new Edit(item.line.mark(), item.line.markEnd(), mark));
      }
    } else {
      heading(item, target == ImportedStatus.DONE);
    }
    boolean state = ChecklistItem.unstated(plan.kiro, mark, item.text) != target;
    Optional<MarkdownLine> line = item.statusLine;
    if (line.isPresent()) {
      for (MarkdownLine copy : item.moreStatusLines) {
        if (!carries(copy)) {
          edits.add(new Edit(previousEnd(copy), copy.end(), ""));
        }
      }
      if (state || carries(line.get())) {
        int from = document.text().indexOf(ChecklistItem.STATUS, line.get().start());
        edits.add(new Edit(from + ChecklistItem.STATUS.length(), line.get().end(), target.text()));
      } else {
        edits.add(new Edit(previousEnd(line.get()), line.get().end(), ""));
      }
      return "";
    }
    return state ? line(item, ChecklistItem.STATUS + target.text()) : "";
  }

  /**
   * Whether something may belong to a status line of ours: without the line it would belong to
   * another task.
   */
  private boolean carries(MarkdownLine line) {
    String text = document.text();
    int own = indent(line.start());
    int at = line.end();
    for (int lines = 0; lines < MAX_BELOW; lines++) {
      int next = text.indexOf('\n', at);
      if (next < 0) {
        return false;
      }
      int indent = indent(next + 1);
      at = next + 1 + indent;
      if (at >= text.length()) {
        return false;
      }
      char c = text.charAt(at);
      if (c == '#') {
        return false;
      }
      if (BULLETS.indexOf(c) >= 0 && at + 1 < text.length() && text.charAt(at + 1) == ' ') {
        return indent > own;
      }
      if (c != '\n' && c != '\r') {
        return true;
      }
    }
    return true;
  }

  private int indent(int from) {
    String text = document.text();
    int at = from;
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at - from;
  }

  private String mark(ChecklistItem item, ImportedStatus target) {
    Optional<ImportedStatus> now = BoxMark.meaning(item.mark, plan.kiro);
    if (now.equals(Optional.of(target))) {
      return item.mark;
    }
    if (target == ImportedStatus.DONE) {
      return doneMark;
    }
    return plan.kiro && target == ImportedStatus.STARTED ? "-" : " ";
  }

  private void heading(ChecklistItem item, boolean done) {
    if (done == item.ticked()) {
      return;
    }
    int end = item.line.end();
    while (end > item.line.start() && Character.isWhitespace(document.text().charAt(end - 1))) {
      end--;
    }
    if (done) {
      edits.add(new Edit(end, end, " " + BoxMark.DONE_SIGN));
      return;
    }
    int from = document.text().lastIndexOf(BoxMark.DONE_SIGN, end);
    int to = from + BoxMark.DONE_SIGN.length();
    if (from > item.line.start() && document.text().charAt(from - 1) == ' ') {
      from--;
    }
    edits.add(new Edit(from, to, ""));
  }

  private String notes(ChecklistItem item, List<String> notes) {
    StringBuilder added = new StringBuilder();
    List<String> known = new ArrayList<>(item.noteTexts);
    for (String note : notes) {
      String text = oneLine(note);
      if (!text.isEmpty() && !known.contains(text)) {
        known.add(text);
        added.append(line(item, ChecklistItem.NOTE + text));
      }
    }
    return added.toString();
  }

  private String line(ChecklistItem item, String content) {
    if (item.anchor == Anchor.HEADING) {
      return document.lineBreak() + "- " + content;
    }
    int from = item.line.start();
    int to = from;
    while (Character.isWhitespace(document.text().charAt(to))) {
      to++;
    }
    boolean ordered = IdToken.isDigit(document.text().charAt(to));
    String inner = document.text().substring(from, to) + (ordered ? "   " : "  ");
    return document.lineBreak() + inner + "- " + content;
  }

  /** After the lines that belong to a task, before its subtasks; never into an open fence. */
  private int insertion(ChecklistItem item) {
    return document.problems().isEmpty() ? item.bodyEnd : item.line.end();
  }

  private int previousEnd(MarkdownLine line) {
    int at = line.start() - 1;
    return at > 0 && document.text().charAt(at - 1) == '\r' ? at - 1 : at;
  }

  private void row(ChecklistItem item, ExportedTask exported) {
    TableRow row = TableRow.of(document.raw(item.line));
    boolean changed = exported.status() != item.status(plan.kiro);
    List<String> notes = new ArrayList<>(row.notes());
    for (String note : exported.notes()) {
      String text = oneLine(note);
      if (!text.isEmpty() && !notes.contains(text)) {
        notes.add(text);
        changed = true;
      }
    }
    if (!changed) {
      return;
    }
    boolean done = exported.status() == ImportedStatus.DONE;
    StringBuilder s = new StringBuilder(done ? " " + BoxMark.DONE_SIGN : "");
    if (ChecklistItem.unstated(plan.kiro, done ? "x" : " ", item.text) != exported.status()) {
      s.append(TableRow.BREAK).append(ChecklistItem.STATUS).append(exported.status().text());
    }
    for (String note : notes) {
      s.append(TableRow.BREAK).append(ChecklistItem.NOTE).append(note.replace("|", "\\|"));
    }
    int end = item.line.start() + row.end();
    int from = end - row.cells().get(1).length() + row.title().length();
    edits.add(new Edit(from, end, s.toString()));
  }

  /** A note as one line, so that it is found again. */
  static String oneLine(String text) {
    String note = Prose.clean(text);
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < note.length() && s.length() < MAX_NOTE; i++) {
      char c = note.charAt(i);
      boolean blank = Character.isWhitespace(c) || Character.isISOControl(c) || c == '\uFEFF';
      if (!blank) {
        s.append(c);
      } else if (s.length() > 0 && s.charAt(s.length() - 1) != ' ') {
        s.append(' ');
      }
    }
    if (s.length() > 0 && Character.isHighSurrogate(s.charAt(s.length() - 1))) {
      s.setLength(s.length() - 1);
    }
    return s.toString().strip();
  }

  private String apply() {
    // A removed status line ends where notes are added: the removal comes first.
    edits.sort(Comparator.comparingInt(Edit::from).thenComparingInt(Edit::to));
    StringBuilder s = new StringBuilder(document.text().length() + 64 * edits.size());
    s.append(document.mark());
    int at = 0;
    for (Edit edit : edits) {
      s.append(document.text(), at, Math.max(at, edit.from())).append(edit.text());
      at = Math.max(at, edit.to());
    }
    return s.append(document.text(), at, document.text().length()).toString();
  }
}
