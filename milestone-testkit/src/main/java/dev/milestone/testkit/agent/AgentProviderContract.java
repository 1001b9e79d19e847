package dev.milestone.testkit.agent;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.milestone.TimeSource;
import dev.milestone.model.AgentDefinition;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.ProcessLimits;
import dev.milestone.spi.agent.ReconcileRequest;
import dev.milestone.spi.agent.Reconciliation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules AGT-1 … of {@code docs/spi-agent.md} as tests. A vendor extends this class, says how an
 * agent of the provider is declared that succeeds, fails, hangs and reports, and runs it with
 * JUnit. A rule that does not apply to a provider is skipped visibly.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class AgentProviderContract {

  /** How long an attempt may take to end after it was cancelled, on top of the grace. */
  protected static final Duration SLACK = Duration.ofSeconds(20);

  private static final AtomicLong EFFECTS = new AtomicLong();

  private static final TimeSource STANDING_STILL =
      new TimeSource() {
        @Override
        public Instant now() {
          return Instant.EPOCH;
        }

        @Override
        public long monotonicNanos() {
          return 0;
        }

        @Override
        public String epoch() {
          return "contract";
        }
      };

  /** Folder in which agents work. */
  @TempDir protected Path workspace;

  /** Called by the test engine. */
  protected AgentProviderContract() {}

  /** The provider under test; called once a test. */
  protected abstract AgentProvider provider();

  /** An agent that succeeds at once. */
  protected abstract AgentDefinition succeeding();

  /** An agent that fails at once. */
  protected abstract AgentDefinition failing();

  /**
   * An agent that reports a note or progress as soon as it works, and then works until it is ended.
   */
  protected abstract AgentDefinition hanging();

  /** An agent that reports this progress with this note, and then succeeds. */
  protected abstract AgentDefinition reporting(double fraction, String note);

  /**
   * An agent whose first note is the effect id of its assignment, and that succeeds; empty: AGT-9
   * is skipped.
   */
  protected Optional<AgentDefinition> echoing() {
    return Optional.empty();
  }

  /**
   * A declaration that cannot be started, such as one of a program that is not there; empty: AGT-12
   * is skipped.
   */
  protected Optional<AgentDefinition> unstartable() {
    return Optional.empty();
  }

  /** The limits under which the agents run. */
  protected ProcessLimits limits() {
    return new ProcessLimits(64 * 1024, 8 * 1024, Duration.ofMillis(500));
  }

  /** The request for a declaration. */
  protected final AgentRequest request(AgentDefinition definition) {
    return new AgentRequest(definition, workspace, limits(), STANDING_STILL);
  }

  /** An assignment under an effect id that was not used before. */
  protected final Assignment assignment() {
    return SampleAssignments.of(workspace, newEffectId());
  }

  /** An effect id that was not used before. */
  protected static String newEffectId() {
    return "contract-" + ProcessHandle.current().pid() + "-" + EFFECTS.incrementAndGet();
  }

  @Test
  void AGT_1_the_name_is_a_word_in_lower_case_and_stays_the_same() {
    AgentProvider provider = provider();
    String name = provider.name();
    assertFalse(name.isEmpty());
    assertTrue(
        name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-'),
        () -> "not a word in lower case: " + name);
    assertEquals(name, provider.name());
  }

  @Test
  void AGT_2_creating_an_agent_starts_nothing() {
    AgentProvider provider = provider();
    Set<Long> before = childProcesses();
    Set<Thread> threads = threads();
    for (int i = 0; i < 20; i++) {
      assertNotNull(provider.create(request(hanging())));
    }
    Set<Long> after = childProcesses();
    after.removeAll(before);
    assertEquals(Set.of(), after, "processes started by create");
    Set<Thread> started = threads();
    started.removeAll(threads);
    assertEquals(Set.of(), started, "threads started by create");
  }

  @Test
  void AGT_3_an_agent_that_is_done_returns_success() throws Exception {
    AgentResult result = work(succeeding(), assignment(), new RecordingAttemptControl());
    assertTrue(result.success(), result::summary);
  }

  @Test
  void AGT_4_an_agent_that_fails_says_why() {
    String reason;
    try {
      AgentResult result = work(failing(), assignment(), new RecordingAttemptControl());
      assertFalse(result.success());
      reason = result.summary();
    } catch (Exception e) {
      reason = String.valueOf(e.getMessage());
    }
    assertFalse(reason.isBlank(), "a failure needs a reason");
  }

  @Test
  void AGT_5_progress_and_note_reach_the_engine() throws Exception {
    RecordingAttemptControl control = new RecordingAttemptControl();
    AgentResult result = work(reporting(0.4, "four of ten"), assignment(), control);
    assertTrue(result.success(), result::summary);
    assertTrue(
        control.progress().stream()
            .anyMatch(p -> Math.abs(p.fraction() - 0.4) < 1e-9 && p.note().equals("four of ten")),
        () -> "reported: " + control.progress());
  }

  @Test
  void AGT_6_an_attempt_ends_soon_after_it_is_cancelled() throws Exception {
    RecordingAttemptControl control = new RecordingAttemptControl();
    Running running = start(hanging(), assignment(), control);
    assertTrue(control.awaitReport(60), "the hanging agent has to report when it works");
    control.cancel();
    running.endsWithoutSuccess();
  }

  @Test
  void AGT_7_an_attempt_that_is_cancelled_before_it_starts_ends_as_well() throws Exception {
    RecordingAttemptControl control = new RecordingAttemptControl();
    control.cancel();
    start(hanging(), assignment(), control).endsWithoutSuccess();
  }

  @Test
  void AGT_8_an_attempt_ends_soon_after_its_thread_is_interrupted() throws Exception {
    RecordingAttemptControl control = new RecordingAttemptControl();
    Running running = start(hanging(), assignment(), control);
    assertTrue(control.awaitReport(60), "the hanging agent has to report when it works");
    running.thread.interrupt();
    running.endsWithoutSuccess();
  }

  @Test
  void AGT_9_attempts_at_the_same_time_do_not_mix() throws Exception {
    Optional<AgentDefinition> echoing = echoing();
    assumeTrue(echoing.isPresent(), "no agent that echoes its effect id");
    Agent agent = provider().create(request(echoing.get()));
    List<Assignment> assignments = new ArrayList<>();
    List<RecordingAttemptControl> controls = new ArrayList<>();
    List<Running> attempts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      assignments.add(assignment());
      controls.add(new RecordingAttemptControl());
      attempts.add(new Running(agent, assignments.get(i), controls.get(i)));
    }
    for (int i = 0; i < attempts.size(); i++) {
      AgentResult result = attempts.get(i).result();
      assertTrue(result.success(), result::summary);
      assertEquals(assignments.get(i).effectId(), controls.get(i).notes().get(0));
    }
  }

  @Test
  void AGT_10_an_attempt_leaves_no_thread_behind() throws Exception {
    AgentProvider provider = provider();
    provider.create(request(succeeding())).work(assignment(), new RecordingAttemptControl());
    Set<Thread> before = threads();
    for (int i = 0; i < 10; i++) {
      provider.create(request(succeeding())).work(assignment(), new RecordingAttemptControl());
    }
    Set<Thread> left = threads();
    left.removeAll(before);
    assertEquals(Set.of(), left, "threads left behind");
  }

  @Test
  void AGT_11_the_details_of_a_result_are_json_values() throws Exception {
    assertJson(work(succeeding(), assignment(), new RecordingAttemptControl()).details(), 0);
  }

  @Test
  void AGT_12_what_cannot_be_started_is_a_failure_with_a_sentence() throws Exception {
    Optional<AgentDefinition> unstartable = unstartable();
    assumeTrue(unstartable.isPresent(), "every declaration can be started");
    AgentResult result = work(unstartable.get(), assignment(), new RecordingAttemptControl());
    assertFalse(result.success());
    assertTrue(result.summary().contains(" "), () -> "not a sentence: " + result.summary());
    assertFalse(result.summary().contains("\tat "), () -> "a trace: " + result.summary());
  }

  @Test
  void AGT_13_an_effect_that_never_was_has_nothing_left() {
    Reconciliation answer =
        provider().reconcile(new ReconcileRequest(newEffectId(), request(hanging()), Map.of()));
    assertFalse(answer.found());
    assertEquals(0, answer.ended());
    assertEquals(0, answer.remaining());
  }

  @Test
  void AGT_14_reconciling_ends_what_still_works_and_once_is_enough() throws Exception {
    AgentProvider provider = provider();
    RecordingAttemptControl control = new RecordingAttemptControl();
    Assignment assignment = assignment();
    Running running = new Running(provider.create(request(hanging())), assignment, control);
    assertTrue(control.awaitReport(60), "the hanging agent has to report when it works");
    if (control.process().isEmpty()) {
      control.cancel();
      running.endsWithoutSuccess();
    }
    assumeTrue(control.process().isPresent(), "agents live in the engine and die with it");
    ReconcileRequest request =
        new ReconcileRequest(
            assignment.effectId(), request(hanging()), control.process().orElseThrow());
    Reconciliation first = provider.reconcile(request);
    assertTrue(first.found(), first::detail);
    assertTrue(first.ended() >= 1, first::detail);
    assertEquals(0, first.remaining(), first::detail);
    running.endsWithoutSuccess();
    Reconciliation second = provider.reconcile(request);
    assertFalse(second.found(), second::detail);
  }

  @Test
  void AGT_15_reconciling_leaves_other_attempts_alone() throws Exception {
    AgentProvider provider = provider();
    RecordingAttemptControl control = new RecordingAttemptControl();
    Running running = new Running(provider.create(request(hanging())), assignment(), control);
    assertTrue(control.awaitReport(60), "the hanging agent has to report when it works");
    Reconciliation other =
        provider.reconcile(new ReconcileRequest(newEffectId(), request(hanging()), Map.of()));
    assertFalse(other.found(), other::detail);
    assertFalse(running.task.isDone(), "another attempt was ended");
    control.cancel();
    running.endsWithoutSuccess();
  }

  @Test
  void AGT_16_probing_starts_nothing_and_never_fails() {
    AgentProvider provider = provider();
    Set<Long> before = childProcesses();
    assertDoesNotThrow(() -> provider.probe(request(hanging())));
    unstartable()
        .ifPresent(
            definition -> assertEquals(Optional.empty(), provider.probe(request(definition))));
    Set<Long> after = childProcesses();
    after.removeAll(before);
    assertEquals(Set.of(), after, "processes started by probe");
  }

  private AgentResult work(
      AgentDefinition definition, Assignment assignment, RecordingAttemptControl control)
      throws Exception {
    return provider().create(request(definition)).work(assignment, control);
  }

  private Running start(
      AgentDefinition definition, Assignment assignment, RecordingAttemptControl control) {
    return new Running(provider().create(request(definition)), assignment, control);
  }

  private static Set<Long> childProcesses() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  /**
   * Threads that run; those that the JDK keeps to wait for processes and for futures do not count.
   */
  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().equals("process reaper"))
        .filter(thread -> !thread.getName().startsWith("process reaper ("))
        .filter(thread -> !thread.getName().startsWith("ForkJoinPool.commonPool"))
        .filter(thread -> !thread.getName().equals("CompletableFutureDelayScheduler"))
        .filter(thread -> !thread.getName().startsWith("junit-"))
        .filter(thread -> !"system".equals(groupOf(thread)))
        .collect(Collectors.toSet());
  }

  private static String groupOf(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group == null ? "" : group.getName();
  }

  private static void assertJson(Object value, int depth) {
    assertTrue(depth < 32, "nested too deep");
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, inner) -> {
            assertTrue(key instanceof String, () -> "a key that is no text: " + key);
            assertJson(inner, depth + 1);
          });
    } else if (value instanceof List<?> list) {
      list.forEach(inner -> assertJson(inner, depth + 1));
    } else {
      assertTrue(
          value instanceof String || value instanceof Number || value instanceof Boolean,
          () -> "no JSON value: " + value.getClass().getName());
    }
  }

  /** An attempt on a thread of its own. */
  private final class Running {
    private final FutureTask<AgentResult> task;
    private final Thread thread;

    Running(Agent agent, Assignment assignment, RecordingAttemptControl control) {
      this.task = new FutureTask<>(() -> agent.work(assignment, control));
      this.thread = new Thread(task, "junit-attempt-" + assignment.effectId());
      this.thread.setDaemon(true);
      this.thread.start();
    }

    AgentResult result() throws Exception {
      return task.get(limits().grace().plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
    }

    void endsWithoutSuccess() throws InterruptedException {
      try {
        AgentResult result = result();
        assertFalse(result.success(), "an attempt that was ended is no success");
      } catch (TimeoutException e) {
        fail("the attempt goes on after it was to end");
      } catch (ExecutionException counted) {
        // An exception counts as a failure, as Agent#work says.
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        fail(e);
      }
    }
  }
}
