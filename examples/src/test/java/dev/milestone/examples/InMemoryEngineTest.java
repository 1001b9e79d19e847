package dev.milestone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.ExecutionSummary;
import dev.milestone.MilestoneEngine;
import dev.milestone.PlanRequest;
import dev.milestone.event.EventQuery;
import dev.milestone.event.EventTypes;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import dev.milestone.spi.agent.AgentResult;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How a program that embeds the engine tests its agents: no folder, no waiting, nothing left. */
class InMemoryEngineTest {

  private static final String PLAN =
      """
      project: example
      milestones:
        - id: release
          tasks:
            - {id: build, title: Build it}
            - {id: test, title: Test it, depends_on: [build], retry: {attempts: 2, backoff: 1ms}}
      """;

  private final AgentDefinition worker = AgentDefinition.builder(AgentId.of("worker")).build();

  @Test
  void anAgentThatFailsOnceIsTriedAgainAndTheReasonIsRecorded() throws Exception {
    AtomicInteger tests = new AtomicInteger();
    try (MilestoneEngine engine =
        MilestoneEngine.builder()
            .inMemory()
            .agent(
                worker,
                (assignment, control) ->
                    assignment.task().id().value().equals("test") && tests.getAndIncrement() == 0
                        ? AgentResult.failed("flaky")
                        : AgentResult.succeeded())
            .build()) {
      engine.plan(PlanRequest.fromText("plan.yaml", PLAN));

      ExecutionSummary summary = engine.execute(List.of()).await();

      assertThat(summary.goalMet()).isTrue();
      assertThat(summary.attempts()).isEqualTo(3);
      assertThat(engine.tasks().find(TaskId.of("test")).orElseThrow().status())
          .isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(engine.events().query(EventQuery.ALL))
          .filteredOn(e -> e.type().equals(EventTypes.ATTEMPT_FAILED))
          .singleElement()
          .satisfies(e -> assertThat(e.details().toString()).contains("flaky"));
    }
  }

  @Test
  void itOpensInLessThan100MillisecondsAndLeavesNoThreadBehind() throws Exception {
    MilestoneEngine.inMemory().close();
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long begin = System.nanoTime();
      try (MilestoneEngine engine = MilestoneEngine.inMemory()) {
        best = Math.min(best, System.nanoTime() - begin);
        assertThat(engine.update().milestones()).isEmpty();
      }
    }
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(100));

    for (int i = 0; i < 20; i++) {
      try (MilestoneEngine engine =
          MilestoneEngine.builder()
              .inMemory()
              .agent(worker, (assignment, control) -> AgentResult.succeeded())
              .listener(event -> {})
              .build()) {
        engine.plan(PlanRequest.fromText("plan.yaml", PLAN));
        assertThat(engine.execute(List.of()).await().goalMet()).isTrue();
      }
      assertThat(milestoneThreads(before)).isEmpty();
    }
  }

  private static Set<String> milestoneThreads(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> name.startsWith("milestone"))
        .collect(Collectors.toSet());
  }
}
