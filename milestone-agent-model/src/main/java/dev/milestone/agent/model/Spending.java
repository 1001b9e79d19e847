package dev.milestone.agent.model;

import dev.langchain4j.model.output.TokenUsage;
import dev.milestone.model.Budget;
import dev.milestone.model.Cost;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts what an attempt costs, and says when it may cost no more. Thread-safe. */
final class Spending {

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private final ModelSettings settings;
  private final Budget budget;
  private long input;
  private long output;
  private long uncounted;

  Spending(ModelSettings settings, Budget budget) {
    this.settings = settings;
    this.budget = budget;
  }

  synchronized void add(@Nullable TokenUsage usage) {
    if (usage == null || usage.inputTokenCount() == null && usage.outputTokenCount() == null) {
      uncounted++;
      return;
    }
    input += positive(usage.inputTokenCount());
    output += positive(usage.outputTokenCount());
  }

  private static long positive(@Nullable Integer count) {
    return count == null ? 0 : Math.max(0, count);
  }

  /** What it has cost so far. */
  synchronized Cost cost() {
    BigDecimal money =
        settings
            .inputPrice()
            .multiply(BigDecimal.valueOf(input))
            .add(settings.outputPrice().multiply(BigDecimal.valueOf(output)))
            .divide(MILLION)
            .stripTrailingZeros();
    return new Cost(input, output, money, settings.currency());
  }

  /** How many answers came without a count of their tokens. */
  synchronized long uncounted() {
    return uncounted;
  }

  /** Why the model is not asked again; empty while it may be. */
  synchronized Optional<String> spentOut() {
    Cost cost = cost();
    long most = Math.min(settings.tokens(), budget.tokens().orElse(Long.MAX_VALUE));
    if (cost.tokens() >= most) {
      return Optional.of("used " + cost.tokens() + " tokens of the " + most + " it may use");
    }
    if (settings.priced()
        && budget.money().isPresent()
        && (budget.currency().isEmpty() || budget.currency().equals(settings.currency()))
        && cost.money().compareTo(budget.money().get()) >= 0) {
      return Optional.of(
          "cost "
              + cost.money().toPlainString()
              + " "
              + cost.currency()
              + " of the "
              + budget.money().get().toPlainString()
              + " it may cost");
    }
    return Optional.empty();
  }
}
