package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.ImportReport.Skipped;
import dev.milestone.model.Dependency;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.spi.plan.ExportedTask;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.ImportedTask;
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

class TaskMasterFormatTest {

  private final TaskMasterFormat format = new TaskMasterFormat();

  @Test
  void tags_are_milestones_and_ids_of_other_tags_bear_the_tag() {
    ImportedPlan plan = read(Samples.tagged());
    assertThat(plan.milestones().stream().map(m -> m.id().value()))
        .containsExactly("master", "later");
    assertThat(plan.milestones().get(0).title()).isEqualTo("Tasks for master context");
    assertThat(plan.tasks().stream().map(t -> t.id().value()).toList())
        .startsWith("1", "2", "2.1", "2.2", "3", "4")
        .endsWith("later.1")
        .hasSize(9);
    assertThat(origin(plan, "later.1").foreignId()).isEqualTo("later/1");
    assertThat(plan.tasks().get(6).id().value()).startsWith("4-");
    assertThat(plan.origins().get(plan.tasks().get(6).id()).foreignId()).isEqualTo("4#2");
    assertThat(plan.tasks().get(7).id().value()).startsWith("5-");
    assertThat(plan.origins().get(plan.tasks().get(7).id()).foreignId()).isEqualTo("?5");
  }

  @Test
  void figures_count_what_stands_there() {
    ImportedPlan plan = read(Samples.tagged());
    assertThat(plan.report().tasks()).isEqualTo(7);
    assertThat(plan.report().subtasks()).isEqualTo(2);
    assertThat(plan.report().dependencyEdges()).isEqualTo(5);
    assertThat(plan.report().dangling()).isEqualTo(1);
    assertThat(plan.report().cycle()).containsExactlyInAnyOrder("3", "4");
    assertThat(plan.report().ready()).containsExactly("1", "later/1");
    assertThat(plan.report().longestOpenChain()).isEmpty();
  }

  @Test
  void a_cycle_is_told_with_its_path_and_holds_its_tasks_only() {
    ImportedPlan plan = read(Samples.tagged());
    assertThat(origin(plan, "3").heldBecause()).isEqualTo("it waits for itself: 3 → 4 → 3");
    assertThat(origin(plan, "4").heldBecause()).isNotEmpty();
    assertThat(origin(plan, "1").heldBecause()).isEmpty();
    assertThat(waits(plan, "3")).isEmpty();
    assertThat(plan.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.found()).isEqualTo("a cycle: 3 → 4 → 3");
              assertThat(problem.line()).isEqualTo(30);
            })
        .anySatisfy(
            problem -> {
              assertThat(problem.found()).startsWith("'99'");
              assertThat(problem.line()).isEqualTo(23);
              assertThat(problem.column()).isEqualTo(34);
            });
  }

  @Test
  void what_is_open_below_something_done_is_given_up_and_listed() {
    ImportedPlan plan = read(Samples.tagged());
    assertThat(origin(plan, "2").status()).isEqualTo(ImportedStatus.DONE);
    assertThat(origin(plan, "2.1").status()).isEqualTo(ImportedStatus.DONE);
    assertThat(origin(plan, "2.2").status()).isEqualTo(ImportedStatus.CANCELLED);
    assertThat(plan.report().skipped())
        .contains(new Skipped("2.2", "status 'pending'", "parent 2 is done; cancelled"))
        .contains(new Skipped("?5", "status 'soon'", "not known; the task is held"))
        .contains(new Skipped("?5", "priority 'weird'", "not known; taken as 2"))
        .anyMatch(s -> s.what().equals("field 'unknown', 1 time"))
        .anyMatch(s -> s.what().equals("id '4' a second time"));
  }

  @Test
  void a_parent_waits_for_its_parts_and_these_for_what_it_waits_for() {
    ImportedPlan plan = read(Samples.tagged());
    assertThat(waits(plan, "2")).containsExactly("1", "2.1");
    assertThat(waits(plan, "2.1")).containsExactly("1");
    assertThat(waits(plan, "2.2")).containsExactly("2.1", "1");
  }

  @Test
  void what_a_part_says_itself_goes_before_what_follows_from_its_group() {
    ImportedPlan plan =
        read(
            Samples.file(
                "tasks.json",
                "{'tasks':[{'id':1,'title':'a','status':'pending','dependencies':[],'subtasks':["
                    + "{'id':1,'title':'b','status':'pending','dependencies':['1']},"
                    + "{'id':2,'title':'c','status':'pending','dependencies':[]}]}]}"));
    // Reference 1 of subtask 1.1 is its sibling 1, which is itself.
    assertThat(plan.report().cycle()).containsExactly("1.1");
    plan =
        read(
            Samples.file(
                "tasks.json",
                "{'tasks':[{'id':7,'title':'a','status':'pending','dependencies':[],'subtasks':["
                    + "{'id':1,'title':'b','status':'pending','dependencies':[7]},"
                    + "{'id':2,'title':'c','status':'pending','dependencies':[]}]}]}"));
    assertThat(waits(plan, "7.1")).containsExactly("7");
    assertThat(waits(plan, "7")).containsExactly("7.2");
    assertThat(plan.report().skipped()).anyMatch(s -> s.what().startsWith("waiting for 7.1"));
  }

  @Test
  void fields_are_mapped_by_the_table() {
    TaskDefinition one = read(Samples.tagged()).tasks().get(0);
    assertThat(one.description())
        .isEqualTo("Make the folders.\n\n## Details\n\nSee § 2.\nThen go on.");
    assertThat(one.criteria()).containsExactly("it builds", "it runs");
    assertThat(one.priority()).isEqualTo(1);
    assertThat(one.estimate().orElseThrow().likely()).isEqualTo(Duration.ofMinutes(84));
    ImportedPlan flat = read(Samples.flat());
    assertThat(flat.milestones().get(0).id().value()).isEqualTo("Shop");
    TaskDefinition two = flat.tasks().get(1);
    assertThat(two.criteria()).containsExactly("it works", "it is fast");
    assertThat(two.estimate().orElseThrow().likely()).isEqualTo(Duration.ofMinutes(210));
    assertThat(flat.tasks().get(4).title()).isEqualTo("Three");
    ImportedPlan bare = read(Samples.bare());
    assertThat(bare.tasks().get(1).estimate().orElseThrow().pessimistic())
        .isEqualTo(Duration.ofHours(16));
    assertThat(bare.tasks().get(2).id().value()).startsWith("b-");
    assertThat(waits(bare, bare.tasks().get(2).id().value())).containsExactly("B");
  }

  @Test
  void a_status_and_a_note_are_all_that_is_written() {
    PlanFile file = Samples.flat();
    ExportedTask done =
        new ExportedTask(
            ImportedStatus.DONE,
            Optional.of(Instant.parse("2026-01-02T03:04:05Z")),
            List.of("said \"so\""),
            true);
    String written = text(format.write(new PlanExport(List.of(file), Map.of("2", done))).get(0));
    assertThat(written)
        .isEqualTo(
            text(file)
                .replace(
                    "\"title\": \"Two\", \"description\": \"d\", \"status\": \"pending\"",
                    "\"title\": \"Two\", \"description\": \"d\", \"status\": \"done\"")
                .replace(
                    "\"Other part\", \"status\": \"to-do\", \"dependencies\": [] }\n\t\t  ]",
                    "\"Other part\", \"status\": \"to-do\", \"dependencies\": [] }\n"
                        + "\t\t  ],\n"
                        + "\t\t  \"details\": \"<info added by milestone on"
                        + " 2026-01-02T03:04:05Z>\\n"
                        + "said \\\"so\\\"\\n"
                        + "</info added by milestone>\""));
  }

  @Test
  void a_status_is_written_in_the_words_of_the_file() {
    ExportedTask todo = new ExportedTask(ImportedStatus.TODO, Optional.empty(), List.of(), false);
    ExportedTask done = new ExportedTask(ImportedStatus.DONE, Optional.empty(), List.of(), false);
    String written =
        text(
            format
                .write(
                    new PlanExport(
                        List.of(Samples.tagged()), Map.of("1", done, "later/1", todo, "4#2", todo)))
                .get(0));
    assertThat(written)
        .doesNotContain("\"done\"")
        .contains("\"title\": \"Later\", \"description\": \"\", \"status\": \"pending\"");
  }

  private ImportedPlan read(PlanFile file) {
    ImportedPlan plan = format.read(new PlanImport(List.of(file), Duration.ofHours(1)));
    Plans.check(plan);
    return plan;
  }

  private static String text(PlanFile file) {
    return new String(file.content(), StandardCharsets.UTF_8);
  }

  private static ImportedTask origin(ImportedPlan plan, String id) {
    return plan.origins().get(TaskId.of(id));
  }

  private static List<String> waits(ImportedPlan plan, String id) {
    for (TaskDefinition task : plan.tasks()) {
      if (task.id().value().equals(id)) {
        return task.dependencies().stream().map(Dependency::target).toList();
      }
    }
    throw new AssertionError(id);
  }
}
