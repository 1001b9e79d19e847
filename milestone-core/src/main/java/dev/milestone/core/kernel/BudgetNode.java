package dev.milestone.core.kernel;

import dev.milestone.model.Budget;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A budget in the state. Confined to the state; changed by {@link Evolver} only. */
public final class BudgetNode {

  /** Of the whole project. */
  public static final String PROJECT = "project";

  /** Of a milestone. */
  public static final String MILESTONE = "milestone";

  /** Of a task. */
  public static final String TASK = "task";

  final String scope;
  final String id;
  Budget original;

  /** How often a person has raised it by its original amount. */
  int raises;

  boolean warned;

  /** Whether it was said that costs come in another currency. */
  boolean otherCurrency;

  /** Since when it keeps tasks from starting, as was announced; 0 when it does not. */
  long blockedMillis;

  /** The decision that was asked for when it was used up last; null when none was since. */
  @Nullable String decision;

  BudgetNode(String scope, String id, Budget original) {
    this.scope = scope;
    this.id = id;
    this.original = original;
  }

  static String key(String scope, String id) {
    return scope + ":" + id;
  }

  String key() {
    return key(scope, id);
  }

  /** {@code project}, {@code milestone} or {@code task}. */
  public String scope() {
    return scope;
  }

  /** Id of the milestone or task; empty for the project. */
  public String id() {
    return id;
  }

  /** Whether a warning was given since it was defined or raised last. */
  public boolean warned() {
    return warned;
  }

  /** Since when it keeps tasks from starting; 0 when it does not. */
  public long blockedMillis() {
    return blockedMillis;
  }

  /** The decision about raising it; null when none was asked for. */
  public @Nullable String decision() {
    return decision;
  }

  /** As it was planned. */
  public Budget original() {
    return original;
  }

  /** Raises included. */
  public Budget limit() {
    if (raises == 0) {
      return original;
    }
    long times = raises + 1L;
    return new Budget(
        original.money().map(m -> m.multiply(BigDecimal.valueOf(times))),
        original.currency(),
        original.tokens().isPresent()
            ? OptionalLong.of(times(original.tokens().getAsLong(), times))
            : OptionalLong.empty(),
        original.time().map(t -> Duration.ofMillis(times(t.toMillis(), times))),
        original.attempts().isPresent()
            ? OptionalInt.of(
                (int) Math.min(Integer.MAX_VALUE, times(original.attempts().getAsInt(), times)))
            : OptionalInt.empty());
  }

  private static long times(long value, long times) {
    return value > Long.MAX_VALUE / times ? Long.MAX_VALUE : value * times;
  }

  boolean covers(TaskNode task) {
    return switch (scope) {
      case PROJECT -> true;
      case MILESTONE -> task.milestone.id.equals(id);
      default -> task.id.equals(id);
    };
  }

  /** In words: {@code the budget of milestone m-1}. */
  public String words() {
    return scope.equals(PROJECT)
        ? "the budget of the project"
        : "the budget of " + scope + " " + id;
  }

  /** Its largest used share; 1 is all. */
  static double share(Budget limit, Spending used) {
    double share = 0;
    if (limit.money().isPresent()) {
      share =
          Math.max(
              share,
              part(used.money(limit.currency()).doubleValue(), limit.money().get().doubleValue()));
    }
    if (limit.tokens().isPresent()) {
      share = Math.max(share, part(used.tokens(), limit.tokens().getAsLong()));
    }
    if (limit.time().isPresent()) {
      share = Math.max(share, part(used.millis, limit.time().get().toMillis()));
    }
    if (limit.attempts().isPresent()) {
      share = Math.max(share, part(used.attempts, limit.attempts().getAsInt()));
    }
    return share;
  }

  private static double part(double used, double limit) {
    return limit <= 0 ? Math.max(1, used) : used / limit;
  }

  /** Whether nothing is left of one of its limits. Exact, unlike the share. */
  static boolean usedUp(Budget limit, Spending used) {
    Optional<BigDecimal> money = limit.money();
    return money.isPresent() && used.money(limit.currency()).compareTo(money.get()) >= 0
        || limit.tokens().isPresent() && used.tokens() >= limit.tokens().getAsLong()
        || limit.time().isPresent() && used.millis >= limit.time().get().toMillis()
        || limit.attempts().isPresent() && used.attempts >= limit.attempts().getAsInt();
  }
}
