package dev.milestone.core.kernel;

import static dev.milestone.core.kernel.NewEvent.details;

import dev.milestone.event.EventTypes;
import dev.milestone.model.Budget;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.TaskStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What tasks, milestones and the project may cost. At a limit nothing further starts that counts
 * against it, and one decision is asked for; attempts under way go on, so at most what was under
 * way is spent beyond a limit. Costs nothing where there are no budgets.
 */
public final class Budgets {

  /** Kind of the decision whether a budget is raised. */
  public static final String DECISION = "budget";

  /** Who decides. */
  static final String ROLE = "BUDGET_OWNER";

  private Budgets() {}

  // ---- what is spent ----

  /** What attempts of a scope have cost that have ended. */
  static Spending ended(State state, BudgetNode node) {
    return switch (node.scope) {
      case BudgetNode.PROJECT -> state.spending;
      case BudgetNode.MILESTONE -> {
        MilestoneNode milestone = state.milestoneById.get(node.id);
        Spending spent = milestone == null ? null : milestone.spending;
        yield spent == null ? new Spending() : spent;
      }
      default -> {
        TaskNode task = state.taskById.get(node.id);
        yield task == null ? new Spending() : task.spending();
      }
    };
  }

  /** What a scope has cost, with what attempts under way have said. */
  public static Spending used(State state, BudgetNode node, long nowMillis) {
    return used(state, node, nowMillis, null);
  }

  private static Spending used(
      State state, BudgetNode node, long nowMillis, @Nullable AttemptNode without) {
    Spending used = ended(state, node).copy();
    for (AttemptNode attempt : state.active.values()) {
      if (attempt != without && node.covers(attempt.task)) {
        used.addActive(attempt, nowMillis);
      }
    }
    return used;
  }

  /** The same, with what attempts under way cost at least, going by the mean of those before. */
  static Spending reserved(State state, BudgetNode node, long nowMillis) {
    Spending ended = ended(state, node);
    Spending reserved = ended.copy();
    Spending mean = ended.attempts > 0 ? ended.mean() : state.spending.mean();
    for (AttemptNode attempt : state.active.values()) {
      if (node.covers(attempt.task)) {
        reserved.reserve(attempt, nowMillis, mean);
      }
    }
    return reserved;
  }

  /** How much of its limits is used, by the largest share. */
  public static double share(BudgetNode node, Spending used) {
    return BudgetNode.share(node.limit(), used);
  }

  /** Whether nothing is left of one of its limits. */
  public static boolean usedUp(BudgetNode node, Spending used) {
    return BudgetNode.usedUp(node.limit(), used);
  }

  /** What finishing the open tasks of a scope is expected to cost; null before there is a mean. */
  public static @Nullable Spending expected(State state, BudgetNode node) {
    Spending ended = ended(state, node);
    if (ended.attempts == 0) {
      return null;
    }
    return ended.mean().times(openTasks(state, node));
  }

  private static long openTasks(State state, BudgetNode node) {
    return switch (node.scope) {
      case BudgetNode.PROJECT -> {
        long open = 0;
        for (MilestoneNode milestone : state.milestones) {
          open += milestone.closed() ? 0 : open(milestone);
        }
        yield open;
      }
      case BudgetNode.MILESTONE -> {
        MilestoneNode milestone = state.milestoneById.get(node.id);
        yield milestone == null || milestone.closed() ? 0 : open(milestone);
      }
      default -> {
        TaskNode task = state.taskById.get(node.id);
        yield task == null
                || task.status == TaskStatus.SUCCEEDED
                || task.status == TaskStatus.CANCELLED
            ? 0
            : 1;
      }
    };
  }

  private static long open(MilestoneNode milestone) {
    return milestone.tasks.size()
        - (long) milestone.count(TaskStatus.SUCCEEDED)
        - milestone.count(TaskStatus.CANCELLED);
  }

  /** Ready tasks that count against it, in the plan's order, at most {@code limit}. */
  public static List<TaskNode> waiting(State state, BudgetNode node, int limit) {
    List<TaskNode> waiting = new ArrayList<>();
    switch (node.scope) {
      case BudgetNode.PROJECT -> {
        for (MilestoneNode milestone : state.milestones) {
          ready(milestone, waiting, limit);
        }
      }
      case BudgetNode.MILESTONE -> {
        MilestoneNode milestone = state.milestoneById.get(node.id);
        if (milestone != null) {
          ready(milestone, waiting, limit);
        }
      }
      default -> {
        TaskNode task = state.taskById.get(node.id);
        if (task != null && task.status == TaskStatus.READY && !task.milestone.closed()) {
          waiting.add(task);
        }
      }
    }
    return waiting;
  }

  private static void ready(MilestoneNode milestone, List<TaskNode> waiting, int limit) {
    if (milestone.closed() || milestone.count(TaskStatus.READY) == 0) {
      return;
    }
    for (TaskNode task : milestone.tasks) {
      if (waiting.size() >= limit) {
        return;
      }
      if (task.status == TaskStatus.READY) {
        waiting.add(task);
      }
    }
  }

  // ---- dispatch ----

  /** The budgets that an attempt at a task counts against. */
  static List<BudgetNode> of(State state, TaskNode task) {
    if (state.budgets.isEmpty()) {
      return List.of();
    }
    List<BudgetNode> nodes = new ArrayList<>(3);
    add(nodes, state.budgets.get(BudgetNode.key(BudgetNode.PROJECT, "")));
    add(nodes, state.budgets.get(BudgetNode.key(BudgetNode.MILESTONE, task.milestone.id)));
    add(nodes, state.budgets.get(BudgetNode.key(BudgetNode.TASK, task.id)));
    return nodes;
  }

  private static void add(List<BudgetNode> nodes, @Nullable BudgetNode node) {
    if (node != null) {
      nodes.add(node);
    }
  }

  /** A budget of which nothing is left for a further attempt at a task; null when there is none. */
  static @Nullable BudgetNode exhausted(State state, TaskNode task, long nowMillis) {
    for (BudgetNode node : of(state, task)) {
      if (usedUp(node, used(state, node, nowMillis))) {
        return node;
      }
    }
    return null;
  }

  /** What is left for an attempt at a task: the least of each limit. */
  static Budget remaining(State state, TaskNode task, long nowMillis) {
    return remaining(state, task, nowMillis, null);
  }

  /**
   * What is left for an attempt that has been granted: the least of each limit.
   *
   * @param own the attempt, which does not count against itself
   */
  public static Budget remaining(
      State state, TaskNode task, long nowMillis, @Nullable AttemptNode own) {
    Budget least = Budget.UNLIMITED;
    for (BudgetNode node : of(state, task)) {
      Budget limit = node.limit();
      Spending used = used(state, node, nowMillis, own);
      Optional<BigDecimal> money =
          limit.money().map(m -> m.subtract(used.money(limit.currency())).max(BigDecimal.ZERO));
      boolean moneyLess =
          money.isPresent()
              && (least.money().isEmpty()
                  || least.currency().equals(limit.currency())
                      && money.get().compareTo(least.money().get()) < 0);
      least =
          new Budget(
              moneyLess ? money : least.money(),
              moneyLess ? limit.currency() : least.currency(),
              less(least.tokens(), limit.tokens(), used.tokens()),
              less(least.time(), limit.time(), used.millis),
              less(least.attempts(), limit.attempts(), used.attempts));
    }
    return least;
  }

  private static OptionalLong less(OptionalLong least, OptionalLong limit, long used) {
    if (limit.isEmpty()) {
      return least;
    }
    long left = Math.max(0, limit.getAsLong() - used);
    return OptionalLong.of(least.isPresent() ? Math.min(left, least.getAsLong()) : left);
  }

  private static Optional<Duration> less(
      Optional<Duration> least, Optional<Duration> limit, long used) {
    if (limit.isEmpty()) {
      return least;
    }
    Duration left = Duration.ofMillis(Math.max(0, limit.get().toMillis() - used));
    return least.isPresent() && least.get().compareTo(left) < 0 ? least : Optional.of(left);
  }

  private static OptionalInt less(OptionalInt least, OptionalInt limit, long used) {
    if (limit.isEmpty()) {
      return least;
    }
    int left = (int) Math.max(0, limit.getAsInt() - used);
    return OptionalInt.of(least.isPresent() ? Math.min(left, least.getAsInt()) : left);
  }

  // ---- deciding ----

  /** Warns, announces what a budget keeps from starting, asks once, and takes it back. */
  static void settle(Batch batch) {
    State state = batch.state;
    while (!state.dirtyBudgets.isEmpty()) {
      List<BudgetNode> dirty = List.copyOf(state.dirtyBudgets);
      state.dirtyBudgets.clear();
      for (BudgetNode node : dirty) {
        if (state.budgets.get(node.key()) == node) {
          settle(batch, node);
        }
      }
    }
  }

  private static void settle(Batch batch, BudgetNode node) {
    Budget limit = node.limit();
    Spending used = used(batch.state, node, batch.env.nowMillis());
    double share = BudgetNode.share(limit, used);
    if (!node.warned && !limit.unlimited() && share >= batch.env.rules().warnAt()) {
      warn(batch, node, "used", Math.round(share * 1000) / 1000.0, null);
    }
    if (!node.otherCurrency && limit.money().isPresent()) {
      for (String currency : used.money.keySet()) {
        if (!node.otherCurrency && !currency.equals(limit.currency())) {
          warn(batch, node, "other_currency", null, currency);
        }
      }
    }
    boolean out = BudgetNode.usedUp(limit, used);
    List<TaskNode> waiting = out ? waiting(batch.state, node, Settling.MAX_IDS) : List.of();
    if (!waiting.isEmpty()) {
      String parent = node.blockedMillis == 0 ? detected(batch, node, waiting) : null;
      if (node.decision == null) {
        withdraw(batch, node);
        ask(batch, node, parent);
      }
    } else if (!out) {
      withdraw(batch, node);
    }
    if (waiting.isEmpty() && node.blockedMillis != 0) {
      batch.emit(
          EventTypes.BLOCKER_RESOLVED,
          milestone(batch.state, node),
          null,
          null,
          null,
          null,
          details("blocker_type", Blockage.BUDGET, "scope", node.scope, "subject", node.id));
    }
  }

  private static void warn(
      Batch batch, BudgetNode node, String why, @Nullable Double used, @Nullable String currency) {
    batch.emit(
        EventTypes.BUDGET_WARNED,
        milestone(batch.state, node),
        null,
        null,
        null,
        null,
        details(
            "scope",
            node.scope,
            "subject",
            node.id,
            "why",
            why,
            "used",
            used,
            "currency",
            currency,
            "limit",
            batch.state.definitions.write(node.limit())));
  }

  private static String detected(Batch batch, BudgetNode node, List<TaskNode> waiting) {
    List<String> ids = new ArrayList<>(waiting.size());
    for (TaskNode task : waiting) {
      ids.add(task.id);
    }
    return batch.emit(
        EventTypes.BLOCKER_DETECTED,
        milestone(batch.state, node),
        null,
        null,
        null,
        null,
        details(
            "blocker_type",
            Blockage.BUDGET,
            "scope",
            node.scope,
            "subject",
            node.id,
            "reason",
            node.words() + " is used up",
            "blocked",
            ids,
            "blocked_count",
            ids.size()));
  }

  private static void ask(Batch batch, BudgetNode node, @Nullable String parent) {
    batch.emit(
        EventTypes.DECISION_REQUESTED,
        milestone(batch.state, node),
        null,
        null,
        null,
        parent,
        details(
            "decision_id",
            "budget-" + batch.env.commandId() + "-" + batch.events.size(),
            "kind",
            DECISION,
            "question",
            "Raise " + node.words() + " by " + words(node.original) + "?",
            "role",
            ROLE,
            "subject",
            node.key(),
            "task_id",
            node.scope.equals(BudgetNode.TASK) ? node.id : null));
  }

  /** A question that a changed plan has answered is not left open. */
  private static void withdraw(Batch batch, BudgetNode node) {
    DecisionNode decision = openDecision(batch.state, node);
    if (decision != null) {
      batch.emit(
          EventTypes.DECISION_MADE,
          decision.milestone,
          null,
          null,
          null,
          null,
          details(
              "decision_id",
              decision.id,
              "status",
              DecisionStatus.RESOLVED.text(),
              "answer",
              "the plan says another budget",
              "task_id",
              decision.task));
    }
  }

  /** A budget in words: {@code 20 USD, 5000000 tokens}. */
  public static String words(Budget budget) {
    List<String> parts = new ArrayList<>(4);
    budget.money().ifPresent(m -> parts.add(m.toPlainString() + " " + budget.currency()));
    budget.tokens().ifPresent(n -> parts.add(n + " tokens"));
    budget.time().ifPresent(t -> parts.add(t + " of agents' time"));
    budget.attempts().ifPresent(n -> parts.add(n + " attempts"));
    return String.join(", ", parts);
  }

  private static @Nullable String milestone(State state, BudgetNode node) {
    return switch (node.scope) {
      case BudgetNode.PROJECT -> null;
      case BudgetNode.MILESTONE -> node.id;
      default -> {
        TaskNode task = state.taskById.get(node.id);
        yield task == null ? null : task.milestone.id;
      }
    };
  }

  // ---- evolving ----

  /** A plan says what something may cost; raises of another budget before are gone. */
  static void define(State state, String scope, String id, Budget budget) {
    String key = BudgetNode.key(scope, id);
    BudgetNode node = state.budgets.get(key);
    if (node == null) {
      if (budget.unlimited()) {
        return;
      }
      node = new BudgetNode(scope, id, budget);
      state.budgets.put(key, node);
    } else if (!node.original.equals(budget)) {
      node.original = budget;
      node.raises = 0;
      node.warned = false;
      node.otherCurrency = false;
      node.decision = null;
      if (forgotten(state, node)) {
        return;
      }
    } else {
      return;
    }
    state.dirtyBudgets.add(node);
  }

  /** Something has changed that counts against the budgets of a task. */
  static void touch(State state, TaskNode task) {
    if (!state.budgets.isEmpty()) {
      state.dirtyBudgets.addAll(of(state, task));
    }
  }

  /** An attempt has ended: what it has cost is known. */
  static void charge(State state, AttemptNode attempt) {
    state.spending.add(attempt);
    MilestoneNode milestone = attempt.task.milestone;
    Spending spent = milestone.spending;
    if (spent == null) {
      spent = new Spending();
      milestone.spending = spent;
    }
    spent.add(attempt);
    touch(state, attempt.task);
  }

  private static @Nullable BudgetNode of(State state, Event event) {
    String scope = event.text("scope");
    return scope == null
        ? null
        : state.budgets.get(BudgetNode.key(scope, Evolver.orEmpty(event.text("subject"))));
  }

  static void warned(State state, Event event) {
    BudgetNode node = of(state, event);
    if (node != null) {
      if ("other_currency".equals(event.text("why"))) {
        node.otherCurrency = true;
      } else {
        node.warned = true;
      }
    }
  }

  static void detected(State state, Event event) {
    BudgetNode node = of(state, event);
    if (node != null) {
      node.blockedMillis = event.millis();
      state.metrics.blockers++;
      state.metrics.blockedTasks += event.number("blocked_count", 0);
    }
  }

  static void resolved(State state, Event event) {
    BudgetNode node = of(state, event);
    if (node != null && node.blockedMillis != 0) {
      state.metrics.blockersResolved++;
      state.metrics.blockerMillis += Math.max(0, event.millis() - node.blockedMillis);
      node.blockedMillis = 0;
      boolean gone = forgotten(state, node);
      if (!gone) {
        state.dirtyBudgets.add(node);
      }
    }
  }

  /** What has no limit any more is forgotten when nothing of it is open. */
  private static boolean forgotten(State state, BudgetNode node) {
    boolean gone =
        node.original.unlimited() && node.blockedMillis == 0 && openDecision(state, node) == null;
    if (gone) {
      state.budgets.remove(node.key());
    }
    return gone;
  }

  private static @Nullable DecisionNode openDecision(State state, BudgetNode node) {
    for (DecisionNode decision : state.decisions.values()) {
      if (decision.status == DecisionStatus.OPEN
          && decision.kind.equals(DECISION)
          && decision.subject.equals(node.key())) {
        return decision;
      }
    }
    return null;
  }

  static void requested(State state, DecisionNode decision) {
    BudgetNode node = decision.kind.equals(DECISION) ? state.budgets.get(decision.subject) : null;
    if (node != null) {
      node.decision = decision.id;
    }
  }

  static void decided(State state, DecisionNode decision) {
    BudgetNode node = decision.kind.equals(DECISION) ? state.budgets.get(decision.subject) : null;
    if (node == null) {
      return;
    }
    if (decision.id.equals(node.decision) && decision.status == DecisionStatus.APPROVED) {
      node.raises++;
      node.warned = false;
      // One that is used up all the same is asked about again.
      node.decision = null;
    }
    if (!forgotten(state, node)) {
      state.dirtyBudgets.add(node);
    }
  }

  /** Whether a session waits for an answer about a budget of its scope. */
  static boolean waitsFor(DecisionNode decision) {
    return decision.kind.equals(DECISION) && decision.milestone == null;
  }

  /** What dispatch knows about budgets, for the time of one attempt granted. Confined. */
  static final class Room {
    private final State state;
    private final long nowMillis;
    private final Map<BudgetNode, Boolean> known = new java.util.IdentityHashMap<>();

    Room(State state, long nowMillis) {
      this.state = state;
      this.nowMillis = nowMillis;
    }

    /** Whether a further attempt at a task fits beside those under way. */
    boolean hasRoom(TaskNode task) {
      if (state.budgets.isEmpty()) {
        return true;
      }
      for (BudgetNode node : of(state, task)) {
        if (!known.computeIfAbsent(node, n -> !usedUp(n, reserved(state, n, nowMillis)))) {
          return false;
        }
      }
      return true;
    }

    void granted() {
      known.clear();
    }
  }

  /** Whether nothing is left of a budget, with what was asked already kept. Confined. */
  static final class Exhaustion {
    private final State state;
    private final long nowMillis;
    private final Map<BudgetNode, Boolean> known = new java.util.IdentityHashMap<>();

    Exhaustion(State state, long nowMillis) {
      this.state = state;
      this.nowMillis = nowMillis;
    }

    boolean keeps(TaskNode task) {
      if (state.budgets.isEmpty()) {
        return false;
      }
      for (BudgetNode node : of(state, task)) {
        if (known.computeIfAbsent(node, n -> usedUp(n, used(state, n, nowMillis)))) {
          return true;
        }
      }
      return false;
    }
  }
}
