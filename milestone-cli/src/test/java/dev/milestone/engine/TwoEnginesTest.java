package dev.milestone.engine;

import static dev.milestone.engine.Given.SOON;
import static dev.milestone.engine.Given.builder;
import static dev.milestone.engine.Given.end;
import static dev.milestone.engine.Given.events;
import static dev.milestone.engine.Given.outside;
import static dev.milestone.engine.Given.plan;
import static dev.milestone.engine.Given.run;
import static dev.milestone.engine.Given.status;
import static dev.milestone.engine.Given.task;
import static dev.milestone.engine.Given.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.ExecuteRequest;
import dev.milestone.Execution;
import dev.milestone.MilestoneEngine;
import dev.milestone.PlanRequest;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import dev.milestone.testkit.ManualTime;
import dev.milestone.testkit.ScriptedAgent;
import dev.milestone.testkit.ScriptedAgent.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TwoEnginesTest {
  private final ManualTime time = new ManualTime();
  private final TestStore store = new TestStore();
  private final ScriptedAgent first = new ScriptedAgent();
  private final ScriptedAgent second = new ScriptedAgent();

  private MilestoneEngine engine(ScriptedAgent agent) {
    return builder(agent).storage(store).time(time).build();
  }

  @Test
  void share_the_work_and_do_each_task_once() throws Exception {
    try (MilestoneEngine one = engine(first);
        MilestoneEngine two = engine(second)) {
      String[] tasks = new String[40];
      for (int i = 0; i < tasks.length; i++) {
        tasks[i] = "id: t" + i;
      }
      plan(one, tasks);
      Execution a = one.execute(ExecuteRequest.all());
      Execution b = two.execute(ExecuteRequest.all());
      until(
          "both are over",
          () -> {
            time.advance(Duration.ofMillis(50));
            return a.result().toCompletableFuture().isDone()
                && b.result().toCompletableFuture().isDone();
          });
      assertThat(end(a).succeeded()).hasSize(40);
      assertThat(end(b).succeeded()).hasSize(40);
      assertThat(first.started().size() + second.started().size()).isEqualTo(40);
    }
  }

  @Test
  void count_slots_and_resources_together() throws Exception {
    first.on("a", Step.hold());
    try (MilestoneEngine one = engine(first);
        MilestoneEngine two = engine(second)) {
      one.plan(
          PlanRequest.fromText(
              "p.yaml",
              "resources: {db: 1}\n"
                  + Given.yaml("id: a, resources: {db: 1}", "id: b, resources: {db: 1}")));
      Execution a = one.execute(ExecuteRequest.all());
      first.awaitStarted("a", SOON);
      Execution b = two.execute(ExecuteRequest.all());
      two.update();
      assertThat(second.started()).isEmpty();
      first.release("a");
      until(
          "both are over",
          () -> {
            time.advance(Duration.ofMillis(50));
            return a.result().toCompletableFuture().isDone()
                && b.result().toCompletableFuture().isDone();
          });
      assertThat(task(one, "b").status()).isEqualTo(TaskStatus.SUCCEEDED);
    }
  }

  @Test
  void a_task_whose_capability_only_the_other_has_is_done_by_the_other() throws Exception {
    try (MilestoneEngine one = engine(first);
        MilestoneEngine two =
            outside()
                .storage(store)
                .time(time)
                .agent(
                    AgentDefinition.builder(AgentId.of("special"))
                        .capabilities(List.of("cobol"))
                        .build(),
                    second)
                .build()) {
      plan(one, "id: a, requires: [cobol]", "id: b, requires: [code]");
      second.on("a", Step.hold());
      Execution b = two.execute(ExecuteRequest.all());
      second.awaitStarted("a", SOON);
      Execution a = one.execute(ExecuteRequest.all());
      first.awaitStarted("b", SOON);
      second.release("a");
      until(
          "both are over",
          () -> {
            time.advance(Duration.ofMillis(50));
            return a.result().toCompletableFuture().isDone()
                && b.result().toCompletableFuture().isDone();
          });
      assertThat(first.started()).containsExactly("b");
      assertThat(second.started()).containsExactly("a");
    }
  }

  @Test
  void a_dead_engine_loses_its_attempts_at_once_and_its_session_goes_on() throws Exception {
    first.on("a", Step.hold());
    MilestoneEngine one = engine(first);
    plan(one, "id: a", "id: b, depends_on: [a]");
    Execution dying = one.execute(ExecuteRequest.all());
    first.awaitStarted("a", SOON);
    store.dead.addAll(store.participants());
    try (MilestoneEngine two = engine(second)) {
      Execution run = two.execute(ExecuteRequest.all());
      assertThat(run.sessionId()).isEqualTo(dying.sessionId());
      assertThat(end(run).goalMet()).isTrue();
      assertThat(second.started()).containsExactly("a", "b");
      assertThat(task(two, "a").attempts()).hasSize(2);
      assertThat(task(two, "a").attempts().get(0).outcome()).contains(AttemptOutcome.LOST);
      assertThat(events(two, "task_succeeded")).hasSize(2);
    }
    one.close();
  }

  @Test
  void a_hung_engine_loses_its_attempts_after_its_lease_and_is_not_heard_when_it_wakes()
      throws Exception {
    // Its own clock stands still: nothing in it is renewed, followed or swept, as in a process that
    // was stopped.
    ManualTime stopped = new ManualTime();
    first.on("a", Step.ignoreInterrupts());
    MilestoneEngine hung = builder(first).storage(store).time(stopped).build();
    plan(hung, "id: a");
    Execution lost = hung.execute(ExecuteRequest.all());
    first.awaitStarted("a", SOON);
    try (MilestoneEngine two = engine(second)) {
      Execution run = two.execute(ExecuteRequest.all());
      time.advance(Duration.ofSeconds(30));
      two.update();
      assertThat(status(two, "a")).isEqualTo(TaskStatus.RUNNING);
      assertThat(second.started()).isEmpty();
      until(
          "the lease of the hung engine is over",
          () -> {
            time.advance(Duration.ofSeconds(1));
            return run.result().toCompletableFuture().isDone();
          });
      assertThat(end(run).goalMet()).isTrue();
      assertThat(second.started()).containsExactly("a");
      long succeeded = events(two, "task_succeeded").size();
      first.release("a");
      until(
          "the hung engine has heard of it",
          () -> {
            stopped.advance(Duration.ofMillis(50));
            return lost.result().toCompletableFuture().isDone();
          });
      assertThat(end(lost).reason()).contains("gone");
      assertThat(events(two, "task_succeeded")).hasSize((int) succeeded);
      assertThat(task(two, "a").attempts()).hasSize(2);
    }
    hung.close();
  }

  @Test
  void a_hung_engine_that_wakes_ends_its_agents() throws Exception {
    ManualTime stopped = new ManualTime();
    first.on("a", Step.hold());
    MilestoneEngine hung = builder(first).storage(store).time(stopped).build();
    plan(hung, "id: a");
    Execution lost = hung.execute(ExecuteRequest.all());
    first.awaitStarted("a", SOON);
    try (MilestoneEngine two = engine(second)) {
      Execution run = two.execute(ExecuteRequest.all());
      until(
          "the lease of the hung engine is over",
          () -> {
            time.advance(Duration.ofSeconds(1));
            return run.result().toCompletableFuture().isDone();
          });
      until(
          "its agent was told to end",
          () -> {
            stopped.advance(Duration.ofMillis(50));
            return first.interrupted().contains("a");
          });
      until("its execution is over", () -> lost.result().toCompletableFuture().isDone());
    }
    hung.close();
  }

  @Test
  void two_that_find_the_same_dead_engine_close_each_attempt_once() throws Exception {
    ScriptedAgent third = new ScriptedAgent();
    first.on("a", Step.hold()).on("b", Step.hold()).on("c", Step.hold());
    MilestoneEngine one = engine(first);
    plan(one, "id: a", "id: b", "id: c");
    one.execute(ExecuteRequest.all());
    until("all run", () -> first.started().size() == 3);
    store.dead.addAll(store.participants());
    try (MilestoneEngine two = engine(second);
        MilestoneEngine three = engine(third)) {
      Execution x = two.execute(ExecuteRequest.all());
      Execution y = three.execute(ExecuteRequest.all());
      until(
          "both are over",
          () -> {
            time.advance(Duration.ofMillis(50));
            return x.result().toCompletableFuture().isDone()
                && y.result().toCompletableFuture().isDone();
          });
      assertThat(events(two, "attempt_failed")).hasSize(3);
      assertThat(second.started().size() + third.started().size()).isEqualTo(3);
      assertThat(end(x).attempts()).isEqualTo(6);
    }
    one.close();
  }

  @Test
  void a_task_that_kills_its_engines_fails_in_the_end() throws Exception {
    first.on("a", Step.hold());
    MilestoneEngine[] dying = new MilestoneEngine[6];
    int started = 0;
    for (int i = 0; i < dying.length; i++) {
      dying[i] = engine(first);
      if (i == 0) {
        plan(dying[i], "id: a");
      }
      Execution run = dying[i].execute(ExecuteRequest.all());
      int wanted = i + 1;
      until(
          "it is started again, or given up",
          () -> first.started().size() == wanted || run.result().toCompletableFuture().isDone());
      if (run.result().toCompletableFuture().isDone()) {
        break;
      }
      started++;
      store.dead.addAll(store.participants());
    }
    assertThat(started).isEqualTo(4);
    MilestoneEngine last = dying[started];
    assertThat(status(last, "a")).isEqualTo(TaskStatus.FAILED);
    for (MilestoneEngine engine : dying) {
      if (engine != null) {
        engine.close();
      }
    }
  }

  @Test
  void work_on_one_file_store_in_one_program(@TempDir Path folder) throws Exception {
    try (MilestoneEngine one = onDisk(folder, first);
        MilestoneEngine two = onDisk(folder, second)) {
      String[] tasks = new String[24];
      for (int i = 0; i < tasks.length; i++) {
        tasks[i] = "id: t" + i + (i > 3 ? ", depends_on: [t" + (i - 4) + "]" : "");
      }
      plan(one, tasks);
      Execution a = one.execute(ExecuteRequest.all());
      Execution b = two.execute(ExecuteRequest.all());
      assertThat(end(a).succeeded()).hasSize(24);
      assertThat(end(b).succeeded()).hasSize(24);
      assertThat(first.started().size() + second.started().size()).isEqualTo(24);
      one.tasks().note(TaskId.of("t0"), "seen by the other");
      assertThat(task(two, "t0").notes()).hasSize(1);
    }
  }

  @Test
  void an_engine_on_disk_that_closed_in_the_middle_is_continued_by_the_next(@TempDir Path folder)
      throws Exception {
    first.on("b", Step.hold());
    try (MilestoneEngine one = onDisk(folder, first)) {
      plan(one, "id: a", "id: b, depends_on: [a]", "id: c, depends_on: [b]");
      one.execute(ExecuteRequest.all());
      first.awaitStarted("b", SOON);
    }
    try (MilestoneEngine two = onDisk(folder, second)) {
      assertThat(events(two, "checkpoint_created")).isNotEmpty();
      assertThat(run(two).goalMet()).isTrue();
      assertThat(second.started()).containsExactly("b", "c");
      assertThat(events(two, "session_resumed")).hasSize(1);
    }
  }

  private static MilestoneEngine onDisk(Path folder, ScriptedAgent agent) {
    return MilestoneEngine.builder()
        .project(folder)
        .setting("execution.timeouts.grace", "10ms")
        .commandRunner(Given.PASSES)
        .agent(
            AgentDefinition.builder(AgentId.of("worker"))
                .capabilities(List.of("code"))
                .slots(4)
                .build(),
            agent)
        .build();
  }
}
