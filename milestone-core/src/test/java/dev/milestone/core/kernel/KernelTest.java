package dev.milestone.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.event.EventTypes;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Dependency;
import dev.milestone.model.DependencyType;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.SessionStatus;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Single cases of the kernel that were wrong once, or would be easy to get wrong. */
class KernelTest {
  private final Bench bench = new Bench();
  private final Plans plan = new Plans();

  private TaskStatus status(String task) {
    return bench.live.task(task).status();
  }

  private void planned() {
    bench.must("", plan.apply());
  }

  private AttemptNode claim(String task) {
    bench.must("", new Command.Claim("any", task, Set.of(), 0, 1_000));
    return bench.live.task(task).active();
  }

  private List<NewEvent> report(AttemptNode attempt, AttemptOutcome outcome) {
    return bench.must(
        "", new Command.Report(attempt.task().id(), attempt.token(), outcome, Map.of(), null));
  }

  private void done(String task) {
    report(claim(task), AttemptOutcome.SUCCEEDED);
  }

  private void failed(String task) {
    report(claim(task), AttemptOutcome.FAILED);
  }

  @Test
  void cancelling_the_failed_task_of_a_milestone_releases_what_waits_for_the_milestone() {
    plan.milestone("m1").milestone("m2", "m1").task("a", "m1").task("b", "m1").task("c", "m2");
    planned();
    failed("a");
    assertThat(status("c")).isEqualTo(TaskStatus.BLOCKED);

    bench.must("", new Command.CancelTask("a", "not needed"));

    assertThat(status("c")).isEqualTo(TaskStatus.PENDING);
    done("b");
    assertThat(status("c")).isEqualTo(TaskStatus.READY);
  }

  @Test
  void a_changed_plan_that_frees_a_blocked_task_frees_what_is_behind_it() {
    plan.milestone("m").task("a", "m").task("b", "m", "a").task("c", "m", "b");
    planned();
    failed("a");
    assertThat(status("c")).isEqualTo(TaskStatus.BLOCKED);

    plan.task("b", "m");
    planned();

    assertThat(status("b")).isEqualTo(TaskStatus.READY);
    assertThat(status("c")).isEqualTo(TaskStatus.PENDING);
  }

  @Test
  void a_milestone_is_not_held_up_by_one_it_waited_for_before_that_one_existed() {
    Plans early = new Plans().milestone("m1", "later").task("a", "m1");
    bench.must("", early.apply());
    bench.must("", early.milestone("m1").apply());
    done("a");
    assertThat(bench.live.milestone("m1").status()).isEqualTo(MilestoneStatus.COMPLETED);

    bench.must("", early.milestone("later").task("x", "later").apply());
    done("x");

    assertThat(bench.live.milestone("later").after()).isEmpty();
    assertThat(bench.live.milestone("m1").openBefore).isZero();
  }

  @Test
  void a_failed_task_that_moves_out_unblocks_its_milestone_and_blocks_the_other() {
    plan.milestone("m1").milestone("m2").milestone("m3", "m2").task("a", "m1").task("b", "m1");
    plan.task("c", "m2").task("d", "m3");
    planned();
    failed("a");
    done("b");
    assertThat(bench.live.milestone("m1").status()).isEqualTo(MilestoneStatus.BLOCKED);

    plan.task("a", "m2");
    planned();

    assertThat(bench.live.milestone("m1").status()).isEqualTo(MilestoneStatus.COMPLETED);
    assertThat(status("d")).isEqualTo(TaskStatus.BLOCKED);
  }

  @Test
  void a_task_moved_into_a_completed_milestone_reopens_it() {
    plan.milestone("m1").milestone("m2").task("a", "m1").task("b", "m2").task("c", "m2");
    planned();
    done("a");
    assertThat(bench.live.milestone("m1").status()).isEqualTo(MilestoneStatus.COMPLETED);

    plan.task("b", "m1");
    planned();

    assertThat(bench.live.milestone("m1").status()).isEqualTo(MilestoneStatus.ACTIVE);
    done("b");
    assertThat(bench.live.milestone("m1").status()).isEqualTo(MilestoneStatus.COMPLETED);
  }

  @Test
  void what_waits_for_a_milestone_all_of_whose_tasks_are_cancelled_is_blocked_not_forgotten() {
    plan.milestone("m1").milestone("m2", "m1").task("a", "m1").task("b", "m2");
    planned();

    bench.must("", new Command.CancelTask("a", "no"));

    assertThat(status("b")).isEqualTo(TaskStatus.BLOCKED);
    assertThat(bench.live.blockingChain(bench.live.task("b")).get(0).id()).isEqualTo("a");
    bench.must("", new Command.RetryTask("a", "yes"));
    assertThat(status("b")).isEqualTo(TaskStatus.PENDING);
  }

  @Test
  void what_a_completed_milestone_allowed_stays_allowed_when_it_is_cancelled() {
    plan.milestone("m1").milestone("m2", "m1").task("a", "m1").task("b", "m2", "m:m1");
    planned();
    done("a");
    bench.must("", new Command.CancelMilestone("m1", "no"));
    assertThat(status("b")).isEqualTo(TaskStatus.READY);

    plan.task("b", "m2", t -> t.priority(0), "m:m1");
    planned();

    assertThat(status("b")).isEqualTo(TaskStatus.READY);
  }

  @Test
  void a_removed_task_does_not_come_back_to_life_in_a_cancelled_milestone() {
    plan.milestone("m").task("a", "m").task("b", "m");
    planned();
    bench.must("", new Plans().milestone("m").task("b", "m").apply());
    bench.must("", new Command.CancelMilestone("m", "no"));

    bench.must("", plan.apply());

    assertThat(status("a")).isEqualTo(TaskStatus.CANCELLED);
  }

  @Test
  void a_plan_with_a_task_of_an_unknown_milestone_changes_nothing() {
    plan.milestone("m").task("a", "m").task("b", "elsewhere");
    String before = StateDump.of(bench.live);

    Bench.Outcome outcome = bench.run("", plan.apply());

    assertThat(outcome.refusal()).isNotNull();
    assertThat(outcome.refusal().code()).isEqualTo("unknown_milestone");
    assertThat(StateDump.of(bench.live)).isEqualTo(before);
  }

  @Test
  void a_plan_cannot_take_an_id_that_differs_by_case_only() {
    plan.milestone("m").task("build", "m");
    planned();

    Bench.Outcome outcome = bench.run("", plan.task("Build", "m").apply());

    assertThat(outcome.refusal().code()).isEqualTo("id_taken");
  }

  @Test
  void a_lag_is_not_lost_when_its_task_is_cancelled_and_retried() {
    plan.milestone("m").task("a", "m").task("b", "m", t -> t.dependencies(List.of(lag("a", 60))));
    planned();
    done("a");
    bench.must("", new Command.CancelTask("b", "no"));
    bench.must("", new Command.RetryTask("b", "yes"));

    assertThat(bench.live.task("b").notBeforeMillis()).isEqualTo(bench.now + 60_000);
    assertThat(bench.run("", new Command.Claim("any", "b", Set.of(), 0, 1)).refusal().code())
        .as("a claim does not jump the lag")
        .isEqualTo("not_ready");
  }

  @Test
  void a_lag_that_the_plan_no_longer_has_is_not_waited_for() {
    plan.milestone("m").task("a", "m").task("b", "m", t -> t.dependencies(List.of(lag("a", 60))));
    planned();
    done("a");
    plan.task("b", "m", "a");
    planned();

    assertThat(bench.live.task("b").notBeforeMillis()).isZero();
  }

  @Test
  void a_lag_after_a_milestone_counts_from_its_completion_also_for_a_task_added_later() {
    plan.milestone("m1").milestone("m2").task("a", "m1");
    planned();
    long completed = bench.now;
    done("a");
    bench.now += 10_000;
    Dependency onMilestone =
        new Dependency(
            Optional.empty(),
            Optional.of(dev.milestone.model.MilestoneId.of("m1")),
            DependencyType.FINISH_START,
            Duration.ofSeconds(60));
    plan.task("b", "m2", t -> t.dependencies(List.of(onMilestone)));
    planned();

    assertThat(bench.live.task("b").notBeforeMillis()).isEqualTo(completed + 60_000);
  }

  private static Dependency lag(String on, int seconds) {
    return new Dependency(
        Optional.of(TaskId.of(on)),
        Optional.empty(),
        DependencyType.FINISH_START,
        Duration.ofSeconds(seconds));
  }

  @Test
  void every_wait_is_named_once_whatever_brought_it_about() {
    plan.milestone("m")
        .task("a", "m")
        .task(
            "b",
            "m",
            t ->
                t.dependencies(
                    List.of(
                        new Dependency(
                            Optional.of(TaskId.of("a")),
                            Optional.empty(),
                            DependencyType.START_START,
                            Duration.ofSeconds(5)))));
    planned();
    bench.must("", new Command.Claim("any", "a", Set.of(), 0, 1));
    NewEvent started = NewEvents.taskStarted(Map.of("task_id", "a"));

    List<Effect> effects = new ArrayList<>();
    Reactor.react(bench.live, started, "e", effects);
    assertThat(effects).containsExactly(new Effect.Wait(bench.live.task("b")));
    effects.clear();
    Reactor.react(bench.live, started, "e", effects);
    assertThat(effects).isEmpty();
  }

  @Test
  void a_session_ends_when_a_task_needs_more_of_a_resource_than_there_is() {
    plan.milestone("m")
        .resources(Map.of("gpu", 1))
        .task("a", "m", t -> t.resources(Map.of("gpu", 2)));
    planned();

    bench.must("e", Plans.begin("s", 4, Plans.ANY));

    assertThat(bench.live.sessions().get("s").status()).isEqualTo(SessionStatus.ENDED);
  }

  @Test
  void ten_thousand_tasks_that_nobody_here_can_do_do_not_hide_the_one_that_can_be_done() {
    plan.milestone("m");
    for (int i = 0; i < Dispatcher.MAX_CONFLICTS + 1; i++) {
      String file = "src/" + i;
      plan.task("t" + i, "m", t -> t.priority(0).requires(List.of("rust")).files(List.of(file)));
    }
    plan.task("mine", "m");
    planned();

    bench.must("e", Plans.begin("s", 1, Plans.ANY));

    assertThat(status("mine")).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void a_report_cannot_name_another_task_nor_call_itself_verified() {
    plan.milestone("m").task("a", "m").task("b", "m");
    planned();
    AttemptNode a = claim("a");
    bench.must(
        "",
        new Command.Report(
            "a",
            a.token(),
            AttemptOutcome.SUCCEEDED,
            Map.of("verified", true, "task_id", "b", "attempt", 9),
            null));

    assertThat(status("a")).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(bench.live.task("a").verified()).isFalse();
    assertThat(status("b")).isEqualTo(TaskStatus.READY);
  }

  @Test
  void a_report_about_a_cancelled_task_gets_the_same_answer_again() {
    plan.milestone("m").task("a", "m");
    planned();
    AttemptNode a = claim("a");
    bench.must("", new Command.CancelTask("a", "no"));
    Command report = new Command.Report("a", a.token(), AttemptOutcome.SUCCEEDED, Map.of(), null);
    Object first = bench.run("", report).answer();

    Bench.Outcome again = bench.run("", report);

    assertThat(again.events()).isEmpty();
    assertThat(((AttemptNode) again.answer()).outcome()).isEqualTo(((AttemptNode) first).outcome());
    assertThat(((AttemptNode) again.answer()).token()).isEqualTo(a.token());
  }

  @Test
  void an_attempt_whose_completion_was_acknowledged_is_not_closed_as_lost() {
    plan.milestone("m").task("a", "m", t -> t.verify(List.of("make")));
    planned();
    AttemptNode a = claim("a");
    bench.must("", new Command.Report("a", a.token(), AttemptOutcome.SUCCEEDED, Map.of(), "cli"));

    bench.must("", new Command.DeclareLost(List.of(a.effectId()), "its lease had run out"));

    assertThat(status("a")).isEqualTo(TaskStatus.VERIFYING);
    bench.must("", new Command.Verified(a.effectId(), true, "", Map.of()));
    assertThat(status("a")).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void an_empty_text_is_a_value_of_the_context() {
    bench.must("", new Command.SetContext("project", "", "k", "x"));
    bench.must("", new Command.SetContext("project", "", "k", ""));

    assertThat(bench.live.context("project", "").get("k").value()).isEqualTo("");
  }

  @Test
  void a_question_does_not_overwrite_an_answered_one_with_its_id() {
    bench.must("", question("d1", "one"));
    bench.must("", new Command.Decide("d1", dev.milestone.model.DecisionStatus.APPROVED, "ok"));

    assertThat(bench.run("", question("d1", "two")).refusal().code()).isEqualTo("id_taken");
  }

  private static Command question(String id, String subject) {
    return new Command.RequestDecisions(
        List.of(
            new Command.DecisionRequest(
                id, "approval", "?", "lead", subject, null, null, List.of())));
  }

  @Test
  void a_cancelled_task_that_would_wait_for_itself_by_now_is_not_retried() {
    plan.milestone("m1").milestone("m2", "m1").task("b", "m1").task("a", "m1", "b").task("c", "m1");
    planned();
    bench.must("", new Command.CancelTask("a", "no"));
    bench.must("", plan.without("a").task("b", "m2").apply());

    assertThat(bench.run("", new Command.RetryTask("a", "yes")).refusal().code())
        .isEqualTo("cycle");
  }

  @Test
  void
      the_chain_of_a_blocked_task_names_what_blocks_its_milestone_not_what_was_cancelled_beside_it() {
    plan.milestone("m1").milestone("m2", "m1").milestone("m0");
    plan.task("f", "m0").task("x", "m1").task("y", "m1", "f").task("z", "m1").task("w", "m2");
    planned();
    bench.must("", new Command.CancelTask("x", "no"));
    failed("f");

    assertThat(bench.live.blockingChain(bench.live.task("w")).stream().map(TaskNode::id))
        .containsExactly("f", "y");
  }

  @Test
  void a_long_path_through_a_milestone_without_tasks_is_seen() {
    plan.milestone("m1").milestone("m2", "m1").milestone("m3", "m2");
    plan.task("a", "m1").task("b", "m3");
    planned();

    assertThat(bench.live.criticalPath().stream().map(TaskNode::id)).containsExactly("a", "b");
  }

  @Test
  void blocked_tasks_behind_a_cancelled_one_are_counted_through_their_milestones() {
    plan.milestone("m1").milestone("m2", "m1").task("a", "m1").task("b", "m1", "a");
    plan.task("c", "m1").task("d", "m2");
    planned();

    List<NewEvent> events = bench.must("", new Command.CancelTask("a", "no"));

    NewEvent blocker =
        events.stream()
            .filter(e -> e.type().equals(EventTypes.BLOCKER_DETECTED))
            .findFirst()
            .orElseThrow();
    assertThat(blocker.list("blocked")).containsExactly("b", "d");
  }

  @Test
  void a_successor_of_a_fan_out_costs_its_links_and_a_failure_of_a_chain_costs_the_chain() {
    // Quadratic would be 10^8 and 10^10 steps: minutes, not seconds.
    plan.milestone("m1").milestone("m2", "m1").task("hub", "m1");
    for (int i = 0; i < 10_000; i++) {
      plan.task("f" + i, "m1", "hub");
    }
    for (int i = 0; i < 10_000; i++) {
      plan.task("x" + i, "m2");
    }
    Evolution evolution = new Evolution();
    evolution.run(plan.apply());
    evolution.run(new Command.Claim("any", "hub", Set.of(), 0, 1));
    long token = evolution.state.lastToken;
    org.assertj.core.api.Assertions.assertThatCode(
            () ->
                org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> {
                      evolution.run(
                          new Command.Report("hub", token, AttemptOutcome.FAILED, Map.of(), null));
                      evolution.run(new Command.RetryTask("hub", "again"));
                      evolution.run(new Command.Claim("any", "hub", Set.of(), 0, 1));
                      evolution.run(
                          new Command.Report(
                              "hub", token + 1, AttemptOutcome.SUCCEEDED, Map.of(), null));
                      evolution.run(Plans.begin("s", 16, Plans.ANY));
                      for (int i = 0; i < 10_000; i++) {
                        AttemptNode next = evolution.state.active().values().iterator().next();
                        evolution.run(
                            new Command.Report(
                                next.task().id(),
                                next.token(),
                                AttemptOutcome.SUCCEEDED,
                                Map.of(),
                                null));
                      }
                    }))
        .doesNotThrowAnyException();
    assertThat(evolution.state.milestone("m1").status()).isEqualTo(MilestoneStatus.COMPLETED);
  }

  @Test
  void a_chain_of_a_hundred_thousand_tasks_is_planned_failed_and_released() {
    plan.milestone("m1").milestone("m2", "m1").task("t0", "m1").task("last", "m2");
    List<dev.milestone.model.TaskDefinition> tasks = new ArrayList<>();
    tasks.add(Plans.define("t0", "m1", b -> b));
    for (int i = 1; i < 100_000; i++) {
      tasks.add(Plans.define("t" + i, "m1", b -> b, "t" + (i - 1)));
    }
    tasks.add(Plans.define("last", "m2", b -> b));
    Command.ApplyPlan small = (Command.ApplyPlan) plan.apply();
    Evolution evolution = new Evolution();
    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          evolution.run(
              new Command.ApplyPlan(small.project().toBuilder().tasks(tasks).build(), List.of()));
          evolution.run(new Command.Claim("any", "t0", Set.of(), 0, 1));
          evolution.run(new Command.Report("t0", 1, AttemptOutcome.FAILED, Map.of(), null));
          assertThat(evolution.state.task("last").status()).isEqualTo(TaskStatus.BLOCKED);
          assertThat(evolution.state.task("t99999").status()).isEqualTo(TaskStatus.BLOCKED);
          evolution.run(new Command.RetryTask("t0", "again"));
          assertThat(evolution.state.task("t99999").status()).isEqualTo(TaskStatus.PENDING);
          for (int i = 0; i < 1_000; i++) {
            evolution.run(new Command.Claim("any", null, Set.of(), 0, 1));
            evolution.run(
                new Command.Report(
                    "t" + i, evolution.state.lastToken, AttemptOutcome.SUCCEEDED, Map.of(), null));
          }
        });
    assertThat(evolution.state.criticalPath()).hasSize(100_000 - 1_000 + 1);
  }

  /** A state without a second one beside it, for what is large. */
  private final class Evolution {
    final State state = new State(bench.definitions);

    void run(Command command) {
      Decider.decide(state, command, bench.env("e"));
    }
  }
}
