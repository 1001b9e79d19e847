package dev.milestone.connectors;

import dev.milestone.model.Dependency;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.spi.plan.ExportedTask;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.PlanExport;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.plan.PlanImport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small check lists for tests. */
final class Checklists {

  private Checklists() {}

  static PlanFile file(String name, String text) {
    return new PlanFile(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A list with conflict markers, in another encoding, and an empty one. */
  static List<List<PlanFile>> broken(String name, String text) {
    byte[] cut = java.util.Arrays.copyOf(bytes(text), bytes(text).length + 1);
    cut[cut.length - 1] = (byte) 0xC3;
    String conflict = text + "<<<<<<< HEAD\n- [ ] T091 a\n=======\n>>>>>>> other\n";
    return List.of(
        List.of(file(name, conflict)),
        List.of(new PlanFile(name, cut)),
        List.of(file(name, "")),
        List.of(file(name, "\n\n")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static ImportedPlan read(PlanFormat format, PlanFile... files) {
    return format.read(new PlanImport(List.of(files), Duration.ofHours(2)));
  }

  static ImportedPlan read(PlanFormat format, String text) {
    return read(format, file("tasks.md", text));
  }

  static TaskDefinition task(ImportedPlan plan, String id) {
    return plan.tasks().stream()
        .filter(task -> task.id().value().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no task " + id + " in " + plan.origins().keySet()));
  }

  static List<String> waits(ImportedPlan plan, String id) {
    return task(plan, id).dependencies().stream().map(Dependency::target).toList();
  }

  static MilestoneDefinition milestone(ImportedPlan plan, String id) {
    return plan.milestones().stream()
        .filter(milestone -> milestone.id().value().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no milestone " + id + ": " + plan.milestones()));
  }

  static List<String> phases(ImportedPlan plan, String id) {
    return milestone(plan, id).dependsOn().stream().map(other -> other.value()).toList();
  }

  static ImportedStatus status(ImportedPlan plan, String id) {
    return plan.origins().get(task(plan, id).id()).status();
  }

  static String write(
      PlanFormat format, String text, String id, ImportedStatus status, String... notes) {
    ExportedTask task = new ExportedTask(status, Optional.empty(), List.of(notes), false);
    PlanExport export = new PlanExport(List.of(file("tasks.md", text)), Map.of(id, task));
    return new String(format.write(export).get(0).content(), StandardCharsets.UTF_8);
  }
}
