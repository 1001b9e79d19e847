package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.model.TaskId;
import dev.milestone.spi.plan.ExportedTask;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.ImportedTask;
import dev.milestone.spi.plan.PlanExport;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;

/** What must hold when a plan is written back and read again, for any change. */
final class RoundTrip {

  private static final List<String> NOTES =
      List.of(
          "merged as 1a2b3c",
          "two\nlines | with a pipe",
          "  depends on T001 → T002  ",
          "- [x] T001 no task",
          "메모 ✅ 完了");

  private RoundTrip() {}

  /** Writes random changes into a file and checks that they, and nothing else, are read again. */
  static void requireRoundTrip(PlanFormat format, PlanFile file, long seed) {
    List<PlanFile> files = List.of(file);
    ImportedPlan before = format.read(ChecklistArchiveTest.request(files));
    assertThat(text(format.write(new PlanExport(files, unchanged(before)))))
        .as("no change")
        .isEqualTo(text(files));

    Random random = new Random(seed);
    Map<String, ExportedTask> changes = new LinkedHashMap<>();
    for (ImportedTask origin : before.origins().values()) {
      if (random.nextInt(3) > 0) {
        changes.put(origin.foreignId(), change(random, origin.status()));
      }
    }
    List<PlanFile> written = format.write(new PlanExport(files, changes));
    ImportedPlan after = format.read(ChecklistArchiveTest.request(written));
    assertThat(ids(after)).as("seed " + seed).isEqualTo(ids(before));
    assertThat(after.milestones()).isEqualTo(before.milestones());
    for (Map.Entry<TaskId, ImportedTask> entry : before.origins().entrySet()) {
      ImportedTask origin = entry.getValue();
      ExportedTask change = changes.get(origin.foreignId());
      ImportedStatus expected = change == null ? origin.status() : change.status();
      assertThat(after.origins().get(entry.getKey()).status())
          .as("seed " + seed + ", " + origin.foreignId())
          .isEqualTo(expected);
    }
    for (int i = 0; i < before.tasks().size(); i++) {
      assertThat(after.tasks().get(i).title()).isEqualTo(before.tasks().get(i).title());
      assertThat(after.tasks().get(i).description()).isEqualTo(before.tasks().get(i).description());
      assertThat(after.tasks().get(i).criteria()).isEqualTo(before.tasks().get(i).criteria());
    }
    assertThat(after.report().dependencyEdges()).isEqualTo(before.report().dependencyEdges());
    assertThat(text(format.write(new PlanExport(written, changes))))
        .as("written twice, seed " + seed)
        .isEqualTo(text(written));
    assertThat(bare(text(written))).as("all else, seed " + seed).isEqualTo(bare(text(files)));
  }

  private static ExportedTask change(Random random, ImportedStatus now) {
    ImportedStatus status =
        random.nextInt(4) == 0
            ? now
            : ImportedStatus.values()[random.nextInt(ImportedStatus.values().length)];
    List<String> notes = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      notes.add(NOTES.get(random.nextInt(NOTES.size())));
    }
    return new ExportedTask(status, Optional.empty(), notes, false);
  }

  private static Map<String, ExportedTask> unchanged(ImportedPlan plan) {
    Map<String, ExportedTask> same = new LinkedHashMap<>();
    plan.origins()
        .values()
        .forEach(
            origin ->
                same.put(
                    origin.foreignId(),
                    new ExportedTask(origin.status(), Optional.empty(), List.of(), false)));
    return same;
  }

  private static List<TaskId> ids(ImportedPlan plan) {
    return List.copyOf(plan.origins().keySet());
  }

  private static String text(List<PlanFile> files) {
    return new String(files.get(0).content(), StandardCharsets.UTF_8);
  }

  /** A text without marks and without what we write. */
  private static String bare(String text) {
    String s =
        Pattern.compile("\\r?\\n[ \\t]*- \\*\\*Milestone (note|status)\\*\\*: .*")
            .matcher(text)
            .replaceAll("");
    s = Pattern.compile("<br>\\*\\*Milestone [^|]*((?<=\\\\)\\|[^|]*)*").matcher(s).replaceAll(" ");
    s = Pattern.compile("(?m)^(\\s*(?:[-*+]|\\d+\\.) \\[).?\\]").matcher(s).replaceAll("$1]");
    return s.replace(" ✅", "").replaceAll(" +\\|", " |");
  }
}
