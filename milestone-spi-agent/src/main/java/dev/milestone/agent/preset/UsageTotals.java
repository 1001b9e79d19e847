package dev.milestone.agent.preset;

import dev.milestone.model.Cost;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what an agent says of its usage. What is said of the session or of the whole attempt
 * replaces the sum of its calls. Confined to one thread.
 */
final class UsageTotals {

  /** Most calls whose names are remembered; older ones are in the sum and can't be corrected. */
  static final int MAX_CALLS = 4_096;

  private final Map<String, Cost> calls =
      new LinkedHashMap<>(64, 0.75f, false) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Cost> eldest) {
          return size() > MAX_CALLS;
        }
      };
  private Cost sum = Cost.NONE;
  private @Nullable Cost attempt;
  private @Nullable Cost session;

  void add(UsageRule.Counts counts, Optional<String> key, Cost cost) {
    switch (counts) {
      case CALL -> {
        Cost before = key.isEmpty() ? null : calls.put(key.get(), cost);
        sum = plus(before == null ? sum : minus(sum, before), cost);
      }
      case ATTEMPT -> attempt = cost;
      case SESSION -> session = cost;
    }
  }

  /** What the session has cost since its beginning, when the agent says that. */
  Optional<Cost> session() {
    return Optional.ofNullable(session);
  }

  /**
   * What this process has cost.
   *
   * @param before what the session had cost when it was resumed
   */
  Cost spent(Cost before) {
    Cost total = session;
    if (total != null) {
      return restarted(before) ? total : minus(total, before);
    }
    return attempt == null ? sum : attempt;
  }

  /** Whether the agent counts less than before, so that its counter began anew. */
  boolean restarted(Cost before) {
    Cost total = session;
    return total != null
        && (total.inputTokens() < before.inputTokens()
            || total.outputTokens() < before.outputTokens()
            || total.money().compareTo(before.money()) < 0);
  }

  private static Cost plus(Cost a, Cost b) {
    return new Cost(
        Math.min(a.inputTokens() + b.inputTokens(), OutputValue.MAX_TOKENS),
        Math.min(a.outputTokens() + b.outputTokens(), OutputValue.MAX_TOKENS),
        a.money().add(b.money()).min(OutputValue.MAX_MONEY),
        a.money().signum() != 0 ? a.currency() : b.currency());
  }

  private static Cost minus(Cost a, Cost b) {
    return new Cost(
        Math.max(a.inputTokens() - b.inputTokens(), 0),
        Math.max(a.outputTokens() - b.outputTokens(), 0),
        a.money().subtract(b.money()).max(BigDecimal.ZERO),
        a.currency());
  }
}
