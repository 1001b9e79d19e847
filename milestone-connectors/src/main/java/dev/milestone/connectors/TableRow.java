package dev.milestone.connectors;

import dev.milestone.spi.plan.ImportedStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A row of a table whose first cell is an id and whose second is the task, with what we have
 * written into the second. Immutable.
 *
 * @param cells all cells, without blanks around them
 * @param end offset in the line where the content of the second cell ends
 * @param title the second cell without what we wrote
 * @param done whether it ends with {@link BoxMark#DONE_SIGN}
 * @param stated the status that we wrote
 * @param notes the notes that we wrote
 */
record TableRow(
    List<String> cells,
    int end,
    String title,
    boolean done,
    Optional<ImportedStatus> stated,
    List<String> notes) {

  /** Separates what we write from the cell and from each other. */
  static final String BREAK = "<br>";

  private static final int MAX_CELLS = 50;

  /** Copies the lists. */
  TableRow {
    cells = List.copyOf(cells);
    notes = List.copyOf(notes);
  }

  /** Reads a line. */
  static TableRow of(String line) {
    List<String> cells = new ArrayList<>();
    int end = line.length();
    int start = line.indexOf('|') + 1;
    for (int i = start; i <= line.length() && cells.size() < MAX_CELLS; i++) {
      boolean close = i == line.length();
      if (!close && line.charAt(i) == '\\') {
        i++;
        continue;
      }
      if (close || line.charAt(i) == '|') {
        String cell = line.substring(Math.min(start, i), Math.min(i, line.length())).strip();
        if (close && cell.isEmpty()) {
          break;
        }
        cells.add(cell);
        if (cells.size() == 2) {
          end = Math.min(i, line.length());
          while (end > start && line.charAt(end - 1) == ' ') {
            end--;
          }
        }
        start = i + 1;
      }
    }
    return cells.size() < 2
        ? new TableRow(cells, end, "", false, Optional.empty(), List.of())
        : withOurs(cells, end);
  }

  private static TableRow withOurs(List<String> cells, int end) {
    String title = cells.get(1);
    List<String> notes = new ArrayList<>();
    Optional<ImportedStatus> stated = Optional.empty();
    int at = ours(title, 0);
    int next = at;
    while (next >= 0) {
      int after = ours(title, next + 1);
      String part = title.substring(next + BREAK.length(), after < 0 ? title.length() : after);
      if (part.startsWith(ChecklistItem.NOTE)) {
        notes.add(part.substring(ChecklistItem.NOTE.length()).replace("\\|", "|").strip());
      } else {
        stated = ImportedStatus.parse(part.substring(ChecklistItem.STATUS.length()).strip());
      }
      next = after;
    }
    String own = at < 0 ? title : title.substring(0, at).stripTrailing();
    boolean done = own.endsWith(BoxMark.DONE_SIGN);
    String bare = done ? own.substring(0, own.length() - BoxMark.DONE_SIGN.length()).strip() : own;
    return new TableRow(cells, end, bare, done, stated, notes);
  }

  private static int ours(String cell, int from) {
    int note = cell.indexOf(BREAK + ChecklistItem.NOTE, from);
    int status = cell.indexOf(BREAK + ChecklistItem.STATUS, from);
    return note < 0 ? status : status < 0 ? note : Math.min(note, status);
  }
}
