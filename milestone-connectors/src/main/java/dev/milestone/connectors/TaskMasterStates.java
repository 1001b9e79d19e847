package dev.milestone.connectors;

import dev.milestone.connectors.TaskMasterPlan.Entry;
import dev.milestone.spi.plan.ImportedStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the tasks of a {@code tasks.json} stand: what each says of itself, and for subtasks what
 * follows from their parents. Reading and writing back use the same rule, so that what was read can
 * be written without a change. Stateless.
 */
final class TaskMasterStates {

  private TaskMasterStates() {}

  /** The status of every entry. */
  static ImportedStatus[] of(TaskMasterPlan plan) {
    List<Entry> entries = plan.entries();
    ImportedStatus[] states = new ImportedStatus[entries.size()];
    for (int i = 0; i < states.length; i++) {
      Entry entry = entries.get(i);
      states[i] = follows(said(entry), entry.parent() < 0 ? null : states[entry.parent()]);
    }
    return states;
  }

  /** What an entry says of itself; a word that is not known counts as not begun. */
  static ImportedStatus said(Entry entry) {
    ImportedStatus status = entry.status();
    return status == null ? ImportedStatus.TODO : status;
  }

  /** A subtask that is not finished although its parent is will not be worked on any more. */
  static ImportedStatus follows(ImportedStatus said, @Nullable ImportedStatus parent) {
    return parent != null && StatusWords.isFinished(parent) && !StatusWords.isFinished(said)
        ? ImportedStatus.CANCELLED
        : said;
  }
}
