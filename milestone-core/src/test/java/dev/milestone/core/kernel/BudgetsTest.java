package dev.milestone.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.event.EventTypes;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Budget;
import dev.milestone.model.Cost;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.SessionStatus;
import dev.milestone.model.TaskStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BudgetsTest {
  private static final String ENGINE = "e1";
  private final Bench bench = new Bench();
  private final Plans plan = new Plans();

  @AfterEach
  void every_history_adds_up_to_the_same_state_read_from_the_journal_or_a_snapshot() {
    String live = StateDump.of(bench.live);
    assertThat(StateDump.of(bench.foldAll())).isEqualTo(live);
    State restored = StateCodec.read(StateCodec.write(bench.live), bench.definitions).orElseThrow();
    assertThat(StateDump.of(restored)).isEqualTo(live);
  }

  static Budget tokens(long tokens) {
    return new Budget(
        Optional.empty(), "", OptionalLong.of(tokens), Optional.empty(), OptionalInt.empty());
  }

  static Budget attempts(int attempts) {
    return new Budget(
        Optional.empty(), "", OptionalLong.empty(), Optional.empty(), OptionalInt.of(attempts));
  }

  static Budget money(String amount, String currency) {
    return new Budget(
        Optional.of(new BigDecimal(amount)),
        currency,
        OptionalLong.empty(),
        Optional.empty(),
        OptionalInt.empty());
  }

  private static Map<String, Object> costs(long tokens) {
    return new LinkedHashMap<>(
        Map.of("cost", Costs.write(new Cost(tokens, 0, BigDecimal.ZERO, "USD"))));
  }

  private static Map<String, Object> costs(String money, String currency) {
    return new LinkedHashMap<>(
        Map.of("cost", Costs.write(new Cost(0, 0, new BigDecimal(money), currency))));
  }

  private List<AttemptNode> running() {
    return new ArrayList<>(bench.live.active.values());
  }

  private List<NewEvent> end(
      AttemptNode attempt, AttemptOutcome outcome, Map<String, Object> report) {
    return bench.must(
        ENGINE, new Command.Report(attempt.task().id(), attempt.token(), outcome, report, null));
  }

  private List<NewEvent> done(AttemptNode attempt, long tokens) {
    return end(attempt, AttemptOutcome.SUCCEEDED, costs(tokens));
  }

  private static long count(List<NewEvent> events, String type) {
    return events.stream().filter(e -> e.type().equals(type)).count();
  }

  private static NewEvent only(List<NewEvent> events, String type) {
    List<NewEvent> found = events.stream().filter(e -> e.type().equals(type)).toList();
    assertThat(found).as(type).hasSize(1);
    return found.get(0);
  }

  private SessionNode begin(int limit) {
    bench.must(ENGINE, Plans.begin("s" + bench.live.sessions.size(), limit, Plans.ANY));
    List<SessionNode> all = new ArrayList<>(bench.live.sessions.values());
    return all.get(all.size() - 1);
  }

  private void fiveTasks(Budget budget) {
    plan.milestone("m", budget);
    for (int i = 0; i < 5; i++) {
      plan.task("t" + i, "m");
    }
    bench.must("", plan.apply());
  }

  @Test
  void at_the_limit_nothing_starts_and_one_decision_is_asked_for() {
    fiveTasks(tokens(100));
    SessionNode session = begin(1);
    List<NewEvent> first = done(running().get(0), 60);
    assertThat(count(first, EventTypes.BUDGET_WARNED)).isZero();
    assertThat(count(first, EventTypes.TASK_STARTED)).isEqualTo(1);

    List<NewEvent> second = done(running().get(0), 45);

    NewEvent warned = only(second, EventTypes.BUDGET_WARNED);
    assertThat(warned.real("used", 0)).isEqualTo(1.05);
    assertThat(only(second, EventTypes.BLOCKER_DETECTED).text("blocker_type")).isEqualTo("budget");
    NewEvent asked = only(second, EventTypes.DECISION_REQUESTED);
    assertThat(asked.text("question")).isEqualTo("Raise the budget of milestone m by 100 tokens?");
    assertThat(count(second, EventTypes.TASK_STARTED)).isZero();
    assertThat(only(second, EventTypes.SESSION_ENDED).text("reason")).isEqualTo("waiting");
    assertThat(session.status()).isEqualTo(SessionStatus.ENDED);
    Bench.Outcome claim = bench.run("", new Command.Claim("x", "t4", Set.of(), 0, 1_000));
    assertThat(claim.refusal().code()).isEqualTo("budget_exhausted");
    assertThat(bench.run("", new Command.Claim("x", null, Set.of(), 0, 1_000)).refusal().code())
        .isEqualTo("nothing_ready");
    assertThat(bench.must("", new Command.AddNote("t4", null, "still one decision"))).hasSize(1);
  }

  @Test
  void approving_raises_it_by_its_original_amount_and_work_goes_on() {
    fiveTasks(tokens(100));
    begin(1);
    done(running().get(0), 60);
    String decision =
        only(done(running().get(0), 60), EventTypes.DECISION_REQUESTED).text("decision_id");

    List<NewEvent> approved =
        bench.must("", new Command.Decide(decision, DecisionStatus.APPROVED, ""));

    assertThat(count(approved, EventTypes.BLOCKER_RESOLVED)).isEqualTo(1);
    BudgetNode node = bench.live.budgets().iterator().next();
    assertThat(node.limit()).isEqualTo(tokens(200));
    begin(1);
    assertThat(running()).hasSize(1);
    done(running().get(0), 60);
    List<NewEvent> again = done(running().get(0), 60);
    assertThat(count(again, EventTypes.BUDGET_WARNED)).as("a new crossing is kept apart").isZero();
    assertThat(count(again, EventTypes.DECISION_REQUESTED)).isEqualTo(1);
  }

  @Test
  void a_raise_that_is_not_enough_is_asked_about_again() {
    fiveTasks(tokens(10));
    begin(1);
    String decision =
        only(done(running().get(0), 60), EventTypes.DECISION_REQUESTED).text("decision_id");

    List<NewEvent> approved =
        bench.must("", new Command.Decide(decision, DecisionStatus.APPROVED, ""));

    assertThat(count(approved, EventTypes.DECISION_REQUESTED)).isEqualTo(1);
    assertThat(count(approved, EventTypes.BLOCKER_RESOLVED)).isZero();
  }

  @Test
  void rejecting_leaves_it_and_is_not_asked_again() {
    fiveTasks(tokens(10));
    begin(1);
    String decision =
        only(done(running().get(0), 60), EventTypes.DECISION_REQUESTED).text("decision_id");
    bench.must("", new Command.Decide(decision, DecisionStatus.REJECTED, ""));

    List<NewEvent> next = bench.must(ENGINE, Plans.begin("s2", 1, Plans.ANY));

    assertThat(count(next, EventTypes.DECISION_REQUESTED)).isZero();
    assertThat(count(next, EventTypes.TASK_STARTED)).isZero();
    assertThat(only(next, EventTypes.SESSION_ENDED).text("reason")).isEqualTo("goal_not_met");
  }

  @Test
  void a_plan_with_a_higher_budget_frees_it_and_takes_the_question_back() {
    fiveTasks(tokens(100));
    begin(1);
    done(running().get(0), 120);

    plan.milestone("m", tokens(300));
    List<NewEvent> planned = bench.must("", plan.apply());

    assertThat(count(planned, EventTypes.BLOCKER_RESOLVED)).isEqualTo(1);
    assertThat(only(planned, EventTypes.DECISION_MADE).text("status")).isEqualTo("resolved");
    begin(1);
    assertThat(running()).hasSize(1);
  }

  @Test
  void a_plan_without_the_budget_frees_it_and_forgets_it() {
    fiveTasks(tokens(100));
    begin(1);
    done(running().get(0), 120);

    plan.milestone("m", Budget.UNLIMITED);
    bench.must("", plan.apply());

    assertThat(bench.live.budgets()).isEmpty();
    begin(5);
    assertThat(running()).hasSize(4);
  }

  @Test
  void with_many_at_once_the_mean_of_those_before_is_kept_for_those_under_way() {
    fiveTasks(tokens(100));
    begin(1);
    done(running().get(0), 40);
    bench.stopping.add("s0");
    end(running().get(0), AttemptOutcome.CANCELLED, Map.of());
    bench.stopping.clear();

    begin(5);

    // 60 are left: one attempt costs 20 in the mean, counting the cancelled one.
    assertThat(running()).hasSize(3);
    for (AttemptNode attempt : running()) {
      done(attempt, 20);
    }
    assertThat(running()).isEmpty();
    assertThat(bench.live.spending().tokens()).isEqualTo(100);
  }

  @Test
  void attempts_under_way_count_at_once() {
    fiveTasks(attempts(2));

    begin(5);

    assertThat(running()).hasSize(2);
    BudgetNode node = bench.live.budgets().iterator().next();
    assertThat(node.blockedMillis()).isEqualTo(bench.now);
  }

  @Test
  void wall_time_of_attempts_under_way_counts_and_what_remains_is_the_least_of_all_budgets() {
    Budget hour =
        new Budget(
            Optional.of(new BigDecimal("5")),
            "USD",
            OptionalLong.empty(),
            Optional.of(Duration.ofHours(1)),
            OptionalInt.empty());
    plan.budget(hour).milestone("m", tokens(500));
    plan.task("t0", "m", t -> t.budget(attempts(3))).task("t1", "m");
    bench.must("", plan.apply());
    begin(1);
    bench.now += 20 * 60_000;
    end(running().get(0), AttemptOutcome.FAILED, costs("1.25", "USD"));
    bench.now += 10 * 60_000;

    Budget left = Budgets.remaining(bench.live, bench.live.task("t0"), bench.now);

    assertThat(left.money()).contains(new BigDecimal("3.75"));
    assertThat(left.tokens()).hasValue(500);
    assertThat(left.time()).contains(Duration.ofMinutes(30));
    assertThat(left.attempts()).hasValue(2);
  }

  @Test
  void costs_in_another_currency_are_said_once_and_do_not_count() {
    fiveTasks(money("2", "EUR"));
    begin(1);

    List<NewEvent> first = end(running().get(0), AttemptOutcome.SUCCEEDED, costs("9", "USD"));
    List<NewEvent> second = end(running().get(0), AttemptOutcome.SUCCEEDED, costs("9", "USD"));

    assertThat(only(first, EventTypes.BUDGET_WARNED).text("currency")).isEqualTo("USD");
    assertThat(count(second, EventTypes.BUDGET_WARNED)).isZero();
    assertThat(running()).hasSize(1);
    List<NewEvent> third = end(running().get(0), AttemptOutcome.SUCCEEDED, costs("2.00", "EUR"));
    assertThat(count(third, EventTypes.BLOCKER_DETECTED)).isEqualTo(1);
  }

  @Test
  void a_budget_used_up_by_its_last_task_asks_nobody() {
    plan.milestone("m", tokens(10)).task("only", "m");
    bench.must("", plan.apply());
    begin(1);

    List<NewEvent> end = done(running().get(0), 50);

    assertThat(count(end, EventTypes.DECISION_REQUESTED)).isZero();
    assertThat(only(end, EventTypes.SESSION_ENDED).text("reason")).isEqualTo("completed");
  }

  @Test
  void a_budget_of_one_task_keeps_only_that_one() {
    plan.milestone("m")
        .task("dear", "m", t -> t.budget(attempts(1)).retry(retries()))
        .task("t", "m");
    bench.must("", plan.apply());
    begin(1);
    assertThat(running().get(0).task().id()).isEqualTo("dear");

    List<NewEvent> failed = end(running().get(0), AttemptOutcome.FAILED, Map.of());

    assertThat(only(failed, EventTypes.DECISION_REQUESTED).text("task_id")).isEqualTo("dear");
    assertThat(running().get(0).task().id()).isEqualTo("t");
    assertThat(bench.live.task("dear").status()).isEqualTo(TaskStatus.READY);
  }

  private static dev.milestone.model.RetryPolicy retries() {
    return new dev.milestone.model.RetryPolicy(50, Duration.ZERO);
  }

  @Test
  void what_a_task_has_spent_outlives_its_history() {
    plan.milestone("m").task("t", "m", t -> t.budget(tokens(40)).retry(retries()));
    bench.must("", plan.apply());
    begin(1);
    for (int i = 0; i < 39; i++) {
      end(running().get(0), AttemptOutcome.FAILED, costs(1));
    }
    assertThat(bench.live.task("t").history()).hasSize(TaskNode.HISTORY);
    assertThat(bench.live.task("t").spending().tokens()).isEqualTo(39);

    List<NewEvent> last = end(running().get(0), AttemptOutcome.FAILED, costs(1));

    assertThat(count(last, EventTypes.BLOCKER_DETECTED)).isEqualTo(1);
    assertThat(bench.live.milestone("m").spending.attempts()).isEqualTo(40);
  }

  @Test
  void an_attempt_without_a_report_costs_what_it_last_said_and_one_with_a_report_what_that_says() {
    fiveTasks(tokens(1_000));
    begin(2);
    List<AttemptNode> two = running();
    for (AttemptNode attempt : two) {
      bench.must(ENGINE, new Command.Activity(attempt.effectId(), costs(30)));
      bench.must(ENGINE, new Command.Activity(attempt.effectId(), costs(70)));
    }

    bench.must(ENGINE, new Command.DeclareLost(List.of(two.get(0).effectId()), "gone"));
    done(two.get(1), 80);

    assertThat(bench.live.spending().tokens()).isEqualTo(150);
    assertThat(bench.live.metrics().inputTokens()).isEqualTo(150);
  }

  @Test
  void whatever_attempts_cost_a_budget_is_overspent_by_what_was_under_way_at_most() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Bench project = new Bench();
      Plans random40 = new Plans();
      long limit = 20L + random.nextInt(200);
      random40.milestone("m", tokens(limit));
      for (int i = 0; i < 40; i++) {
        random40.task("t" + i, "m", t -> t.retry(retries()));
      }
      project.must("", random40.apply());
      project.must(ENGINE, Plans.begin("s", 1 + random.nextInt(6), Plans.ANY));
      long underWayAtTheLimit = 0;
      boolean reached = false;
      Map<Long, Long> costs = new LinkedHashMap<>();
      while (!project.live.active.isEmpty()) {
        for (AttemptNode a : project.live.active.values()) {
          costs.computeIfAbsent(a.token(), k -> (long) random.nextInt(30));
        }
        List<AttemptNode> all = new ArrayList<>(project.live.active.values());
        AttemptNode attempt = all.get(random.nextInt(all.size()));
        long cost = costs.get(attempt.token());
        AttemptOutcome[] ends = {
          AttemptOutcome.SUCCEEDED, AttemptOutcome.FAILED, AttemptOutcome.CANCELLED
        };
        if (random.nextInt(3) == 0) {
          project.must(ENGINE, new Command.Activity(attempt.effectId(), costs(cost / 2)));
        }
        List<NewEvent> events =
            project.must(
                ENGINE,
                new Command.Report(
                    attempt.task().id(),
                    attempt.token(),
                    ends[random.nextInt(3)],
                    costs(cost),
                    null));
        boolean out = project.live.spending().tokens() >= limit;
        if (out) {
          assertThat(count(events, EventTypes.TASK_STARTED)).as("seed %d", seed).isZero();
        }
        if (out && !reached) {
          reached = true;
          underWayAtTheLimit = cost;
          for (AttemptNode a : project.live.active.values()) {
            underWayAtTheLimit += costs.getOrDefault(a.token(), 0L);
          }
        }
      }
      assertThat(project.live.spending().tokens())
          .as("seed %d", seed)
          .isLessThan(limit + Math.max(1, underWayAtTheLimit));
    }
  }

  @Test
  void amounts_that_no_money_can_be_count_as_nothing() {
    for (String amount : List.of("1e999999999", "-5", "NaN", "1e-999999999", "9".repeat(61))) {
      assertThat(Costs.of(Map.of("money", amount, "currency", "USD")).money())
          .isEqualByComparingTo(BigDecimal.ZERO);
    }
  }
}
