package dev.milestone.connectors;

import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.PlanExport;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.plan.PlanImport;
import java.util.List;
import org.apiguardian.api.API;

/** A Markdown file with a check list. Stateless and thread-safe. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MarkdownFormat implements PlanFormat {

  /** Least percent of the lines that are tasks, for a file to be taken as a check list. */
  private static final int LEAST_SHARE = 30;

  /** For {@link java.util.ServiceLoader}. */
  public MarkdownFormat() {}

  @Override
  public String name() {
    return "markdown";
  }

  @Override
  public String description() {
    return "Markdown: a check list, headings as milestones, nested lists as subtasks";
  }

  @Override
  public int recognise(List<PlanFile> files) {
    if (files.size() != 1) {
      return 0;
    }
    MarkdownEvidence evidence = MarkdownEvidence.of(files.get(0));
    if (evidence.empty()) {
      return evidence.baseName().endsWith(".md") ? 5 : 0;
    }
    return evidence.boxes() > 0 && evidence.share() >= LEAST_SHARE ? 55 : 0;
  }

  @Override
  public ImportedPlan read(PlanImport request) {
    int at = ChecklistFiles.tasksFile(request.files());
    ChecklistPlan plan = new MarkdownReader(MarkdownDocument.of(request.files().get(at))).read();
    return new PlanAssembly(plan).assemble(false);
  }

  @Override
  public List<PlanFile> write(PlanExport request) {
    int at = ChecklistFiles.tasksFile(request.files());
    return ChecklistFiles.written(
        request, at, new MarkdownReader(MarkdownDocument.of(request.files().get(at))).read());
  }
}
