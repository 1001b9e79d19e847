package dev.milestone.engine;

import static dev.milestone.engine.Given.SOON;
import static dev.milestone.engine.Given.builder;
import static dev.milestone.engine.Given.end;
import static dev.milestone.engine.Given.events;
import static dev.milestone.engine.Given.plan;
import static dev.milestone.engine.Given.run;
import static dev.milestone.engine.Given.status;
import static dev.milestone.engine.Given.task;
import static dev.milestone.engine.Given.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milestone.ExecuteRequest;
import dev.milestone.Execution;
import dev.milestone.ExecutionSummary;
import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.PlanRequest;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.testkit.ManualTime;
import dev.milestone.testkit.ScriptedAgent;
import dev.milestone.testkit.ScriptedAgent.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ExecutionTest {
  private final ManualTime time = new ManualTime();
  private final ScriptedAgent agent = new ScriptedAgent();

  private MilestoneEngine engine() {
    return builder(agent).time(time).build();
  }

  @Test
  void runs_a_chain_in_order() throws Exception {
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a", "id: b, depends_on: [a]", "id: c, depends_on: [b]");
      ExecutionSummary summary = run(engine);
      assertThat(agent.started()).containsExactly("a", "b", "c");
      assertThat(summary.goalMet()).isTrue();
      assertThat(summary.attempts()).isEqualTo(3);
    }
  }

  @Test
  void runs_with_a_clock_that_stands_still_however_many_tasks_end_at_once() throws Exception {
    try (MilestoneEngine engine = builder(agent, 16).time(time).build()) {
      String[] tasks = new String[64];
      for (int i = 0; i < tasks.length; i++) {
        tasks[i] = "id: t" + i;
      }
      plan(engine, tasks);
      assertThat(run(engine).succeeded()).hasSize(64);
    }
  }

  @Test
  void nothing_to_do_ends_at_once() throws Exception {
    try (MilestoneEngine engine = engine()) {
      assertThat(run(engine).reason()).isEqualTo("completed");
      plan(engine, "id: a");
      run(engine);
      ExecutionSummary again = run(engine);
      assertThat(again.reason()).isEqualTo("completed");
      assertThat(again.succeeded()).containsExactly(TaskId.of("a"));
      assertThat(agent.started()).containsExactly("a");
    }
  }

  @Test
  void a_milestone_without_tasks_completes() throws Exception {
    try (MilestoneEngine engine = engine()) {
      engine.plan(
          PlanRequest.fromText("p.yaml", "milestones:\n  - {id: m1, title: Empty, tasks: []}\n"));
      assertThat(run(engine).goalMet()).isTrue();
      assertThat(Given.types(engine)).contains("milestone_completed");
    }
  }

  @Test
  void two_executions_at_once_do_each_task_once() throws Exception {
    agent.on("a", Step.hold());
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a", "id: b, depends_on: [a]");
      Execution first = engine.execute(ExecuteRequest.all());
      agent.awaitStarted("a", SOON);
      Execution second = engine.execute(ExecuteRequest.all());
      agent.release("a");
      assertThat(end(first).goalMet()).isTrue();
      assertThat(end(second).goalMet()).isTrue();
      assertThat(agent.started()).containsExactly("a", "b");
    }
  }

  @Test
  void an_agent_that_returns_nothing_has_failed() throws Exception {
    agent.on("a", Step.work((assignment, control) -> null));
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a, retry: {attempts: 1}");
      assertThat(run(engine).failed()).containsExactly(TaskId.of("a"));
      assertThat(task(engine, "a").attempts().get(0).reason()).contains("returned nothing");
    }
  }

  @Test
  void an_agent_that_throws_an_error_has_failed_and_harms_nobody() throws Exception {
    agent
        .on("a", Step.raise(new OutOfMemoryError("planted")))
        .on("b", Step.raise(new AssertionError("no")));
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a, retry: {attempts: 1}", "id: b, retry: {attempts: 1}", "id: c");
      ExecutionSummary summary = run(engine);
      assertThat(summary.failed()).containsExactly(TaskId.of("a"), TaskId.of("b"));
      assertThat(summary.succeeded()).containsExactly(TaskId.of("c"));
    }
  }

  @Test
  void details_that_are_no_json_do_not_keep_the_result_from_being_heard() throws Exception {
    Map<String, Object> bad = new HashMap<>();
    bad.put("thread", Thread.currentThread());
    AgentResult result = AgentResult.succeeded("fine");
    agent.on(
        "a",
        Step.work(
            (assignment, control) ->
                new AgentResult(
                    true, "fine", result.exitCode(), List.of(), result.cost(), List.of(), bad)));
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a");
      assertThat(run(engine).goalMet()).isTrue();
    }
  }

  @Test
  void a_flood_of_details_is_dropped_and_said_so() throws Exception {
    AgentResult result = AgentResult.succeeded("fine");
    agent.on(
        "a",
        Step.work(
            (assignment, control) ->
                new AgentResult(
                    true,
                    "x".repeat(100_000),
                    result.exitCode(),
                    List.of(),
                    result.cost(),
                    List.of(),
                    Map.of("log", "x".repeat(20_000_000)))));
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a");
      assertThat(run(engine).goalMet()).isTrue();
      assertThat(events(engine, "task_succeeded").get(0).line())
          .contains("dropped")
          .hasSizeLessThan(10_000);
    }
  }

  @Test
  void a_flood_of_notes_is_bounded() throws Exception {
    agent.on(
        "a",
        Step.work(
            (assignment, control) -> {
              for (int i = 0; i < 3_000; i++) {
                control.note("n".repeat(10_000));
              }
              return AgentResult.succeeded();
            }));
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a");
      run(engine);
      assertThat(events(engine, "note_added"))
          .hasSize(1_000)
          .allSatisfy(e -> assertThat(e.text("text").orElse("")).hasSize(4_000));
    }
  }

  @Test
  void notes_of_an_attempt_that_failed_are_kept() throws Exception {
    AgentResult failed = AgentResult.failed("no");
    agent.on(
        "a", Step.work((assignment, control) -> failed.withNotes(List.of("the key is missing"))));
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a, retry: {attempts: 1}");
      run(engine);
      assertThat(task(engine, "a").notes()).anyMatch(n -> n.contains("the key is missing"));
    }
  }

  @Test
  void a_retry_waits_for_its_backoff_by_the_monotonic_clock_although_the_wall_jumps_back_a_month()
      throws Exception {
    agent.on("a", Step.fail("once"), Step.succeed());
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a, retry: {attempts: 2, backoff: 10m}");
      Execution run = engine.execute(ExecuteRequest.all());
      until("a retry is scheduled", () -> !events(engine, "task_retry_scheduled").isEmpty());
      time.setWall(Instant.parse("2025-12-05T09:00:00Z"));
      time.advance(Duration.ofMinutes(9));
      engine.update();
      assertThat(agent.started()).hasSize(1);
      time.advance(Duration.ofMinutes(2));
      assertThat(end(run).goalMet()).isTrue();
      assertThat(agent.started()).hasSize(2);
    }
  }

  @Test
  void a_lag_is_waited_for() throws Exception {
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a", "id: b, depends_on: [{task: a, lag: 2h}]");
      Execution run = engine.execute(ExecuteRequest.all());
      until("a is done", () -> status(engine, "a") == TaskStatus.SUCCEEDED);
      time.advance(Duration.ofMinutes(119));
      engine.update();
      assertThat(agent.started()).containsExactly("a");
      time.advance(Duration.ofMinutes(2));
      assertThat(end(run).goalMet()).isTrue();
    }
  }

  @Test
  void a_wait_that_ends_while_the_store_is_busy_is_not_forgotten() throws Exception {
    TestStore store = new TestStore();
    agent.on("a", Step.fail("once"), Step.succeed());
    try (MilestoneEngine engine = builder(agent).storage(store).time(time).build()) {
      plan(engine, "id: a, retry: {attempts: 2, backoff: 10m}");
      Execution run = engine.execute(ExecuteRequest.all());
      until("a retry is scheduled", () -> events(engine, "task_retry_scheduled").size() == 1);
      store.busyTurns.set(1);
      time.advance(Duration.ofMinutes(11));
      until("the store was busy", () -> store.busyTurns.get() == 0);
      time.advance(Duration.ofSeconds(5));
      assertThat(end(run).goalMet()).isTrue();
    }
  }

  @Test
  void a_timeout_ends_the_attempt() throws Exception {
    agent.on("a", Step.hold());
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a, timeout: 10m, retry: {attempts: 1}");
      Execution run = engine.execute(ExecuteRequest.all());
      agent.awaitStarted("a", SOON);
      time.advance(Duration.ofMinutes(11));
      assertThat(end(run).failed()).containsExactly(TaskId.of("a"));
      assertThat(agent.interrupted()).containsExactly("a");
      assertThat(task(engine, "a").attempts().get(0).reason()).contains("timeout");
    }
  }

  @Test
  void a_timeout_covers_the_verification() throws Exception {
    CompletableFuture<Boolean> verifying = new CompletableFuture<>();
    try (MilestoneEngine engine =
        MilestoneEngine.builder()
            .inMemory()
            .time(time)
            .commandRunner(
                request -> {
                  verifying.complete(true);
                  try {
                    TimeUnit.HOURS.sleep(1);
                  } catch (InterruptedException e) {
                    return Given.result(-3);
                  }
                  return Given.result(0);
                })
            .agent(
                dev.milestone.model.AgentDefinition.builder(dev.milestone.model.AgentId.of("w"))
                    .build(),
                agent)
            .build()) {
      plan(engine, "id: a, timeout: 10m, retry: {attempts: 1}, verify: [check]");
      Execution run = engine.execute(ExecuteRequest.all());
      assertThat(verifying.get(5, TimeUnit.SECONDS)).isTrue();
      time.advance(Duration.ofMinutes(11));
      assertThat(end(run).failed()).containsExactly(TaskId.of("a"));
    }
  }

  @Test
  void an_agent_that_ignores_its_end_is_given_up() throws Exception {
    agent.on("a", Step.ignoreInterrupts(), Step.succeed());
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a, timeout: 10m, retry: {attempts: 2}");
      Execution run = engine.execute(ExecuteRequest.all());
      agent.awaitStarted("a", SOON);
      time.advance(Duration.ofMinutes(11));
      time.advance(Duration.ofMinutes(1));
      until(
          "the attempt is given up",
          () -> {
            time.advance(Duration.ofSeconds(2));
            return task(engine, "a").attempts().size() > 1;
          });
      assertThat(end(run).goalMet()).isTrue();
      agent.release("a");
    }
  }

  @Test
  void an_interrupt_for_one_attempt_does_not_hit_the_next_on_the_same_thread() throws Exception {
    AtomicInteger hits = new AtomicInteger();
    agent.on("a", Step.hold());
    for (int i = 0; i < 20; i++) {
      agent.on(
          "b" + i,
          Step.work(
              (assignment, control) -> {
                if (Thread.interrupted()) {
                  hits.incrementAndGet();
                }
                return AgentResult.succeeded();
              }));
    }
    try (MilestoneEngine engine = builder(agent, 1).time(time).build()) {
      String[] tasks = new String[21];
      tasks[0] = "id: a, priority: 0, timeout: 10m, retry: {attempts: 1}";
      for (int i = 0; i < 20; i++) {
        tasks[i + 1] = "id: b" + i + ", priority: 3";
      }
      plan(engine, tasks);
      Execution run = engine.execute(ExecuteRequest.all());
      agent.awaitStarted("a", SOON);
      time.advance(Duration.ofMinutes(11));
      assertThat(end(run).succeeded()).hasSize(20);
      assertThat(hits).hasValue(0);
    }
  }

  @Test
  void fail_fast_starts_nothing_further() throws Exception {
    agent.on("a", Step.fail("no"));
    try (MilestoneEngine engine = builder(agent, 1).time(time).build()) {
      plan(engine, "id: a, priority: 0, retry: {attempts: 1}", "id: b, priority: 3");
      ExecutionSummary summary =
          end(engine.execute(ExecuteRequest.builder().failFast(true).build()));
      assertThat(summary.failed()).containsExactly(TaskId.of("a"));
      assertThat(summary.open()).containsExactly(TaskId.of("b"));
      assertThat(agent.started()).containsExactly("a");
    }
  }

  @Test
  void until_stops_after_the_task() throws Exception {
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a", "id: b, depends_on: [a]", "id: c, depends_on: [b]");
      ExecutionSummary summary =
          end(engine.execute(ExecuteRequest.builder().until(TaskId.of("b")).build()));
      assertThat(summary.reason()).isEqualTo("until_reached");
      assertThat(agent.started()).containsExactly("a", "b");
    }
  }

  @Test
  void never_more_attempts_at_once_than_asked_for() throws Exception {
    agent.on("a", Step.hold()).on("b", Step.hold()).on("c", Step.hold());
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a", "id: b", "id: c");
      Execution run = engine.execute(ExecuteRequest.builder().agents(OptionalInt.of(2)).build());
      until("two are started", () -> agent.started().size() == 2);
      agent.release("a");
      agent.release("b");
      agent.release("c");
      assertThat(end(run).goalMet()).isTrue();
      assertThat(agent.mostAtOnce()).isEqualTo(2);
    }
  }

  @Test
  void no_agent_at_all_or_far_too_many_is_refused() {
    try (MilestoneEngine engine = engine()) {
      for (int n : new int[] {0, -1, 1_000_000}) {
        assertThatThrownBy(
                () -> engine.execute(ExecuteRequest.builder().agents(OptionalInt.of(n)).build()))
            .isInstanceOfSatisfying(
                MilestoneException.class, e -> assertThat(e.code()).isEqualTo("bad_agents"));
      }
    }
  }

  @Test
  void a_failed_task_blocks_what_is_behind_it_and_nothing_else() throws Exception {
    agent.on("a", Step.fail("no"));
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a, retry: {attempts: 1}", "id: b, depends_on: [a]", "id: c");
      ExecutionSummary summary = run(engine);
      assertThat(summary.blocked()).containsExactly(TaskId.of("b"));
      assertThat(summary.succeeded()).containsExactly(TaskId.of("c"));
      assertThat(summary.reason()).isEqualTo("goal_not_met");
      agent.on("a", Step.succeed());
      engine.tasks().retry(TaskId.of("a"));
      assertThat(run(engine).goalMet()).isTrue();
    }
  }

  @Test
  void a_task_added_while_it_runs_is_done_too() throws Exception {
    agent.on("a", Step.hold());
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a");
      Execution run = engine.execute(ExecuteRequest.all());
      agent.awaitStarted("a", SOON);
      engine
          .tasks()
          .add(TaskDefinition.builder(TaskId.of("late"), MilestoneId.of("m1"), "Late").build());
      agent.release("a");
      assertThat(end(run).succeeded()).containsExactlyInAnyOrder(TaskId.of("a"), TaskId.of("late"));
    }
  }

  @Test
  void a_task_cancelled_while_it_runs_is_ended() throws Exception {
    agent.on("a", Step.hold());
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a", "id: b");
      Execution run = engine.execute(ExecuteRequest.all());
      agent.awaitStarted("a", SOON);
      engine.tasks().cancel(TaskId.of("a"), "not wanted");
      ExecutionSummary summary = end(run);
      assertThat(summary.succeeded()).containsExactly(TaskId.of("b"));
      assertThat(status(engine, "a")).isEqualTo(TaskStatus.CANCELLED);
      assertThat(agent.interrupted()).containsExactly("a");
    }
  }

  @Test
  void a_cancelled_milestone_ends_all_its_attempts() throws Exception {
    agent.on("a", Step.hold()).on("b", Step.hold());
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a", "id: b", "id: c, depends_on: [a]");
      Execution run = engine.execute(ExecuteRequest.all());
      until("both run", () -> agent.started().size() == 2);
      engine.milestones().cancel(MilestoneId.of("m1"), "not wanted");
      end(run);
      assertThat(agent.interrupted()).containsExactlyInAnyOrder("a", "b");
      assertThat(agent.started()).hasSize(2);
    }
  }

  @Test
  void cancelling_leaves_a_checkpoint_and_a_session_to_resume() throws Exception {
    agent.on("a", Step.hold());
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a");
      Execution run = engine.execute(ExecuteRequest.all());
      agent.awaitStarted("a", SOON);
      run.cancel();
      assertThat(end(run).reason()).isEqualTo("cancelled");
      assertThat(events(engine, "checkpoint_created"))
          .anyMatch(e -> e.text("trigger").orElse("").equals("signal"));
      agent.on("a", Step.succeed());
      Execution again = engine.execute(ExecuteRequest.all());
      assertThat(again.sessionId()).isEqualTo(run.sessionId());
      assertThat(end(again).goalMet()).isTrue();
    }
  }

  @Test
  void cancelling_an_execution_with_nothing_under_way_leaves_a_checkpoint_too() throws Exception {
    agent.on("a", Step.fail("once"), Step.succeed());
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a, retry: {attempts: 2, backoff: 10m}");
      Execution run = engine.execute(ExecuteRequest.all());
      until("a retry is scheduled", () -> events(engine, "task_retry_scheduled").size() == 1);
      run.cancel();
      assertThat(end(run).reason()).isEqualTo("cancelled");
      assertThat(events(engine, "checkpoint_created")).isNotEmpty();
    }
  }

  @Test
  void the_handle_of_an_execution_that_is_over_cancels_nothing() throws Exception {
    agent.on("a", Step.hold());
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a");
      Execution first = engine.execute(ExecuteRequest.all());
      agent.awaitStarted("a", SOON);
      first.cancel();
      end(first);
      Execution second = engine.execute(ExecuteRequest.all());
      agent.awaitStarted("a", 2, SOON);
      first.cancel();
      agent.release("a");
      assertThat(end(second).goalMet()).isTrue();
    }
  }

  @Test
  void an_executor_that_refuses_work_fails_the_attempt_and_does_not_loop() throws Exception {
    Executor full =
        work -> {
          throw new RejectedExecutionException("full");
        };
    try (MilestoneEngine engine = builder(agent).executor(full).build()) {
      plan(engine, "id: a, retry: {attempts: 2}");
      assertThat(run(engine).failed()).containsExactly(TaskId.of("a"));
      assertThat(task(engine, "a").attempts()).hasSize(2);
      assertThat(task(engine, "a").attempts().get(1).reason()).contains("full");
    }
  }

  @Test
  void an_executor_that_runs_work_in_the_caller_does_not_hold_up_the_engine() throws Exception {
    agent.on("a", Step.hold());
    try (MilestoneEngine engine = builder(agent).executor(Runnable::run).build()) {
      plan(engine, "id: a, verify: [check]");
      Execution run = engine.execute(ExecuteRequest.all());
      agent.awaitStarted("a", SOON);
      engine.update();
      agent.release("a");
      assertThat(end(run).goalMet()).isTrue();
    }
  }

  @Test
  void a_callback_that_blocks_holds_up_nobody() throws Exception {
    CompletableFuture<Boolean> go = new CompletableFuture<>();
    // Held until the callback is there: one that comes late runs on the caller's own thread.
    agent.on("a", Step.hold());
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a");
      Execution run = engine.execute(ExecuteRequest.all());
      run.result().thenRun(go::join);
      agent.release("a");
      end(run);
      plan(engine, "id: a", "id: b");
      assertThat(run(engine).goalMet()).isTrue();
      go.complete(true);
    }
  }

  @Test
  void an_interrupted_caller_gets_its_answer() throws Exception {
    try (MilestoneEngine engine = engine()) {
      Thread.currentThread().interrupt();
      plan(engine, "id: a");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(status(engine, "a")).isEqualTo(TaskStatus.READY);
    }
  }

  @Test
  void an_agent_may_use_the_engine_that_runs_it() throws Exception {
    AtomicReference<MilestoneEngine> self = new AtomicReference<>();
    agent.on(
        "a",
        Step.work(
            (assignment, control) -> {
              self.get().tasks().note(TaskId.of("a"), "from inside");
              self.get()
                  .tasks()
                  .add(TaskDefinition.builder(TaskId.of("b"), MilestoneId.of("m1"), "B").build());
              return AgentResult.succeeded();
            }));
    try (MilestoneEngine engine = engine()) {
      self.set(engine);
      plan(engine, "id: a");
      assertThat(run(engine).succeeded()).hasSize(2);
    }
  }

  @Test
  void one_tree_from_the_users_command_to_the_last_effect() throws Exception {
    agent.on("a", Step.fail("once"), Step.succeed());
    try (MilestoneEngine engine = engine()) {
      plan(engine, "id: a, retry: {attempts: 2}, verify: [check]", "id: b, depends_on: [a]");
      run(engine);
      var started = events(engine, "session_started").get(0);
      for (var event : events(engine)) {
        if (event.sequence() > started.sequence()) {
          assertThat(event.correlationId()).as(event.line()).isEqualTo(started.correlationId());
          assertThat(event.parentEventId()).as(event.line()).isPresent();
        }
      }
    }
  }
}
