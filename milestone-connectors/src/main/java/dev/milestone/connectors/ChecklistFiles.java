package dev.milestone.connectors;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.spi.plan.PlanExport;
import dev.milestone.spi.plan.PlanFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Files of a check list, in and out. Stateless. */
final class ChecklistFiles {

  private ChecklistFiles() {}

  /** The files of an export with one of them written; the same ones when nothing changes. */
  static List<PlanFile> written(PlanExport request, int at, ChecklistPlan plan) {
    List<PlanFile> files = new ArrayList<>(request.files());
    PlanFile file = files.get(at);
    String text = new ChecklistExport(plan).write(request.tasks());
    files.set(at, new PlanFile(file.name(), text.getBytes(StandardCharsets.UTF_8)));
    return files;
  }

  /** Position of the only file, or of the one of this name among several. */
  static int tasksFile(List<PlanFile> files) {
    if (files.isEmpty()) {
      throw noFile();
    }
    int found = files.size() == 1 ? 0 : -1;
    for (int i = 0; i < files.size() && files.size() > 1; i++) {
      if (MarkdownEvidence.of(files.get(i)).baseName().equals("tasks.md")) {
        if (found >= 0) {
          found = -1;
          break;
        }
        found = i;
      }
    }
    if (found < 0) {
      throw SourceText.refused(
          new Problem(
              files.get(1).name(),
              0,
              0,
              "",
              files.size() + " files",
              "one list of tasks",
              "take them in one after the other"));
    }
    return found;
  }

  /** Nothing was given. */
  static MilestoneException noFile() {
    return SourceText.refused(Problem.of("files", "no file", "a list of tasks", "name a file"));
  }
}
