package dev.milestone.connectors;

import dev.milestone.connectors.BeadsPlan.Issue;
import dev.milestone.spi.plan.ExportedTask;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.PlanFile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes status and notes into an {@code issues.jsonl}; every other byte stays. Stateless.
 *
 * <p>A closed issue gets {@code closed_at} and {@code close_reason}, one that is opened again loses
 * them; what changes gets {@code updated_at}. Beads has no status for what was given up: such an
 * issue is closed with a reason that says so, unless the file has a word of its own. Notes go to
 * the field {@code notes} as a {@link NoteBlock}.
 */
final class BeadsWriter {

  private static final Set<String> OF_CLOSED = Set.of("closed_at", "close_reason");

  private BeadsWriter() {}

  static PlanFile write(PlanFile file, Map<String, ExportedTask> tasks) {
    BeadsPlan plan = BeadsPlan.read(file);
    StatusSpelling spelling = new StatusSpelling(BeadsWriter::usual);
    for (Issue issue : plan.issues()) {
      spelling.saw(issue.word());
    }
    JsonSplices splices = new JsonSplices(plan.text());
    for (Issue issue : plan.issues()) {
      ExportedTask exported = tasks.get(issue.id());
      if (exported == null) {
        continue;
      }
      boolean changes = exported.status() != BeadsReader.state(issue);
      if (changes) {
        status(splices, issue, exported, spelling.of(exported.status()));
      }
      String before = issue.text("notes");
      List<String> notes = NoteBlock.missing(before, exported.notes());
      if (!notes.isEmpty()) {
        splices.put(issue.value(), "notes", NoteBlock.append(before, exported.changed(), notes));
      }
      if ((changes || !notes.isEmpty()) && exported.changed().isPresent()) {
        splices.put(issue.value(), "updated_at", exported.changed().get().toString());
      }
    }
    return new PlanFile(file.name(), splices.result());
  }

  private static void status(JsonSplices splices, Issue issue, ExportedTask exported, String word) {
    if (!issue.word().equals(word)) {
      splices.put(issue.value(), "status", word);
    }
    if (StatusWords.isFinished(exported.status())) {
      String when =
          exported
              .changed()
              .map(Object::toString)
              .orElseGet(
                  () -> {
                    String updated = issue.text("updated_at");
                    return updated.isEmpty() ? issue.text("created_at") : updated;
                  });
      if (!when.isEmpty()) {
        splices.put(issue.value(), "closed_at", when);
      }
      splices.put(issue.value(), "close_reason", reason(exported));
    } else if (issue.status() != null && StatusWords.isFinished(issue.status())) {
      splices.remove(issue.value(), OF_CLOSED);
    }
  }

  private static String reason(ExportedTask exported) {
    if (exported.status() == ImportedStatus.CANCELLED) {
      return BeadsPlan.GIVEN_UP;
    }
    return exported.verified() ? "Completed and verified" : "Completed";
  }

  private static String usual(ImportedStatus status) {
    return switch (status) {
      case TODO -> "open";
      case STARTED -> "in_progress";
      case DONE, CANCELLED -> "closed";
      case DEFERRED -> "deferred";
      case BLOCKED -> "blocked";
    };
  }
}
