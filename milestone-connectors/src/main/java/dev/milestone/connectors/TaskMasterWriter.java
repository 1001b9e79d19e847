package dev.milestone.connectors;

import dev.milestone.connectors.TaskMasterPlan.Entry;
import dev.milestone.spi.plan.ExportedTask;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.PlanFile;
import java.util.List;
import java.util.Map;

/**
 * Writes status and notes into a {@code tasks.json}; every other byte stays. Stateless.
 *
 * <p>A status is written where it differs in meaning, in the word that the file itself uses most
 * for that meaning, else in the tool's own. A note is added to {@code details} as a {@link
 * NoteBlock}.
 */
final class TaskMasterWriter {

  private TaskMasterWriter() {}

  static PlanFile write(PlanFile file, Map<String, ExportedTask> tasks) {
    TaskMasterPlan plan = TaskMasterPlan.read(file);
    StatusSpelling spelling = new StatusSpelling(TaskMasterWriter::usual);
    for (Entry entry : plan.entries()) {
      spelling.saw(entry.word());
    }
    JsonSplices splices = new JsonSplices(plan.text());
    List<Entry> entries = plan.entries();
    ImportedStatus[] states = new ImportedStatus[entries.size()];
    for (int i = 0; i < states.length; i++) {
      Entry entry = entries.get(i);
      ImportedStatus parent = entry.parent() < 0 ? null : states[entry.parent()];
      states[i] = TaskMasterStates.follows(TaskMasterStates.said(entry), parent);
      ExportedTask exported = tasks.get(plan.foreignId(i));
      if (exported == null) {
        continue;
      }
      if (exported.status() != states[i]) {
        splices.put(entry.value(), "status", spelling.of(exported.status()));
        states[i] = TaskMasterStates.follows(exported.status(), parent);
      }
      if (!exported.notes().isEmpty()) {
        JsonValue details = entry.value().get("details");
        String before = details == null || !details.isText() ? "" : details.text();
        String held = details != null && details.isArray() ? joined(details) : before;
        List<String> notes = NoteBlock.missing(held, exported.notes());
        if (!notes.isEmpty() && details != null && details.isArray()) {
          splices.append(details, NoteBlock.append("", exported.changed(), notes));
        } else if (!notes.isEmpty()) {
          splices.put(
              entry.value(), "details", NoteBlock.append(before, exported.changed(), notes));
        }
      }
    }
    return new PlanFile(file.name(), splices.result());
  }

  private static String joined(JsonValue list) {
    StringBuilder all = new StringBuilder();
    for (JsonValue item : list.items()) {
      all.append(item.isText() ? item.text() : "").append('\n');
    }
    return all.toString();
  }

  private static String usual(ImportedStatus status) {
    return switch (status) {
      case TODO -> "pending";
      case STARTED -> "in-progress";
      case DONE -> "done";
      case CANCELLED -> "cancelled";
      case DEFERRED -> "deferred";
      case BLOCKED -> "blocked";
    };
  }
}
