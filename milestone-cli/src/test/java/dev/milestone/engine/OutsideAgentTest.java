package dev.milestone.engine;

import static dev.milestone.engine.Given.builder;
import static dev.milestone.engine.Given.end;
import static dev.milestone.engine.Given.events;
import static dev.milestone.engine.Given.outside;
import static dev.milestone.engine.Given.plan;
import static dev.milestone.engine.Given.refused;
import static dev.milestone.engine.Given.status;
import static dev.milestone.engine.Given.task;
import static dev.milestone.engine.Given.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.Claim;
import dev.milestone.ClaimRequest;
import dev.milestone.ExecuteRequest;
import dev.milestone.Execution;
import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.TaskReport;
import dev.milestone.model.AgentId;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Task;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import dev.milestone.spi.agent.CommandRunner;
import dev.milestone.testkit.ManualTime;
import dev.milestone.testkit.ScriptedAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutsideAgentTest {
  private final ManualTime time = new ManualTime();
  private final TestStore store = new TestStore();

  /** Each call of a command line opens an engine of its own. */
  private MilestoneEngine line() {
    return line(Given.PASSES);
  }

  private MilestoneEngine line(CommandRunner runner) {
    return outside(runner).storage(store).time(time).build();
  }

  static Claim claim(MilestoneEngine engine, String agent, String task) {
    return engine
        .tasks()
        .claim(
            ClaimRequest.builder(AgentId.of(agent))
                .task(TaskId.of(task))
                .lease(Duration.ofMinutes(1))
                .build());
  }

  private static TaskReport report(String task, long token) {
    return TaskReport.builder(TaskId.of(task), token).summary("said so").build();
  }

  @Test
  void claims_and_completes() {
    try (MilestoneEngine engine = line()) {
      plan(engine, "id: a", "id: b, depends_on: [a]");
      Claim claim = engine.tasks().claim(ClaimRequest.builder(AgentId.of("one")).build());
      assertThat(claim.task().value()).isEqualTo("a");
      assertThat(claim.assignment()).isPresent();
      Task done = engine.tasks().complete(report("a", claim.fencingToken()));
      assertThat(done.status()).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(done.verified()).isFalse();
      assertThat(status(engine, "b")).isEqualTo(TaskStatus.READY);
    }
  }

  @Test
  void a_report_is_verified_by_the_command_itself() {
    try (MilestoneEngine engine = line()) {
      plan(engine, "id: a, verify: [check]");
      Claim claim = claim(engine, "one", "a");
      assertThat(engine.tasks().complete(report("a", claim.fencingToken())).verified()).isTrue();
    }
  }

  @Test
  void a_refuted_report_gets_the_same_answer_again() {
    try (MilestoneEngine engine = line(Given.REFUTES)) {
      plan(engine, "id: a, verify: [check], retry: {attempts: 1}");
      Claim claim = claim(engine, "one", "a");
      for (int i = 0; i < 3; i++) {
        Task answer = engine.tasks().complete(report("a", claim.fencingToken()));
        assertThat(answer.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(answer.attempts()).hasSize(1);
      }
      assertThat(events(engine, "verification_completed")).hasSize(1);
    }
  }

  @Test
  void repeating_a_report_changes_nothing() {
    try (MilestoneEngine engine = line()) {
      plan(engine, "id: a");
      Claim claim = claim(engine, "one", "a");
      engine.tasks().complete(report("a", claim.fencingToken()));
      long last = engine.events().lastSequence();
      assertThat(engine.tasks().complete(report("a", claim.fencingToken())).status())
          .isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(engine.events().lastSequence()).isEqualTo(last);
    }
  }

  @Test
  void failing_repeats_too_and_the_task_is_ready_again() {
    try (MilestoneEngine engine = line()) {
      plan(engine, "id: a, retry: {attempts: 2}");
      Claim claim = claim(engine, "one", "a");
      engine.tasks().fail(report("a", claim.fencingToken()));
      engine.tasks().fail(report("a", claim.fencingToken()));
      assertThat(status(engine, "a")).isEqualTo(TaskStatus.READY);
      assertThat(task(engine, "a").attempts()).hasSize(1);
    }
  }

  @Test
  void a_token_that_was_never_given_is_refused() {
    try (MilestoneEngine engine = line()) {
      plan(engine, "id: a");
      long token = claim(engine, "one", "a").fencingToken();
      refused("stale_token", () -> engine.tasks().complete(report("a", token + 1)));
      refused("stale_token", () -> engine.tasks().heartbeat(TaskId.of("a"), token + 1));
      assertThat(status(engine, "a")).isEqualTo(TaskStatus.RUNNING);
    }
  }

  @Test
  void a_claim_without_heartbeat_expires_and_another_gets_the_task_in_one_command() {
    Claim first;
    try (MilestoneEngine engine = line()) {
      plan(engine, "id: a");
      first = claim(engine, "one", "a");
    }
    time.advance(Duration.ofSeconds(59));
    try (MilestoneEngine engine = line()) {
      refused("not_ready", () -> claim(engine, "two", "a"));
    }
    time.advance(Duration.ofSeconds(2));
    try (MilestoneEngine engine = line()) {
      Claim second = claim(engine, "two", "a");
      assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
      assertThat(second.attempt()).isEqualTo(2);
      refused("stale_token", () -> engine.tasks().complete(report("a", first.fencingToken())));
      refused("stale_token", () -> engine.tasks().heartbeat(TaskId.of("a"), first.fencingToken()));
      assertThat(task(engine, "a").attempts().get(0).outcome()).contains(AttemptOutcome.LOST);
      assertThat(engine.tasks().complete(report("a", second.fencingToken())).status())
          .isEqualTo(TaskStatus.SUCCEEDED);
    }
  }

  @Test
  void a_heartbeat_keeps_the_claim() {
    try (MilestoneEngine engine = line()) {
      plan(engine, "id: a");
      Claim claim = claim(engine, "one", "a");
      for (int i = 0; i < 5; i++) {
        time.advance(Duration.ofSeconds(50));
        engine.tasks().heartbeat(TaskId.of("a"), claim.fencingToken());
        refused("not_ready", () -> claim(engine, "two", "a"));
      }
    }
  }

  @Test
  void leases_do_not_ask_the_wall_clock() {
    try (MilestoneEngine engine = line()) {
      plan(engine, "id: a");
      claim(engine, "one", "a");
      time.setWall(ManualTime.BEGIN.plus(Duration.ofDays(400)));
      refused("not_ready", () -> claim(engine, "two", "a"));
      time.setWall(ManualTime.BEGIN.minus(Duration.ofDays(400)));
      time.advance(Duration.ofSeconds(61));
      assertThat(claim(engine, "two", "a").attempt()).isEqualTo(2);
    }
  }

  @Test
  void of_many_that_claim_at_once_one_gets_the_task() throws Exception {
    try (MilestoneEngine engine = line();
        MilestoneEngine other = line()) {
      plan(engine, "id: a");
      AtomicInteger got = new AtomicInteger();
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int n = i;
        all.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    claim(n % 2 == 0 ? engine : other, "agent-" + n, "a");
                    got.incrementAndGet();
                  } catch (MilestoneException e) {
                    assertThat(e.code()).isEqualTo("not_ready");
                  }
                }));
      }
      CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).get(10, TimeUnit.SECONDS);
      assertThat(got).hasValue(1);
    }
  }

  @Test
  void nothing_ready_says_so() {
    try (MilestoneEngine engine = line()) {
      refused(
          "nothing_ready",
          () -> engine.tasks().claim(ClaimRequest.builder(AgentId.of("one")).build()));
    }
  }

  @Test
  void a_claim_by_name_waits_for_the_lag_as_any_other() {
    try (MilestoneEngine engine = line()) {
      plan(engine, "id: a", "id: b, depends_on: [{task: a, lag: 1h}]");
      Claim a = claim(engine, "one", "a");
      engine.tasks().complete(report("a", a.fencingToken()));
      refused("not_ready", () -> claim(engine, "one", "b"));
      time.advance(Duration.ofMinutes(61));
      assertThat(claim(engine, "one", "b").task().value()).isEqualTo("b");
    }
  }

  @Test
  void a_capability_that_is_missing_is_named() {
    try (MilestoneEngine engine = line()) {
      plan(engine, "id: a, requires: [cobol]");
      refused("missing_capability", () -> claim(engine, "one", "a"));
    }
  }

  @Test
  void file_claims_keep_outside_agents_apart() {
    try (MilestoneEngine engine = line()) {
      plan(engine, "id: a, files: ['src/**']", "id: b, files: ['src/x.txt']");
      claim(engine, "one", "a");
      refused("conflict", () -> claim(engine, "two", "b"));
    }
  }

  @Test
  void an_execution_in_memory_waits_for_a_claim_and_goes_on_when_its_lease_is_over()
      throws Exception {
    ScriptedAgent agent = new ScriptedAgent();
    try (MilestoneEngine engine = builder(agent).time(time).build()) {
      plan(engine, "id: a");
      claim(engine, "one", "a");
      Execution run = engine.execute(ExecuteRequest.all());
      until(
          "the lease is over and the task is done",
          () -> {
            time.advance(Duration.ofSeconds(1));
            return run.result().toCompletableFuture().isDone();
          });
      assertThat(end(run).goalMet()).isTrue();
      assertThat(agent.started()).containsExactly("a");
      assertThat(task(engine, "a").attempts()).hasSize(2);
    }
  }

  @Test
  void an_agent_that_is_cancelled_hears_it_at_its_next_heartbeat() {
    try (MilestoneEngine engine = line()) {
      plan(engine, "id: a");
      Claim claim = claim(engine, "one", "a");
      engine.tasks().cancel(TaskId.of("a"), "not wanted");
      refused("cancelled", () -> engine.tasks().heartbeat(TaskId.of("a"), claim.fencingToken()));
      assertThat(engine.tasks().fail(report("a", claim.fencingToken())).status())
          .isEqualTo(TaskStatus.CANCELLED);
    }
  }

  @Test
  void work_that_another_command_verifies_is_waited_for() throws Exception {
    CompletableFuture<Boolean> go = new CompletableFuture<>();
    CompletableFuture<Boolean> verifying = new CompletableFuture<>();
    try (MilestoneEngine first =
            line(
                request -> {
                  verifying.complete(true);
                  go.join();
                  return Given.result(0);
                });
        MilestoneEngine second = line()) {
      plan(first, "id: a, verify: [check]");
      TaskReport report = report("a", claim(first, "one", "a").fencingToken());
      CompletableFuture<Task> one =
          CompletableFuture.supplyAsync(() -> first.tasks().complete(report));
      assertThat(verifying.get(5, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Task> two =
          CompletableFuture.supplyAsync(() -> second.tasks().complete(report));
      go.complete(true);
      assertThat(one.get(5, TimeUnit.SECONDS).status()).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(two.get(5, TimeUnit.SECONDS).status()).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(events(first, "verification_completed")).hasSize(1);
    }
  }

  @Test
  void a_verification_whose_command_died_is_taken_over_once() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CompletableFuture<Boolean> never = new CompletableFuture<>();
    try (MilestoneEngine dying =
        line(
            request -> {
              never.join();
              return Given.result(0);
            })) {
      plan(dying, "id: a, verify: [check]");
      TaskReport report = report("a", claim(dying, "one", "a").fencingToken());
      CompletableFuture<Task> gone =
          CompletableFuture.supplyAsync(() -> dying.tasks().complete(report));
      until("it verifies", () -> status(dying, "a") == TaskStatus.VERIFYING);
      store.dead.addAll(store.participants());
      try (MilestoneEngine engine =
          line(
              request -> {
                runs.incrementAndGet();
                return Given.result(0);
              })) {
        Task done = engine.tasks().complete(report);
        assertThat(done.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(done.verified()).isTrue();
        assertThat(runs).hasValue(1);
      }
      never.complete(true);
      assertThat(gone.get(5, TimeUnit.SECONDS).status()).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(events(dying, "verification_completed")).hasSize(1);
    }
  }
}
