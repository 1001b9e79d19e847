package dev.milestone.engine;

import static dev.milestone.engine.Given.events;
import static dev.milestone.engine.Given.refused;
import static dev.milestone.engine.Given.run;
import static dev.milestone.engine.Given.status;
import static dev.milestone.engine.Given.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.milestone.Blocker;
import dev.milestone.ClaimRequest;
import dev.milestone.EngineBuilder;
import dev.milestone.ErrorKind;
import dev.milestone.MetricsReport;
import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.Plan;
import dev.milestone.PlanChange;
import dev.milestone.PlanRequest;
import dev.milestone.Problem;
import dev.milestone.TaskReport;
import dev.milestone.event.EventTypes;
import dev.milestone.model.AgentId;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import dev.milestone.testkit.ScriptedAgent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plans of another tool, made up here, in an engine in memory. */
@Timeout(30)
class ImportTest {
  private final ScriptedAgent agent = new ScriptedAgent();
  private final MilestoneEngine engine = builder().build();

  private EngineBuilder builder() {
    return Given.builder(agent).planFormat(new ToyFormat());
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Plan take(String... lines) {
    return engine.plan(request(lines));
  }

  private static PlanRequest request(String... lines) {
    return PlanRequest.fromText("plan.toy", "#toy\n" + String.join("\n", lines) + "\n");
  }

  private long last() {
    return engine.events().lastSequence();
  }

  private static MilestoneException invalid(Runnable call) {
    MilestoneException[] caught = new MilestoneException[1];
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            MilestoneException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
              caught[0] = e;
            });
    return caught[0];
  }

  @Test
  void tasks_are_taken_in_as_they_stand_in_their_source() {
    Plan plan =
        take(
            "a|done|A|",
            "b|todo|B|a",
            "c|later|C|",
            "d|stuck|D|",
            "e|todo|E|c",
            "f|dropped|F|",
            "g|loop|G|",
            "h|doing|H|");
    assertThat(plan.imported()).hasSize(1);
    assertThat(plan.imported().get(0).format()).isEqualTo("toy");
    assertThat(status(engine, "toy-a")).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task(engine, "toy-a").verified()).isFalse();
    assertThat(status(engine, "toy-b")).isEqualTo(TaskStatus.READY);
    assertThat(status(engine, "toy-c")).isEqualTo(TaskStatus.BLOCKED);
    assertThat(status(engine, "toy-d")).isEqualTo(TaskStatus.BLOCKED);
    assertThat(status(engine, "toy-e")).isEqualTo(TaskStatus.BLOCKED);
    assertThat(task(engine, "toy-e").blockedBy()).containsExactly(TaskId.of("toy-c"));
    assertThat(status(engine, "toy-f")).isEqualTo(TaskStatus.CANCELLED);
    assertThat(status(engine, "toy-g")).isEqualTo(TaskStatus.BLOCKED);
    assertThat(status(engine, "toy-h")).isEqualTo(TaskStatus.READY);
    assertThat(engine.tasks().blockers())
        .extracting(Blocker::task, Blocker::type)
        .containsExactlyInAnyOrder(
            tuple(TaskId.of("toy-c"), "deferred"),
            tuple(TaskId.of("toy-d"), "blocked_outside"),
            tuple(TaskId.of("toy-g"), "dependency_cycle"));
    assertThat(engine.tasks().blockers().stream().filter(b -> b.type().equals("deferred")))
        .allSatisfy(b -> assertThat(b.blocked()).containsExactly(TaskId.of("toy-e")));
    assertThat(plan.warnings()).anySatisfy(w -> assertThat(w).contains("a cycle"));
  }

  @Test
  void the_same_plan_again_is_no_event_whatever_has_been_done_here_since() throws Exception {
    String[] plan = {"a|todo|A|", "b|todo|B|a", "c|later|C|", "d|todo|D|", "e|dropped|E|"};
    take(plan);
    long taken = last();
    take(plan);
    assertThat(last()).isEqualTo(taken);
    engine.tasks().cancel(TaskId.of("toy-d"), "not here");
    engine.tasks().retry(TaskId.of("toy-c"));
    engine.tasks().retry(TaskId.of("toy-e"));
    run(engine);
    assertThat(agent.started()).contains("toy-a", "toy-b", "toy-c", "toy-e");
    long done = last();
    Plan again = take(plan);
    assertThat(last()).isEqualTo(done);
    assertThat(again.changes()).isEmpty();
    assertThat(again.added() + again.changed() + again.removed()).isZero();
    assertThat(status(engine, "toy-a")).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(status(engine, "toy-d")).isEqualTo(TaskStatus.CANCELLED);
    assertThat(again.warnings())
        .anySatisfy(w -> assertThat(w).contains("toy-d was cancelled here").contains("'todo'"));
  }

  @Test
  void what_changes_in_the_source_is_followed() {
    take("a|todo|A|", "b|later|B|", "c|dropped|C|", "d|todo|D|b", "e|todo|E|c");
    Plan plan = take("a|done|A|", "b|todo|B|", "c|todo|C|", "d|todo|D|b", "e|todo|E|c");
    assertThat(status(engine, "toy-a")).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(status(engine, "toy-b")).isEqualTo(TaskStatus.READY);
    assertThat(status(engine, "toy-c")).isEqualTo(TaskStatus.READY);
    assertThat(status(engine, "toy-d")).isEqualTo(TaskStatus.PENDING);
    assertThat(status(engine, "toy-e")).isEqualTo(TaskStatus.PENDING);
    assertThat(plan.changes())
        .extracting(PlanChange::kind, PlanChange::id)
        .containsExactly(
            tuple(PlanChange.Kind.STATUS, "toy-a"),
            tuple(PlanChange.Kind.STATUS, "toy-b"),
            tuple(PlanChange.Kind.STATUS, "toy-c"));
    assertThat(plan.changed()).isEqualTo(3);
    take("a|done|A|", "b|dropped|B|", "c|later|C|", "d|todo|D|b", "e|todo|E|c");
    assertThat(status(engine, "toy-b")).isEqualTo(TaskStatus.CANCELLED);
    assertThat(status(engine, "toy-c")).isEqualTo(TaskStatus.BLOCKED);
    assertThat(status(engine, "toy-d")).isEqualTo(TaskStatus.BLOCKED);
    assertThat(status(engine, "toy-e")).isEqualTo(TaskStatus.BLOCKED);
  }

  @Test
  void success_is_never_taken_back() throws Exception {
    take("a|doing|A|", "b|done|B|");
    run(engine);
    long done = last();
    Plan plan = take("a|later|A|", "b|todo|B|");
    assertThat(status(engine, "toy-a")).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(status(engine, "toy-b")).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(plan.warnings()).hasSize(2).allSatisfy(w -> assertThat(w).contains("stays so"));
    assertThat(events(engine, EventTypes.TASK_ADOPTED))
        .filteredOn(e -> e.sequence() > done)
        .isEmpty();
    long said = last();
    assertThat(take("a|later|A|", "b|todo|B|").warnings()).as("it is said once").isEmpty();
    assertThat(last()).isEqualTo(said);
  }

  @Test
  void an_attempt_under_way_is_left_alone_and_the_next_import_follows() throws Exception {
    take("a|todo|A|");
    var claim = engine.tasks().claim(ClaimRequest.builder(AgentId.of("outside")).build());
    long before = last();
    Plan plan = take("a|done|A|");
    assertThat(plan.warnings()).anySatisfy(w -> assertThat(w).contains("attempt 1 works on it"));
    assertThat(status(engine, "toy-a")).isEqualTo(TaskStatus.RUNNING);
    assertThat(last()).isEqualTo(before);
    engine
        .tasks()
        .fail(TaskReport.builder(TaskId.of("toy-a"), claim.fencingToken()).summary("no").build());
    take("a|done|A|");
    assertThat(status(engine, "toy-a")).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void a_cycle_is_held_until_it_is_gone_from_the_source() {
    take("a|loop|A|", "b|todo|B|a");
    refused("held_by_cycle", () -> engine.tasks().retry(TaskId.of("toy-a")));
    assertThat(status(engine, "toy-b")).isEqualTo(TaskStatus.BLOCKED);
    take("a|todo|A|", "b|todo|B|a");
    assertThat(status(engine, "toy-a")).isEqualTo(TaskStatus.READY);
    assertThat(status(engine, "toy-b")).isEqualTo(TaskStatus.PENDING);
    assertThat(engine.tasks().blockers()).isEmpty();
  }

  @Test
  void a_person_can_have_a_held_task_done() throws Exception {
    take("a|later|A|", "b|stuck|B|a");
    engine.tasks().retry(TaskId.of("toy-a"));
    assertThat(status(engine, "toy-a")).isEqualTo(TaskStatus.READY);
    assertThat(status(engine, "toy-b")).isEqualTo(TaskStatus.BLOCKED);
    run(engine);
    assertThat(status(engine, "toy-a")).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(status(engine, "toy-b")).isEqualTo(TaskStatus.BLOCKED);
    engine.tasks().cancel(TaskId.of("toy-b"), "no");
    assertThat(engine.tasks().blockers()).isEmpty();
  }

  @Test
  void what_was_done_elsewhere_completes_milestones_and_counts_in_no_figure() {
    take("a|done|A|", "b|finished|B|a", "c|dropped|C|");
    assertThat(engine.milestones().find(MilestoneId.of("toy-plan")).orElseThrow().status())
        .isEqualTo(MilestoneStatus.COMPLETED);
    MetricsReport metrics = engine.update().metrics();
    assertThat(metrics.velocityTrend()).isEmpty();
    assertThat(metrics.averageTaskDuration()).isEmpty();
    assertThat(metrics.averageDuration()).isEmpty();
    assertThat(metrics.completionRate()).isEmpty();
    assertThat(metrics.efficiencyRatio()).isEmpty();
    assertThat(metrics.blockerCascade()).isEmpty();
    assertThat(engine.update().agents()).allSatisfy(a -> assertThat(a.succeeded()).isZero());
    take("a|done|A|", "b|finished|B|a", "c|todo|C|");
    assertThat(engine.milestones().find(MilestoneId.of("toy-plan")).orElseThrow().status())
        .isEqualTo(MilestoneStatus.PLANNED);
    assertThat(status(engine, "toy-c")).isEqualTo(TaskStatus.READY);
  }

  @Test
  void what_goes_from_the_source_is_cancelled_and_comes_back_as_it_stands_there() {
    take("a|todo|A|", "b|later|B|", "c|done|C|");
    Plan plan = take("a|todo|A|");
    assertThat(plan.removed()).isEqualTo(1);
    assertThat(status(engine, "toy-b")).isEqualTo(TaskStatus.CANCELLED);
    assertThat(status(engine, "toy-c")).isEqualTo(TaskStatus.SUCCEEDED);
    take("a|todo|A|", "b|later|B|", "c|done|C|");
    assertThat(status(engine, "toy-b")).isEqualTo(TaskStatus.BLOCKED);
    assertThat(engine.tasks().blockers()).hasSize(1);
    assertThat(take("a|todo|A|", "b|later|B|", "c|done|C|").changes()).isEmpty();
  }

  @Test
  void tasks_of_a_milestone_that_goes_from_the_source_go_too() {
    engine.plan(PlanRequest.fromText("plan.toy", "#toy one\na|todo|A|\n"));
    Plan plan = engine.plan(PlanRequest.fromText("plan.toy", "#toy two\nb|todo|B|\n"));
    assertThat(plan.removed()).isEqualTo(1);
    assertThat(status(engine, "toy-a")).isEqualTo(TaskStatus.CANCELLED);
    engine.plan(PlanRequest.fromText("other.toy", "#toy three\nc|todo|C|\n"));
    assertThat(status(engine, "toy-b")).as("another file").isEqualTo(TaskStatus.READY);
  }

  @Test
  void a_dry_run_says_what_would_change_and_changes_nothing() {
    take("a|todo|A|", "b|todo|B|", "c|todo|C|");
    long before = last();
    Plan plan =
        engine.plan(
            request("a|done|A|", "b|todo|" + "A new title ".repeat(20) + "|", "d|todo|D|")
                .toBuilder()
                .dryRun(true)
                .build());
    assertThat(last()).isEqualTo(before);
    assertThat(plan.dryRun()).isTrue();
    assertThat(plan.changes())
        .extracting(PlanChange::kind, PlanChange::id)
        .containsExactly(
            tuple(PlanChange.Kind.ADDED, "toy-d"),
            tuple(PlanChange.Kind.CHANGED, "toy-b"),
            tuple(PlanChange.Kind.STATUS, "toy-a"),
            tuple(PlanChange.Kind.REMOVED, "toy-c"));
    assertThat(plan.changes().get(1).fields())
        .anySatisfy(f -> assertThat(f).startsWith("title: B → A new title").endsWith("…"))
        .allSatisfy(f -> assertThat(f.length()).isLessThan(200));
    assertThat(plan.changes().get(2).fields().get(0))
        .isEqualTo("status: ready → succeeded, its source says 'done'");
    assertThat(plan.added()).isEqualTo(1);
    assertThat(plan.changed()).isEqualTo(2);
    assertThat(plan.removed()).isEqualTo(1);
  }

  @Test
  void changes_are_told_of_our_own_plans_too() {
    Given.plan(engine, "id: a", "id: b");
    Plan plan =
        engine.plan(
            PlanRequest.fromText("plan.yaml", Given.yaml("id: a, priority: 0", "id: c")).toBuilder()
                .dryRun(true)
                .build());
    assertThat(plan.changes())
        .extracting(PlanChange::kind, PlanChange::id, PlanChange::fields)
        .containsExactly(
            tuple(PlanChange.Kind.ADDED, "c", List.of()),
            tuple(PlanChange.Kind.CHANGED, "a", List.of("priority: (nothing) → 0")),
            tuple(PlanChange.Kind.REMOVED, "b", List.of()));
    Given.plan(engine, "id: a");
    assertThat(engine.plan(PlanRequest.fromText("p.yaml", Given.yaml("id: a"))).removed())
        .as("what was removed is not removed again")
        .isZero();
  }

  @Test
  void strict_makes_cycles_and_references_to_nothing_errors() {
    long before = last();
    MilestoneException error =
        invalid(
            () ->
                engine.plan(
                    request("a|loop|A|", "b|todo|B|nowhere").toBuilder().strict(true).build()));
    assertThat(error.problems()).hasSize(2).allSatisfy(p -> assertThat(p.line()).isPositive());
    assertThat(last()).isEqualTo(before);
    take("a|loop|A|", "b|todo|B|nowhere");
    assertThat(status(engine, "toy-b")).isEqualTo(TaskStatus.READY);
  }

  @Test
  void our_plan_may_stand_beside_that_of_another_tool_and_refer_to_it() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("plan.toy", "#toy\na|todo|A|\n");
    texts.put("ours.yaml", Given.yaml("id: x, depends_on: [toy-a]"));
    Plan plan = engine.plan(PlanRequest.builder().texts(texts).build());
    assertThat(plan.tasks()).hasSize(2);
    assertThat(status(engine, "x")).isEqualTo(TaskStatus.PENDING);
    texts.put("ours.yaml", Given.yaml("id: toy-a"));
    assertThat(
            invalid(() -> engine.plan(PlanRequest.builder().texts(texts).build()))
                .problems()
                .get(0))
        .satisfies(p -> assertThat(p.file() + ":" + p.line()).isEqualTo("ours.yaml:5"));
  }

  @Test
  void broken_files_change_nothing() {
    take("a|todo|A|");
    long before = last();
    MilestoneException error = invalid(() -> take("a|done|A|", "! <<<<<<< HEAD"));
    assertThat(error.problems().get(0).line()).isEqualTo(3);
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("plan.toy", "#toy\na|done|A|\n");
    texts.put("ours.yaml", "milestones:\n  - {id: m, tasks: [{id: x, depends_on: [gone]}]}\n");
    invalid(() -> engine.plan(PlanRequest.builder().texts(texts).build()));
    assertThat(last()).isEqualTo(before);
    assertThat(status(engine, "toy-a")).isEqualTo(TaskStatus.READY);
  }

  @Test
  void what_nobody_recognises_and_is_broken_is_an_error_that_says_where(@TempDir Path folder)
      throws IOException {
    assertThat(unknown("").sentence()).contains("x.json:1:1", "an empty file", "--format");
    assertThat(unknown(" \n\t").sentence()).contains("x.json:1:1", "nothing but blanks");
    assertThat(unknown("{\n  \"a\": \"ü\", \"mas").sentence())
        .contains("x.json:2:", "cannot be read");
    assertThat(unknown("[".repeat(100_000)).sentence()).contains("x.json:1:", "depth");
    assertThat(unknown("{\n\"a\": 1,}").sentence()).contains("x.json:2:");
    Path latin = folder.resolve("y.json");
    Files.writeString(latin, "{\n\"a\": \"\u00e4\"}", StandardCharsets.ISO_8859_1);
    MilestoneException error = invalid(() -> engine.plan(PlanRequest.fromFile(latin)));
    assertThat(error.problems().get(0).sentence()).contains("y.json:2:7", "0xE4");
  }

  private Problem unknown(String text) {
    MilestoneException error = invalid(() -> engine.plan(PlanRequest.fromText("x.json", text)));
    assertThat(error.code()).isEqualTo("unknown_format");
    assertThat(error.problems()).hasSize(1);
    return error.problems().get(0);
  }

  @Test
  void what_nobody_recognises_is_an_error_that_says_what_each_format_thought() {
    MilestoneException error =
        invalid(() -> engine.plan(PlanRequest.fromText("x.json", "{\"a\": 1}")));
    assertThat(error.code()).isEqualTo("unknown_format");
    assertThat(error.problems().get(0).found()).contains("toy 0");
    assertThat(error.problems().get(0).hint()).contains("--format");
    assertThat(
            invalid(
                () -> engine.plan(request("a|todo|A|").toBuilder().format("taskmaster-x").build())))
        .satisfies(e -> assertThat(e.code()).isEqualTo("no_format"));
    assertThat(invalid(() -> engine.plan(PlanRequest.fromText("x.yaml", "milestone: []"))).code())
        .as("a broken plan of ours stays one")
        .isEqualTo("bad_plan");
  }

  @Test
  void an_empty_file_is_said_to_be_empty() {
    MilestoneException error =
        invalid(() -> engine.plan(PlanRequest.fromText("tasks.json", "\uFEFF \n")));
    assertThat(error.problems().get(0).sentence()).contains("tasks.json:1:1", "nothing but blanks");
  }

  @Test
  void of_two_formats_the_surer_wins_and_a_tie_is_an_error_unless_one_is_named() {
    try (MilestoneEngine two = builder().planFormat(new ToyFormat("toy2", 91)).build()) {
      assertThat(two.plan(request("a|todo|A|")).imported().get(0).format()).isEqualTo("toy2");
    }
    try (MilestoneEngine tie = builder().planFormat(new ToyFormat("toy2", 90)).build()) {
      assertThat(invalid(() -> tie.plan(request("a|todo|A|"))).problems().get(0).found())
          .contains("toy 90")
          .contains("toy2 90");
      PlanRequest named = request("a|todo|A|").toBuilder().format("toy2").build();
      assertThat(tie.plan(named).imported().get(0).format()).isEqualTo("toy2");
    }
  }

  @Test
  void formats_are_listed_among_the_providers() {
    assertThat(engine.providers())
        .anySatisfy(
            p -> {
              assertThat(p.kind()).isEqualTo("format");
              assertThat(p.name()).isEqualTo("toy");
              assertThat(p.selected()).isTrue();
            });
  }
}
