package dev.milestone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milestone.EngineBuilder;
import dev.milestone.ErrorKind;
import dev.milestone.ExecuteRequest;
import dev.milestone.Execution;
import dev.milestone.ExecutionSummary;
import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.PlanRequest;
import dev.milestone.event.EventQuery;
import dev.milestone.event.MilestoneEvent;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.model.Task;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.CommandResult;
import dev.milestone.spi.agent.CommandRunner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests of the engine begin with. */
final class Given {
  static final Duration SOON = Duration.ofSeconds(10);
  static final CommandRunner PASSES = request -> result(0);
  static final CommandRunner REFUTES = request -> result(1);

  private Given() {}

  static CommandResult result(int code) {
    return new CommandResult(code, Duration.ofMillis(1), "output", 6, "digest", "");
  }

  static EngineBuilder builder(Agent agent) {
    return builder(agent, 4);
  }

  static EngineBuilder builder(Agent agent, int slots) {
    return MilestoneEngine.builder()
        .inMemory()
        .setting("execution.timeouts.grace", "10ms")
        .commandRunner(PASSES)
        .agent(
            AgentDefinition.builder(AgentId.of("worker"))
                .capabilities(List.of("code"))
                .slots(slots)
                .build(),
            agent);
  }

  /** An engine without agents: a person's command line. */
  static EngineBuilder outside() {
    return outside(PASSES);
  }

  static EngineBuilder outside(CommandRunner runner) {
    return MilestoneEngine.builder().inMemory().commandRunner(runner);
  }

  static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            MilestoneException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.kind()).isEqualTo(ErrorKind.REFUSED);
            });
  }

  /** Plans tasks of one milestone, given as lines of YAML flow mappings. */
  static void plan(MilestoneEngine engine, String... tasks) {
    engine.plan(PlanRequest.fromText("plan.yaml", yaml(tasks)));
  }

  static String yaml(String... tasks) {
    StringBuilder s = new StringBuilder("milestones:\n  - id: m1\n    title: First\n    tasks:\n");
    for (String task : tasks) {
      s.append("      - {")
          .append(task.contains("title:") ? "" : "title: T, ")
          .append(task)
          .append("}\n");
    }
    return s.toString();
  }

  static ExecutionSummary run(MilestoneEngine engine) throws Exception {
    return end(engine.execute(ExecuteRequest.all()));
  }

  static ExecutionSummary end(Execution execution) throws Exception {
    return execution.result().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  static Task task(MilestoneEngine engine, String id) {
    return engine.tasks().find(TaskId.of(id)).orElseThrow();
  }

  static TaskStatus status(MilestoneEngine engine, String id) {
    return task(engine, id).status();
  }

  static List<MilestoneEvent> events(MilestoneEngine engine) {
    return engine.events().query(EventQuery.ALL);
  }

  static List<MilestoneEvent> events(MilestoneEngine engine, String type) {
    return events(engine).stream().filter(e -> e.type().equals(type)).toList();
  }

  static List<String> types(MilestoneEngine engine) {
    return events(engine).stream().map(MilestoneEvent::type).toList();
  }

  /** Waits for what another thread is about to do; looks often, does not count on a time. */
  static void until(String what, BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 10_000; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    throw new AssertionError("in vain: " + what);
  }
}
