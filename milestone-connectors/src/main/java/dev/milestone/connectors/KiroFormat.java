package dev.milestone.connectors;

import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.PlanExport;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.plan.PlanImport;
import java.util.List;
import org.apiguardian.api.API;

/** The {@code tasks.md} of a Kiro spec. Stateless and thread-safe. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class KiroFormat implements PlanFormat {

  /** For {@link java.util.ServiceLoader}. */
  public KiroFormat() {}

  @Override
  public String name() {
    return "kiro";
  }

  @Override
  public String description() {
    return "Kiro: tasks.md with nested, numbered check boxes";
  }

  @Override
  public int recognise(List<PlanFile> files) {
    int surest = 0;
    for (PlanFile file : files) {
      MarkdownEvidence evidence = MarkdownEvidence.of(file);
      if (evidence.isKiro()) {
        surest = Math.max(surest, evidence.kiroFolder() || evidence.requirements() > 0 ? 95 : 75);
      } else if (evidence.empty()
          && evidence.kiroFolder()
          && evidence.baseName().equals("tasks.md")) {
        surest = Math.max(surest, 12);
      }
    }
    return surest;
  }

  @Override
  public ImportedPlan read(PlanImport request) {
    int at = ChecklistFiles.tasksFile(request.files());
    ChecklistPlan plan = plan(request.files().get(at));
    for (int i = 0; i < request.files().size(); i++) {
      if (i != at) {
        plan.skipped.add(request.files().get(i).name(), "the whole file", "only tasks.md is read");
      }
    }
    return new PlanAssembly(plan).assemble(true);
  }

  @Override
  public List<PlanFile> write(PlanExport request) {
    int at = ChecklistFiles.tasksFile(request.files());
    return ChecklistFiles.written(request, at, plan(request.files().get(at)));
  }

  private static ChecklistPlan plan(PlanFile file) {
    return new KiroReader(MarkdownDocument.of(file), FeatureFolder.kiroPrefix(file.name())).read();
  }
}
