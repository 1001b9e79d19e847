package dev.milestone.engine;

import static dev.milestone.engine.Given.SOON;
import static dev.milestone.engine.Given.builder;
import static dev.milestone.engine.Given.end;
import static dev.milestone.engine.Given.events;
import static dev.milestone.engine.Given.outside;
import static dev.milestone.engine.Given.plan;
import static dev.milestone.engine.Given.refused;
import static dev.milestone.engine.Given.run;
import static dev.milestone.engine.Given.status;
import static dev.milestone.engine.Given.task;
import static dev.milestone.engine.Given.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milestone.ErrorKind;
import dev.milestone.ExecuteRequest;
import dev.milestone.Execution;
import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.event.MilestoneEvent;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.testkit.ManualTime;
import dev.milestone.testkit.ScriptedAgent;
import dev.milestone.testkit.ScriptedAgent.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StoreTroubleTest {
  private final ManualTime time = new ManualTime();
  private final ScriptedAgent agent = new ScriptedAgent();

  private MilestoneEngine engine(TestStore store) {
    return builder(agent).storage(store).time(time).build();
  }

  private MilestoneEngine other(TestStore store) {
    return outside().storage(store).time(time).build();
  }

  private static void isGapless(MilestoneEngine engine) {
    List<MilestoneEvent> events = events(engine);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).sequence()).isEqualTo(i + 1L);
      ids.add(events.get(i).id());
    }
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void a_store_that_compares_and_sets_runs_everything() throws Exception {
    try (MilestoneEngine engine = engine(new TestStore(true))) {
      plan(engine, "id: a, verify: [check]", "id: b, depends_on: [a]", "id: c");
      assertThat(run(engine).goalMet()).isTrue();
      isGapless(engine);
    }
  }

  @Test
  void another_writer_that_is_first_costs_a_second_decision_and_no_second_event() {
    TestStore store = new TestStore(true);
    try (MilestoneEngine engine = engine(store);
        MilestoneEngine other = other(store)) {
      plan(engine, "id: a");
      store.beforeAppend.add(() -> other.tasks().note(TaskId.of("a"), "first"));
      int before = store.bodies.get();
      engine.tasks().note(TaskId.of("a"), "second");
      assertThat(store.bodies.get() - before).isEqualTo(3);
      assertThat(task(engine, "a").notes()).hasSize(2);
      assertThat(events(engine, "note_added")).hasSize(2);
      isGapless(engine);
    }
  }

  @Test
  void attempts_decided_again_and_again_are_started_once() throws Exception {
    TestStore store = new TestStore(true);
    try (MilestoneEngine engine = engine(store);
        MilestoneEngine other = other(store)) {
      plan(engine, "id: a", "id: b", "id: c");
      for (int i = 0; i < 5; i++) {
        store.beforeAppend.add(() -> other.tasks().note(TaskId.of("a"), "in between"));
      }
      assertThat(run(engine).attempts()).isEqualTo(3);
      assertThat(agent.started()).containsExactlyInAnyOrder("a", "b", "c");
      isGapless(engine);
    }
  }

  @Test
  void a_cancellation_that_comes_in_by_a_conflict_is_acted_on() throws Exception {
    TestStore store = new TestStore(true);
    agent.on("a", Step.hold());
    try (MilestoneEngine engine = engine(store);
        MilestoneEngine other = other(store)) {
      plan(engine, "id: a");
      Execution run = engine.execute(ExecuteRequest.all());
      agent.awaitStarted("a", SOON);
      store.beforeAppend.add(() -> other.tasks().cancel(TaskId.of("a"), "not wanted"));
      engine.tasks().note(TaskId.of("a"), "meanwhile");
      end(run);
      assertThat(agent.interrupted()).containsExactly("a");
      assertThat(status(engine, "a")).isEqualTo(TaskStatus.CANCELLED);
    }
  }

  @Test
  void a_claim_that_was_overtaken_is_refused_by_what_is_true_then() {
    TestStore store = new TestStore(true);
    try (MilestoneEngine engine = other(store);
        MilestoneEngine other = other(store)) {
      plan(engine, "id: a");
      store.beforeAppend.add(() -> OutsideAgentTest.claim(other, "two", "a"));
      refused("not_ready", () -> OutsideAgentTest.claim(engine, "one", "a"));
      assertThat(task(engine, "a").attempts()).hasSize(1);
    }
  }

  @Test
  void a_busy_store_fails_the_caller_and_not_the_engine() {
    TestStore store = new TestStore();
    try (MilestoneEngine engine = engine(store)) {
      plan(engine, "id: a");
      store.busyTurns.set(1);
      assertThatThrownBy(() -> engine.tasks().note(TaskId.of("a"), "x"))
          .isInstanceOfSatisfying(
              MilestoneException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(ErrorKind.BUSY);
                assertThat(e.retryable()).isTrue();
              });
      engine.tasks().note(TaskId.of("a"), "x");
      assertThat(task(engine, "a").notes()).hasSize(1);
    }
  }

  @Test
  void the_report_of_an_attempt_outlasts_a_busy_store() throws Exception {
    TestStore store = new TestStore();
    agent.on(
        "a",
        Step.work(
            (assignment, control) -> {
              store.busyTurns.set(1);
              return AgentResult.succeeded();
            }));
    try (MilestoneEngine engine = engine(store)) {
      plan(engine, "id: a");
      Execution run = engine.execute(ExecuteRequest.all());
      until(
          "the report is made again",
          () -> {
            time.advance(Duration.ofMillis(250));
            return run.result().toCompletableFuture().isDone();
          });
      assertThat(end(run).goalMet()).isTrue();
      assertThat(agent.started()).hasSize(1);
    }
  }

  @Test
  void the_end_before_a_verification_outlasts_a_busy_store() throws Exception {
    TestStore store = new TestStore();
    agent.on(
        "a",
        Step.work(
            (assignment, control) -> {
              store.busyTurns.set(2);
              return AgentResult.succeeded();
            }));
    try (MilestoneEngine engine = engine(store)) {
      plan(engine, "id: a, verify: [check]");
      assertThat(run(engine).goalMet()).isTrue();
      assertThat(task(engine, "a").verified()).isTrue();
      assertThat(events(engine, "verification_completed")).hasSize(1);
    }
  }

  @Test
  void what_a_turn_appended_that_was_told_to_be_late_is_acted_on_all_the_same() throws Exception {
    TestStore store = new TestStore();
    agent.on(
        "a",
        Step.work(
            (assignment, control) -> {
              store.lateTurns.set(1);
              return AgentResult.succeeded();
            }));
    try (MilestoneEngine engine = engine(store)) {
      plan(engine, "id: a", "id: b, depends_on: [a]");
      Execution run = engine.execute(ExecuteRequest.all());
      until(
          "the execution is over",
          () -> {
            time.advance(Duration.ofMillis(250));
            return run.result().toCompletableFuture().isDone();
          });
      assertThat(end(run).goalMet()).isTrue();
      assertThat(agent.started()).containsExactly("a", "b");
      isGapless(engine);
    }
  }

  @Test
  void a_full_disk_ends_the_execution_with_its_error_and_the_next_engine_goes_on()
      throws Exception {
    TestStore store = new TestStore();
    agent.on("a", Step.hold());
    try (MilestoneEngine engine = engine(store)) {
      plan(engine, "id: a", "id: b, depends_on: [a]");
      Execution run = engine.execute(ExecuteRequest.all());
      agent.awaitStarted("a", SOON);
      store.broken = true;
      agent.release("a");
      assertThatThrownBy(() -> run.result().toCompletableFuture().get(5, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              MilestoneException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.IO));
      assertThatThrownBy(engine::update)
          .isInstanceOfSatisfying(
              MilestoneException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.IO));
      assertThatThrownBy(() -> engine.execute(ExecuteRequest.all()))
          .isInstanceOf(MilestoneException.class);
    }
    store.broken = false;
    try (MilestoneEngine engine = engine(store)) {
      assertThat(run(engine).goalMet()).isTrue();
      assertThat(task(engine, "a").attempts()).hasSize(2);
    }
  }

  @Test
  void what_would_come_to_an_event_that_is_too_long_is_refused_and_harms_nobody() {
    try (MilestoneEngine engine = engine(new TestStore())) {
      plan(engine, "id: a");
      String huge = "x".repeat(9_000_000);
      assertThatThrownBy(() -> plan(engine, "id: a", "id: b, description: '" + huge + "'"))
          .isInstanceOfSatisfying(
              MilestoneException.class,
              e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT));
      assertThat(engine.tasks().list()).hasSize(1);
      engine.tasks().note(TaskId.of("a"), "still here");
      isGapless(engine);
    }
  }

  @Test
  void a_refused_command_leaves_the_others_of_its_turn() throws Exception {
    try (MilestoneEngine engine = engine(new TestStore())) {
      plan(engine, "id: a");
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String task = i % 2 == 0 ? "a" : "none";
        Thread caller =
            new Thread(
                () -> {
                  for (int k = 0; k < 20; k++) {
                    try {
                      engine.tasks().note(TaskId.of(task), "n" + k);
                    } catch (MilestoneException e) {
                      assertThat(e.code()).isEqualTo("unknown_task");
                    }
                  }
                });
        callers.add(caller);
        caller.start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(events(engine, "note_added")).hasSize(80);
      isGapless(engine);
    }
  }

  @Test
  void a_reader_sees_what_others_write_and_may_write_nothing() {
    TestStore store = new TestStore();
    try (MilestoneEngine engine = engine(store);
        MilestoneEngine reader = outside().storage(store).readOnly(true).time(time).build()) {
      plan(engine, "id: a");
      long last = engine.events().lastSequence();
      assertThat(reader.tasks().list()).hasSize(1);
      refused("read_only", () -> reader.tasks().note(TaskId.of("a"), "x"));
      refused("read_only", () -> reader.execute(ExecuteRequest.all()));
      refused("read_only", () -> OutsideAgentTest.claim(reader, "one", "a"));
      assertThat(engine.events().lastSequence()).isEqualTo(last);
      engine.tasks().note(TaskId.of("a"), "seen");
      assertThat(task(reader, "a").notes()).hasSize(1);
    }
  }
}
