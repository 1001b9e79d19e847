package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.ImportReport.Skipped;
import dev.milestone.model.Dependency;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.spi.plan.ExportedTask;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.PlanExport;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanImport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BeadsFormatTest {

  private static final Instant WHEN = Instant.parse("2026-02-03T04:05:06Z");

  private final BeadsFormat format = new BeadsFormat();

  @Test
  void epics_with_children_are_milestones_and_the_rest_is_the_backlog() {
    ImportedPlan plan = read();
    assertThat(plan.milestones().stream().map(m -> m.id().value()))
        .containsExactly("epic-bd-1", "backlog");
    assertThat(task(plan, "bd-1").milestone().value()).isEqualTo("epic-bd-1");
    assertThat(task(plan, "bd-1.1").milestone().value()).isEqualTo("epic-bd-1");
    assertThat(task(plan, "bd-7").milestone().value()).isEqualTo("backlog");
  }

  @Test
  void figures_count_what_stands_there() {
    ImportedPlan plan = read();
    assertThat(plan.report().tasks()).isEqualTo(7);
    assertThat(plan.report().dependencyEdges()).isEqualTo(9);
    assertThat(plan.report().dangling()).isEqualTo(1);
    assertThat(plan.report().cycle()).containsExactlyInAnyOrder("bd-4", "bd-5");
    assertThat(plan.report().ready()).containsExactly("bd-1.1");
    assertThat(plan.report().leadTimeP50()).hasValue(24);
  }

  @Test
  void an_epic_waits_for_its_children_and_these_for_what_it_waits_for() {
    ImportedPlan plan = read();
    assertThat(waits(plan, "bd-1")).containsExactly("bd-7", "bd-1.1", "bd-2");
    assertThat(waits(plan, "bd-1.1")).containsExactly("bd-7");
    assertThat(waits(plan, "bd-4")).isEmpty();
    assertThat(plan.origins().get(TaskId.of("bd-4")).heldBecause())
        .isEqualTo("it waits for itself: bd-4 → bd-5 → bd-4");
  }

  @Test
  void what_is_not_mapped_is_listed() {
    String file = ".beads/issues.jsonl";
    assertThat(read().report().skipped())
        .contains(
            new Skipped(file + ":4", "issue 'bd-3'", "it was deleted"),
            new Skipped(file + ":6", "a line of type 'memory'", "it is no issue"),
            new Skipped(
                file + ":9", "issue 'bd-6'", "line 11 has it again, and the last one counts"),
            new Skipped("bd-4", "blocks → bd-3", "that issue was deleted"),
            new Skipped("bd-4", "blocks → external:other:1", "it is in another tracker"),
            new Skipped("bd-5", "priority 9", "not known; taken as 2"))
        .anyMatch(s -> s.what().equals("field 'dependencies of type related', 1 time"))
        .anyMatch(s -> s.what().equals("field 'x', 1 time"));
  }

  @Test
  void fields_are_mapped_by_the_table() {
    ImportedPlan plan = read();
    TaskDefinition child = task(plan, "bd-1.1");
    assertThat(child.kind()).isEqualTo("task");
    assertThat(child.priority()).isZero();
    assertThat(child.description()).isEqualTo("## Notes\n\nn");
    assertThat(child.estimate().orElseThrow().likely()).isEqualTo(Duration.ofMinutes(90));
    assertThat(child.extensions()).containsEntry("x-labels", List.of("x", "y"));
    assertThat(task(plan, "bd-4").criteria()).containsExactly("a", "b");
    assertThat(task(plan, "bd-7").description()).isEqualTo("## Comments\n\nperson-1: Look here");
    assertThat(plan.origins().get(TaskId.of("bd-6")).status()).isEqualTo(ImportedStatus.DEFERRED);
    assertThat(plan.origins().get(TaskId.of("bd-2")).closed())
        .contains(Instant.parse("2026-01-02T00:00:00Z"));
    assertThat(plan.origins().get(TaskId.of("bd-6")).line()).isEqualTo(11);
  }

  @Test
  void closing_writes_date_and_reason_and_opening_removes_them() {
    PlanFile file = Samples.spacedBeads();
    List<PlanFile> written =
        format.write(
            new PlanExport(
                List.of(file),
                Map.of(
                    "x-1", exported(ImportedStatus.DONE), "x-2", exported(ImportedStatus.TODO))));
    assertThat(text(written.get(0)))
        .isEqualTo(
            """
            {"id": "x-1", "title": "One", "status": "closed", "priority": 2, "issue_type": "task", "created_at": "2026-01-01T00:00:00Z", "dependency_count": 0, "closed_at": "2026-02-03T04:05:06Z", "close_reason": "Completed and verified", "updated_at": "2026-02-03T04:05:06Z"}
            {"id": "x-2", "title": "Two", "status": "open", "priority": 2, "issue_type": "task", "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-02-03T04:05:06Z"}\
            """);
  }

  @Test
  void what_was_given_up_is_closed_with_a_reason_that_says_so() {
    List<PlanFile> files = List.of(Samples.spacedBeads());
    Map<String, ExportedTask> tasks = Map.of("x-2", exported(ImportedStatus.CANCELLED));
    List<PlanFile> written = format.write(new PlanExport(files, tasks));
    assertThat(text(written.get(0)))
        .contains("\"close_reason\": \"Cancelled (milestone)\"")
        .contains("\"status\": \"closed\"")
        .contains("\"closed_at\": \"2026-02-03T04:05:06Z\"");
  }

  private static ExportedTask exported(ImportedStatus status) {
    return new ExportedTask(status, Optional.of(WHEN), List.of(), true);
  }

  private ImportedPlan read() {
    ImportedPlan plan = format.read(new PlanImport(List.of(Samples.beads()), Duration.ofHours(1)));
    Plans.check(plan);
    return plan;
  }

  private static String text(PlanFile file) {
    return new String(file.content(), StandardCharsets.UTF_8);
  }

  private static TaskDefinition task(ImportedPlan plan, String id) {
    return plan.tasks().stream().filter(t -> t.id().value().equals(id)).findFirst().orElseThrow();
  }

  private static List<String> waits(ImportedPlan plan, String id) {
    return task(plan, id).dependencies().stream().map(Dependency::target).toList();
  }
}
