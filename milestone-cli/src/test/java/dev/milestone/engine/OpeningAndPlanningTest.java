package dev.milestone.engine;

import static dev.milestone.engine.Given.builder;
import static dev.milestone.engine.Given.plan;
import static dev.milestone.engine.Given.run;
import static dev.milestone.engine.Given.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.Subscription;
import dev.milestone.event.EventListener;
import dev.milestone.event.MilestoneEvent;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import dev.milestone.testkit.ScriptedAgent;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OpeningAndPlanningTest {
  private final ScriptedAgent agent = new ScriptedAgent();

  @Test
  void opens_in_memory_in_less_than_a_tenth_of_a_second() {
    MilestoneEngine.inMemory().close();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long begin = System.nanoTime();
      MilestoneEngine.inMemory().close();
      best = Math.min(best, System.nanoTime() - begin);
    }
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(100));
  }

  @Test
  void leaves_no_thread_behind() throws Exception {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    try (MilestoneEngine engine = builder(agent).listener(event -> {}).build()) {
      plan(engine, "id: a, verify: [check]");
      run(engine);
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread)) {
        assertThat(thread.getName()).doesNotStartWith("milestone-");
      }
    }
  }

  @Test
  void a_listener_that_is_too_slow_hears_how_many_events_it_missed() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    AtomicLong heard = new AtomicLong();
    AtomicLong missed = new AtomicLong();
    AtomicLong last = new AtomicLong();
    EventListener listener =
        new EventListener() {
          @Override
          public void onEvent(MilestoneEvent event) {
            heard.incrementAndGet();
            last.set(event.sequence());
            await(slow);
          }

          @Override
          public void missed(long count) {
            missed.addAndGet(count);
          }
        };
    try (MilestoneEngine engine = builder(agent).build()) {
      try (Subscription listening = engine.events().listen(listener)) {
        plan(engine, "id: first");
        Given.until("the listener is at work", () -> heard.get() == 1);
        String[] many = new String[EventListener.MAX_PENDING + 5_000];
        for (int i = 0; i < many.length; i++) {
          many[i] = "id: t" + i;
        }
        plan(engine, many);
        slow.countDown();
        long all = engine.events().lastSequence();
        Given.until("it has caught up", () -> last.get() == all);
        assertThat(missed.get()).isPositive();
        assertThat(heard.get() + missed.get()).isEqualTo(all);
        engine.tasks().note(TaskId.of("t1"), "and hears what comes then");
        Given.until("it hears on", () -> last.get() == all + 1);
        assertThat(listening).isNotNull();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_closed_engine_says_so() {
    MilestoneEngine engine = builder(agent).build();
    engine.close();
    engine.close();
    assertThatThrownBy(() -> plan(engine, "id: a"))
        .isInstanceOfSatisfying(
            MilestoneException.class, e -> assertThat(e.code()).isEqualTo("engine_closed"));
    assertThatThrownBy(engine::update)
        .isInstanceOfSatisfying(
            MilestoneException.class, e -> assertThat(e.code()).isEqualTo("engine_closed"));
  }

  @Test
  void a_changed_plan_loses_nothing_that_was_done() throws Exception {
    try (MilestoneEngine engine = builder(agent).build()) {
      plan(engine, "id: a", "id: b, depends_on: [a]");
      run(engine);
      plan(engine, "id: a, description: changed", "id: b", "id: c, depends_on: [b]");
      assertThat(status(engine, "a")).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(run(engine).goalMet()).isTrue();
      assertThat(agent.started()).containsExactly("a", "b", "c");
    }
  }

  @Test
  void a_project_that_would_be_too_large_is_refused_and_nothing_changes() {
    try (MilestoneEngine engine = builder(agent).setting("limits.max_tasks", "2").build()) {
      assertThatThrownBy(() -> plan(engine, "id: a", "id: b", "id: c"))
          .isInstanceOfSatisfying(
              MilestoneException.class, e -> assertThat(e.code()).isEqualTo("too_large"));
      assertThat(engine.tasks().list()).isEmpty();
      plan(engine, "id: a", "id: b");
      assertThatThrownBy(
              () ->
                  engine
                      .tasks()
                      .add(
                          TaskDefinition.builder(TaskId.of("c"), MilestoneId.of("m1"), "C")
                              .build()))
          .isInstanceOfSatisfying(
              MilestoneException.class, e -> assertThat(e.code()).isEqualTo("too_large"));
    }
  }
}
