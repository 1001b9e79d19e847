package dev.milestone.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.event.EventTypes;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.SessionStatus;
import dev.milestone.model.TaskStatus;
import dev.milestone.spi.agent.Unavailability.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
  private static final String ENGINE = "e1";
  private static final DeployedAgent ONE = new DeployedAgent("one", Set.of(), 3, "p");
  private static final DeployedAgent TWO =
      new DeployedAgent("two", new LinkedHashSet<>(List.of("other")), 1, "p");

  private final Bench bench = new Bench();
  private final Plans plan = new Plans().milestone("m");

  @BeforeEach
  void five_tasks() {
    for (int i = 0; i < 5; i++) {
      plan.task("t" + i, "m");
    }
    bench.must("", plan.apply());
  }

  @AfterEach
  void every_history_adds_up_to_the_same_state_read_from_the_journal_or_a_snapshot() {
    String live = StateDump.of(bench.live);
    assertThat(StateDump.of(bench.foldAll())).isEqualTo(live);
    State restored = StateCodec.read(StateCodec.write(bench.live), bench.definitions).orElseThrow();
    assertThat(StateDump.of(restored)).isEqualTo(live);
  }

  private List<AttemptNode> running() {
    return new ArrayList<>(bench.live.active.values());
  }

  private List<NewEvent> begin(int limit, DeployedAgent... agents) {
    return bench.must(ENGINE, Plans.begin("s" + bench.live.sessions.size(), limit, agents));
  }

  private List<NewEvent> unavailable(Reason reason, @Nullable Long retryAfter) {
    return unavailable(running().get(0), reason, retryAfter);
  }

  private List<NewEvent> unavailable(
      AttemptNode attempt, Reason reason, @Nullable Long retryAfter) {
    Map<String, Object> why = new LinkedHashMap<>();
    why.put("reason", reason.text());
    if (retryAfter != null) {
      why.put("retry_after_ms", retryAfter);
    }
    return bench.must(
        ENGINE,
        new Command.Report(
            attempt.task().id(),
            attempt.token(),
            AttemptOutcome.UNAVAILABLE,
            Map.of("summary", "not now", "unavailable", why),
            null));
  }

  private List<NewEvent> end(AttemptOutcome outcome) {
    AttemptNode attempt = running().get(0);
    return bench.must(
        ENGINE, new Command.Report(attempt.task().id(), attempt.token(), outcome, Map.of(), null));
  }

  private List<NewEvent> dispatch() {
    return bench.must(ENGINE, new Command.Dispatch());
  }

  private static long count(List<NewEvent> events, String type) {
    return events.stream().filter(e -> e.type().equals(type)).count();
  }

  private UnavailableAgent node() {
    return bench.live.unavailable().get("one");
  }

  @Test
  void an_attempt_of_an_agent_that_could_not_work_does_not_count_against_its_task() {
    begin(1, ONE);

    List<NewEvent> end = unavailable(Reason.RATE_LIMIT, null);

    TaskNode task = bench.live.task("t0");
    assertThat(task.status()).isEqualTo(TaskStatus.READY);
    assertThat(task.failedAttempts()).isZero();
    assertThat(bench.live.spending().attempts()).isZero();
    assertThat(count(end, EventTypes.BLOCKER_DETECTED)).isEqualTo(1);
    assertThat(running()).as("the agent is not asked again at once").isEmpty();
    assertThat(bench.live.activeSessions()).hasSize(1);
  }

  @Test
  void the_wait_doubles_up_to_a_limit_and_ends_with_an_attempt_that_works() {
    bench.rules = new Rules(0.8, 30_000, 900_000, 360_000_000);
    begin(1, ONE);
    long[] waits = {30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000};
    for (long wait : waits) {
      unavailable(Reason.MODEL_UNAVAILABLE, null);
      assertThat(node().untilMillis() - bench.now).isEqualTo(wait);
      bench.now += wait - 1;
      assertThat(dispatch()).isEmpty();
      bench.now += 1;
      assertThat(count(dispatch(), EventTypes.TASK_STARTED)).isEqualTo(1);
    }

    List<NewEvent> works = end(AttemptOutcome.FAILED);

    assertThat(count(works, EventTypes.BLOCKER_RESOLVED)).isEqualTo(1);
    assertThat(bench.live.unavailable()).isEmpty();
    unavailable(Reason.RATE_LIMIT, null);
    assertThat(node().untilMillis() - bench.now).isEqualTo(30_000);
  }

  @Test
  void what_the_agent_says_counts_within_bounds_and_not_for_ever() {
    begin(1, ONE);
    unavailable(Reason.RATE_LIMIT, 5_000L);
    assertThat(node().untilMillis() - bench.now).isEqualTo(5_000);
    for (int i = 0; i < 6; i++) {
      bench.now = node().untilMillis();
      dispatch();
      unavailable(Reason.RATE_LIMIT, 0L);
    }
    assertThat(node().times()).isEqualTo(7);
    assertThat(node().untilMillis() - bench.now).isEqualTo(900_000);
    bench.now = node().untilMillis();
    dispatch();
    unavailable(Reason.RATE_LIMIT, Long.MAX_VALUE);
    assertThat(node().untilMillis() - bench.now).isEqualTo(Availability.MAX_RETRY_AFTER_MILLIS);
  }

  @Test
  void after_a_wait_one_attempt_finds_out_before_all_slots_are_used_again() {
    begin(3, ONE);
    assertThat(running()).hasSize(3);
    for (AttemptNode attempt : running()) {
      unavailable(attempt, Reason.RATE_LIMIT, null);
    }
    assertThat(node().times()).as("those under way count once").isEqualTo(1);
    bench.now += 30_000;

    dispatch();

    assertThat(running()).hasSize(1);
    end(AttemptOutcome.SUCCEEDED);
    assertThat(running()).hasSize(3);
  }

  @Test
  void other_agents_take_the_work_meanwhile() {
    begin(3, ONE, TWO);
    AttemptNode attempt =
        running().stream().filter(a -> a.agent().equals("one")).findFirst().orElseThrow();

    List<NewEvent> events = unavailable(attempt, Reason.NO_CREDIT, null);

    assertThat(count(events, EventTypes.SESSION_ENDED)).isZero();
    for (int i = 0; i < 20 && bench.live.milestone("m").count(TaskStatus.SUCCEEDED) < 5; i++) {
      end(AttemptOutcome.SUCCEEDED);
    }
    assertThat(bench.live.milestone("m").count(TaskStatus.SUCCEEDED)).isEqualTo(5);
  }

  @Test
  void a_reason_that_needs_a_person_ends_the_session_as_waiting_and_the_next_tries_again() {
    begin(1, ONE);

    List<NewEvent> end = unavailable(Reason.NOT_AUTHENTICATED, null);

    assertThat(
            end.stream()
                .filter(e -> e.type().equals(EventTypes.SESSION_ENDED))
                .map(e -> e.text("reason")))
        .containsExactly("waiting");
    assertThat(count(begin(3, ONE), EventTypes.TASK_STARTED)).as("one finds out").isEqualTo(1);
    unavailable(Reason.NOT_AUTHENTICATED, null);
    assertThat(bench.live.activeSessions()).isEmpty();
  }

  @Test
  void a_session_does_not_wait_longer_than_its_limit() {
    begin(1, ONE);
    int attempts = 0;
    while (!bench.live.activeSessions().isEmpty()) {
      unavailable(Reason.RATE_LIMIT, null);
      attempts++;
      if (bench.live.unavailable().isEmpty() || bench.live.activeSessions().isEmpty()) {
        break;
      }
      bench.now = node().untilMillis();
      dispatch();
    }
    assertThat(attempts).isBetween(5, 12);
    SessionNode session = bench.live.sessions().get("s0");
    assertThat(session.status()).isEqualTo(SessionStatus.ENDED);
    assertThat(bench.now - 1_795_000_000_000L).isLessThanOrEqualTo(3_600_000);
  }

  @Test
  void a_wall_clock_that_jumps_back_does_not_make_the_wait_longer() {
    begin(1, ONE);
    unavailable(Reason.RATE_LIMIT, null);
    bench.now -= 3_600_000;

    assertThat(count(dispatch(), EventTypes.TASK_STARTED)).isEqualTo(1);
  }
}
