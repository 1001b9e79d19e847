package dev.milestone.core.plan;

import static dev.milestone.core.plan.DefinitionCodec.duration;
import static dev.milestone.core.plan.DefinitionCodec.map;
import static dev.milestone.core.plan.DefinitionCodec.text;

import dev.milestone.model.Budget;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Budgets as JSON values; the same rules as {@link DefinitionCodec}. Stateless. */
public final class BudgetCodec {
  private BudgetCodec() {}

  /** A budget; empty without a limit. */
  public static Map<String, Object> encode(Budget budget) {
    Map<String, Object> map = new LinkedHashMap<>();
    budget
        .money()
        .ifPresent(
            money -> map.put("money", (money.toPlainString() + " " + budget.currency()).strip()));
    budget.tokens().ifPresent(tokens -> map.put("tokens", tokens));
    budget.time().ifPresent(time -> map.put("time", time.toString()));
    budget.attempts().ifPresent(attempts -> map.put("attempts", (long) attempts));
    return map;
  }

  /** Reads a budget; no limit when there is none. */
  public static Budget budget(@Nullable Object value) {
    if (value == null) {
      return Budget.UNLIMITED;
    }
    Map<String, Object> map = map(value);
    String money = text(map, "money");
    int blank = money.indexOf(' ');
    Object time = map.get("time");
    return new Budget(
        money.isEmpty()
            ? Optional.empty()
            : Optional.of(new BigDecimal(blank < 0 ? money : money.substring(0, blank))),
        blank < 0 ? "" : money.substring(blank + 1),
        map.get("tokens") instanceof Number tokens
            ? OptionalLong.of(tokens.longValue())
            : OptionalLong.empty(),
        time == null ? Optional.empty() : Optional.of(duration(time)),
        map.get("attempts") instanceof Number attempts
            ? OptionalInt.of(attempts.intValue())
            : OptionalInt.empty());
  }

  /** Puts a budget where it has a limit. */
  static void put(Map<String, Object> map, Budget budget) {
    if (!budget.unlimited()) {
      map.put("budget", encode(budget));
    }
  }
}
