package dev.milestone.core.monitor;

import static dev.milestone.core.monitor.TestProject.agent;
import static dev.milestone.core.monitor.TestProject.milestone;
import static dev.milestone.core.monitor.TestProject.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.milestone.Blocker;
import dev.milestone.Conflict;
import dev.milestone.Recommendation;
import dev.milestone.StatusReport;
import dev.milestone.core.kernel.Command;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Budget;
import dev.milestone.model.ContextValue;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.RetryPolicy;
import dev.milestone.model.Risk;
import dev.milestone.model.Task;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import dev.milestone.model.WorkCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusReportsTest {

  private final TestProject project = new TestProject();

  private StatusReport report() {
    return StatusReports.make(project.state, Instant.ofEpochMilli(project.now));
  }

  private static List<String> texts(List<TaskId> ids) {
    return ids.stream().map(TaskId::value).toList();
  }

  private Task task(StatusReport report, String id) {
    return report.tasks().stream().filter(t -> t.id().value().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void without_history_figures_are_absent() {
    project.plan(
        List.of(milestone("m1").build()),
        List.of(TestProject.task("t1", "m1").build(), TestProject.task("t2", "m1", "t1").build()));
    StatusReport report = report();
    assertThat(report.progress()).isZero();
    assertThat(report.metrics().completionRate()).isEmpty();
    assertThat(report.metrics().efficiencyRatio()).isEmpty();
    assertThat(report.metrics().velocityTrend()).isEmpty();
    assertThat(report.metrics().averageDuration()).isEmpty();
    assertThat(report.metrics().blockerPreventionRate()).isEmpty();
    assertThat(texts(report.criticalPath())).containsExactly("t1", "t2");
    assertThat(report.remaining()).isEqualTo(Duration.ofHours(4));
    assertThat(report.blockers()).isEmpty();
    assertThat(report.risks()).isEmpty();
    assertThat(report.recommendations()).isEmpty();
    assertThat(report.project()).isEqualTo("shop");
    assertThat(report.sequence()).isEqualTo(project.journal.lastSequence());
  }

  @Test
  void figures_come_from_what_was_done_and_count_archived_milestones() {
    project.plan(
        List.of(
            milestone("m1").due(LocalDate.of(2026, 11, 20)).build(),
            milestone("m2").dependsOn(List.of(MilestoneId.of("m1"))).build()),
        List.of(
            TestProject.task("t1", "m1").build(),
            TestProject.task("t2", "m1").build(),
            TestProject.task("u1", "m2").build(),
            TestProject.task("u2", "m2", "u1").build()));
    project.begin("s1", 2, agent("builder", 2, "shell"));
    project.after(Duration.ofHours(1)).report("t1", AttemptOutcome.SUCCEEDED, "");
    project.after(Duration.ofHours(2)).report("t2", AttemptOutcome.SUCCEEDED, "");
    project.decide(new Command.StartArchive("m1", "e1", "f"));
    project.decide(new Command.FinishArchive("m1", "e1", Map.of("effect_id", "e1", "folder", "f")));
    StatusReport report = report();
    assertThat(report.progress()).isEqualTo(0.5);
    assertThat(report.milestones()).extracting(m -> m.id().value()).containsExactly("m2");
    assertThat(report.archived()).extracting(m -> m.id().value()).containsExactly("m1");
    assertThat(report.metrics().completionRate()).hasValue(1);
    assertThat(report.metrics().efficiencyRatio().orElseThrow()).isEqualTo(1.0, within(1e-9));
    assertThat(report.metrics().velocityTrend()).containsExactly(2.0);
    assertThat(report.metrics().averageDuration()).contains(Duration.ofHours(3));
    assertThat(report.metrics().averageTaskDuration()).contains(Duration.ofHours(2));
    assertThat(report.metrics().attempts()).isEqualTo(3);
    assertThat(report.metrics().cost().inputTokens()).isEqualTo(200);
    assertThat(report.metrics().cost().money()).isEqualByComparingTo("0.50");
    assertThat(task(report, "u1").status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(task(report, "u1").agent().orElseThrow().value()).isEqualTo("builder");
    assertThat(report.agents())
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.succeeded()).isEqualTo(2);
              assertThat(view.running()).hasSize(1);
              assertThat(view.available()).isTrue();
            });
  }

  @Test
  void a_failed_task_blocks_with_its_chain_and_says_how_to_go_on() {
    project.plan(
        List.of(
            milestone("m1").build(),
            milestone("m2").dependsOn(List.of(MilestoneId.of("m1"))).build()),
        List.of(
            TestProject.task("t1", "m1").build(),
            TestProject.task("t2", "m1", "t1").build(),
            TestProject.task("u1", "m2").build()));
    project.begin("s1", 2, agent("builder", 2, "shell"));
    project.after(Duration.ofHours(1)).report("t1", AttemptOutcome.FAILED, "compiler error");
    StatusReport report = report();
    assertThat(report.blockers())
        .singleElement()
        .satisfies(
            blocker -> {
              assertThat(blocker.type()).isEqualTo("failed_task");
              assertThat(blocker.task().value()).isEqualTo("t1");
              assertThat(texts(blocker.blocked())).containsExactlyInAnyOrder("t2", "u1");
              assertThat(blocker.blockedCount()).isEqualTo(2);
              assertThat(blocker.hint()).contains("milestone retry t1");
            });
    assertThat(texts(task(report, "t2").blockedBy())).containsExactly("t1");
    assertThat(texts(task(report, "u1").blockedBy())).containsExactly("t1");
    assertThat(texts(Views.task(project.state, project.state.task("t2")).blockedBy()))
        .containsExactly("t1");
    assertThat(report.recommendations())
        .first()
        .satisfies(
            r -> {
              assertThat(r.kind()).isEqualTo("immediate_action");
              assertThat(r.because()).contains("2 tasks wait");
            });
    project.after(Duration.ofHours(2)).decide(new Command.RetryTask("t1", "mended"));
    assertThat(report().blockers()).isEmpty();
    assertThat(report().metrics().blockerResolutionHours()).hasValue(2);
    assertThat(report().metrics().blockerCascade()).hasValue(2);
  }

  @Test
  void a_capability_nobody_has_and_an_open_question_are_blockers() {
    project.plan(
        List.of(milestone("m1").build()),
        List.of(
            TestProject.task("t1", "m1").requires(List.of("gpu")).build(),
            TestProject.task("t2", "m1").requires(List.of("gpu")).build(),
            TestProject.task("t3", "m1").requires(List.of("shell")).build()));
    project.decide(
        new Command.RequestDecisions(
            List.of(
                new Command.DecisionRequest(
                    "d1", "question", "which key?", "", "s", "m1", "t3", List.of()))));
    assertThat(report().blockers())
        .extracting(Blocker::type, b -> b.task().value(), Blocker::blockedCount)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("no_agent", "t1", 2),
            org.assertj.core.groups.Tuple.tuple("decision", "t3", 0));
    assertThat(report().decisions()).hasSize(1);
  }

  @Test
  void ready_tasks_kept_waiting_by_files_and_resources_are_conflicts() {
    project.plan(
        List.of(milestone("m1").build()),
        List.of(
            TestProject.task("t1", "m1").priority(0).files(List.of("src/**")).build(),
            TestProject.task("t2", "m1").files(List.of("docs/*", "src/a/*.java")).build(),
            TestProject.task("t3", "m1").priority(0).resources(Map.of("db", 1)).build(),
            TestProject.task("t4", "m1").resources(Map.of("db", 1)).build()));
    project.begin("s1", 4, agent("builder", 4, "shell"));
    assertThat(report().conflicts())
        .containsExactlyInAnyOrder(
            new Conflict(TaskId.of("t2"), TaskId.of("t1"), "files", "src/a/*.java"),
            new Conflict(TaskId.of("t4"), TaskId.of("t3"), "resource", "db"));
    assertThat(report().recommendations())
        .extracting(Recommendation::kind)
        .containsOnly("optimization");
  }

  @Test
  void dates_are_held_against_the_remaining_path() {
    List<TaskDefinition> tasks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      tasks.add(
          i == 0
              ? TestProject.task("t0", "m1").build()
              : TestProject.task("t" + i, "m1", "t" + (i - 1)).build());
    }
    tasks.add(TestProject.task("u1", "m2").build());
    project.plan(
        List.of(
            milestone("m1").due(LocalDate.of(2026, 11, 21)).build(),
            milestone("m2")
                .due(LocalDate.of(2026, 11, 30))
                .dependsOn(List.of(MilestoneId.of("m1")))
                .build(),
            milestone("m3").due(LocalDate.of(2026, 11, 18)).build()),
        tasks);
    project.decide(new Command.AddTask(TestProject.task("v1", "m3").build()));
    // 40 h of work from Friday 10:00 end on Sunday 02:00; the 21st ends on the 22nd at 12:00 UTC.
    assertThat(report().risks())
        .extracting(Risk::code, r -> r.milestone().orElseThrow().value())
        .containsExactly(org.assertj.core.groups.Tuple.tuple("due_passed", "m3"));
    project.after(Duration.ofHours(20));
    assertThat(report().risks())
        .filteredOn(r -> r.code().equals("due_before_finish"))
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.milestone().orElseThrow().value()).isEqualTo("m1");
              assertThat(r.severity()).isEqualTo("high");
              assertThat(r.impact()).contains(Duration.ofHours(10));
              assertThat(r.because()).contains("40 h").contains("1 milestone waits");
            });
  }

  @Test
  void work_ends_later_on_a_calendar() {
    WorkCalendar calendar =
        new WorkCalendar(
            EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
            LocalTime.of(9, 0),
            LocalTime.of(17, 0),
            ZoneId.of("Europe/Berlin"),
            Set.of(LocalDate.of(2026, 11, 24)));
    Instant friday = Instant.parse("2026-11-20T15:00:00Z"); // 16:00 in Berlin
    assertThat(WorkTime.after(friday, Duration.ofHours(1), calendar))
        .isEqualTo(Instant.parse("2026-11-20T16:00:00Z"));
    assertThat(WorkTime.after(friday, Duration.ofHours(2), calendar))
        .isEqualTo(Instant.parse("2026-11-23T09:00:00Z"));
    assertThat(WorkTime.after(friday, Duration.ofHours(10), calendar))
        .isEqualTo(Instant.parse("2026-11-25T09:00:00Z"));
    assertThat(WorkTime.after(friday, Duration.ofHours(10), null))
        .isEqualTo(friday.plus(Duration.ofHours(10)));
    assertThat(WorkTime.endOf(LocalDate.of(2026, 11, 20), calendar))
        .isEqualTo(Instant.parse("2026-11-20T23:00:00Z"));
  }

  @Test
  void last_attempts_lost_attempts_and_spent_budgets_are_risks() {
    project.plan(
        List.of(
            milestone("m1")
                .budget(
                    new Budget(
                        Optional.empty(),
                        "",
                        OptionalLong.of(120),
                        Optional.empty(),
                        OptionalInt.empty()))
                .build()),
        List.of(
            TestProject.task("t1", "m1").retry(new RetryPolicy(2, Duration.ZERO)).build(),
            TestProject.task("t2", "m1").build()));
    project.begin("s1", 4, agent("builder", 4, "shell"));
    project.report("t1", AttemptOutcome.FAILED, "no");
    project.report("t2", AttemptOutcome.LOST, "gone");
    assertThat(report().risks())
        .extracting(Risk::code)
        .containsExactly("budget", "retries_used", "lost_attempts");
    assertThat(report().metrics().lostAttempts()).isEqualTo(1);
    assertThat(task(report(), "t1").attempts().get(0).reason()).isNotEmpty();
  }

  @Test
  void the_only_agent_of_a_critical_capability_is_a_risk() {
    project.plan(
        List.of(milestone("m1").build()),
        List.of(
            TestProject.task("t1", "m1").requires(List.of("gpu")).build(),
            TestProject.task("t2", "m1", "t1").requires(List.of("gpu")).build()),
        List.of(agent("a", 1, "gpu"), agent("b", 1, "shell")));
    assertThat(report().risks()).extracting(Risk::code).containsExactly("single_agent");
  }

  @Test
  void ready_tasks_come_best_first() {
    project.plan(
        List.of(milestone("m1").build()),
        List.of(
            TestProject.task("t1", "m1").build(),
            TestProject.task("t2", "m1").priority(0).build(),
            TestProject.task("t3", "m1").build(),
            TestProject.task("t4", "m1", "t3").build()));
    assertThat(Views.ready(project.state, 10))
        .extracting(t -> t.id().value())
        .containsExactly("t2", "t3", "t1");
    assertThat(Views.ready(project.state, 1)).hasSize(1);
  }

  @Test
  void context_is_inherited_and_conflicts_are_resolved_either_way() {
    project.plan(List.of(milestone("m1").build()), List.of(TestProject.task("t1", "m1").build()));
    project.decide(new Command.SetContext("global", "", "style", "plain"));
    project.decide(new Command.SetContext("milestone", "m1", "style", "fancy"));
    project.decide(new Command.SetContext("milestone", "m1", "own", 3L));
    project.decide(new Command.SetContext("task", "t1", "hint", "x"));
    project.decide(new Command.SetContext("global", "", "late", 1L));
    List<ContextValue> general =
        ContextViews.of(
            project.state, null, null, "t1", ContextViews.Resolution.HIERARCHICAL_PRECEDENCE);
    assertThat(general)
        .extracting(ContextValue::key, ContextValue::value)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("hint", "x"),
            org.assertj.core.groups.Tuple.tuple("late", 1L),
            org.assertj.core.groups.Tuple.tuple("own", 3L),
            org.assertj.core.groups.Tuple.tuple("style", "plain"));
    assertThat(
            ContextViews.of(
                project.state, null, null, "t1", ContextViews.Resolution.LAST_WRITER_WINS))
        .filteredOn(v -> v.key().equals("style"))
        .singleElement()
        .satisfies(v -> assertThat(v.value()).isEqualTo("fancy"));
  }

  @Test
  void what_an_agent_reports_wrongly_counts_as_nothing() {
    assertThat(Views.cost(Map.of("money", "much", "input_tokens", -5L)).money())
        .isEqualByComparingTo("0");
    assertThat(Views.cost(null).tokens()).isZero();
    assertThat(Views.cost(Map.of("input_tokens", 5L, "currency", "EUR")).currency())
        .isEqualTo("EUR");
    assertThat(Views.evidence(Map.of())).isEmpty();
    assertThat(Views.evidence(Map.of("exit_code", 0L)).orElseThrow().passed()).isTrue();
  }
}
