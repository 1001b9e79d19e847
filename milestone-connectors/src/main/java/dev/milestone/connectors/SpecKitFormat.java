package dev.milestone.connectors;

import dev.milestone.Problem;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.PlanExport;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.plan.PlanImport;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * The {@code tasks.md}, {@code spec.md} and {@code plan.md} of a spec-kit feature. Stateless and
 * thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SpecKitFormat implements PlanFormat {

  private static final String NAME = "speckit";

  /** Which file is which; -1 for none. */
  private record Roles(int tasks, int spec, int design, List<Integer> others) {}

  /** For {@link java.util.ServiceLoader}. */
  public SpecKitFormat() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "spec-kit: tasks.md, with spec.md and plan.md of the same feature";
  }

  @Override
  public int recognise(List<PlanFile> files) {
    int surest = 0;
    int known = 0;
    for (PlanFile file : files) {
      MarkdownEvidence evidence = MarkdownEvidence.of(file);
      int sure = sure(evidence);
      surest = Math.max(surest, sure);
      known += sure > 0 ? 1 : 0;
    }
    return known < files.size() ? surest / 2 : surest;
  }

  private static int sure(MarkdownEvidence evidence) {
    if (evidence.empty()) {
      return evidence.baseName().equals("tasks.md") && !evidence.kiroFolder() ? 10 : 0;
    }
    if (evidence.isSpecKitTasks()) {
      return evidence.ids() > 0 || evidence.marked() > 0 ? 90 : 70;
    }
    if (evidence.isKiro()) {
      return 0;
    }
    if (evidence.isSpec() && evidence.stories() > 0) {
      return 80;
    }
    boolean named = evidence.isSpec() || evidence.isDesign();
    return named && (evidence.template() || evidence.specsFolder()) ? 60 : 0;
  }

  @Override
  public ImportedPlan read(PlanImport request) {
    Roles roles = roles(request.files());
    ChecklistPlan plan;
    if (roles.tasks() >= 0) {
      plan = tasks(request.files().get(roles.tasks()));
      collectRequirements(plan);
      if (roles.spec() >= 0) {
        new SpecDocument(MarkdownDocument.of(request.files().get(roles.spec()))).enrich(plan);
      }
    } else {
      plan = stories(request.files(), roles);
    }
    if (roles.design() >= 0) {
      PlanDocument.enrich(MarkdownDocument.of(request.files().get(roles.design())), plan);
    }
    for (int other : roles.others()) {
      plan.skipped.add(
          request.files().get(other).name(),
          "the whole file",
          "only tasks, spec and plan are read");
    }
    return new PlanAssembly(plan).assemble(true);
  }

  @Override
  public List<PlanFile> write(PlanExport request) {
    Roles roles = roles(request.files());
    int at = roles.tasks() >= 0 ? roles.tasks() : roles.spec();
    ChecklistPlan plan =
        roles.tasks() >= 0 ? tasks(request.files().get(at)) : stories(request.files(), roles);
    return ChecklistFiles.written(request, at, plan);
  }

  private static ChecklistPlan tasks(PlanFile file) {
    MarkdownDocument document = MarkdownDocument.of(file);
    String prefix = FeatureFolder.specKitPrefix(file.name(), document.text());
    return new SpecKitReader(document, prefix).read();
  }

  private static ChecklistPlan stories(List<PlanFile> files, Roles roles) {
    PlanFile file = files.get(Math.max(0, roles.spec()));
    MarkdownDocument document = MarkdownDocument.of(file);
    SpecDocument spec = new SpecDocument(document);
    if (roles.spec() < 0 || !spec.hasStories()) {
      throw SpecKitReader.noTask(document);
    }
    return spec.stories(FeatureFolder.specKitPrefix(file.name(), document.text()));
  }

  private static void collectRequirements(ChecklistPlan plan) {
    for (ChecklistItem item : plan.tasks) {
      Requirements.in(item.text, item.requirements);
      for (MarkdownLine line : item.body) {
        if (!line.is(MarkdownLine.Kind.FENCED)) {
          Requirements.in(plan.document.content(line), item.requirements);
        }
      }
    }
  }

  private static Roles roles(List<PlanFile> files) {
    if (files.isEmpty()) {
      throw ChecklistFiles.noFile();
    }
    int tasks = -1;
    int spec = -1;
    int design = -1;
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      MarkdownEvidence evidence = MarkdownEvidence.of(files.get(i));
      boolean named = evidence.baseName().equals("tasks.md");
      if (evidence.baseName().equals("spec.md") || (!named && evidence.isSpec())) {
        spec = one(files, spec, i);
      } else if (evidence.baseName().equals("plan.md") || (!named && evidence.isDesign())) {
        design = one(files, design, i);
      } else if (named || evidence.isSpecKitTasks() || evidence.boxes() > 0 || files.size() == 1) {
        tasks = one(files, tasks, i);
      } else {
        others.add(i);
      }
    }
    if (tasks < 0 && spec < 0 && design < 0) {
      tasks = 0;
      others.remove(Integer.valueOf(0));
    }
    return new Roles(tasks, spec, design, others);
  }

  private static int one(List<PlanFile> files, int known, int next) {
    if (known >= 0) {
      throw SourceText.refused(
          new Problem(
              files.get(next).name(),
              0,
              0,
              "",
              "a second file of the kind of " + files.get(known).name(),
              "the files of one feature",
              "take features in one after the other"));
    }
    return next;
  }
}
