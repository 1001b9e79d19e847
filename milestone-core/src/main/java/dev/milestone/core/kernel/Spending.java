package dev.milestone.core.kernel;

import dev.milestone.model.Cost;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;

/**
 * What attempts have cost, added up. Attempts of an agent that could not work at all cost what they
 * said, and are not counted. Confined to the state, or to whoever made a copy.
 */
public final class Spending {
  long attempts;
  long inputTokens;
  long outputTokens;
  long millis;

  /** By currency. */
  final TreeMap<String, BigDecimal> money = new TreeMap<>();

  Spending() {}

  Spending copy() {
    Spending copy = new Spending();
    copy.add(this);
    return copy;
  }

  void add(Spending other) {
    attempts = sum(attempts, other.attempts);
    inputTokens = sum(inputTokens, other.inputTokens);
    outputTokens = sum(outputTokens, other.outputTokens);
    millis = sum(millis, other.millis);
    other.money.forEach((currency, amount) -> money.merge(currency, amount, BigDecimal::add));
  }

  void add(Cost cost) {
    inputTokens = sum(inputTokens, cost.inputTokens());
    outputTokens = sum(outputTokens, cost.outputTokens());
    if (cost.money().signum() != 0) {
      money.merge(cost.currency(), cost.money(), BigDecimal::add);
    }
  }

  /** An attempt that has ended. */
  void add(AttemptNode attempt) {
    add(attempt.cost());
    millis = sum(millis, Math.max(0, attempt.endedMillis - attempt.startedMillis));
    if (attempt.counts()) {
      attempts++;
    }
  }

  /** An attempt under way, with what it has said so far. */
  void addActive(AttemptNode attempt, long nowMillis) {
    add(attempt.cost());
    millis = sum(millis, Math.max(0, nowMillis - attempt.startedMillis));
    attempts++;
  }

  /** An attempt under way, with at least what one costs in the mean. */
  void reserve(AttemptNode attempt, long nowMillis, Spending mean) {
    Cost said = attempt.cost();
    long elapsed = Math.max(0, nowMillis - attempt.startedMillis);
    attempts++;
    millis = sum(millis, Math.max(elapsed, mean.millis));
    long tokens = Math.max(said.tokens(), mean.tokens());
    inputTokens = sum(inputTokens, tokens);
    if (said.money().signum() != 0) {
      money.merge(said.currency(), said.money(), BigDecimal::add);
    }
    mean.money.forEach(
        (currency, amount) -> {
          BigDecimal more =
              currency.equals(said.currency()) ? amount.subtract(said.money()) : amount;
          if (more.signum() > 0) {
            money.merge(currency, more, BigDecimal::add);
          }
        });
  }

  /** What an attempt has cost in the mean; nothing before the first has ended. */
  Spending mean() {
    Spending mean = new Spending();
    if (attempts > 0) {
      mean.attempts = 1;
      mean.inputTokens = inputTokens / attempts;
      mean.outputTokens = outputTokens / attempts;
      mean.millis = millis / attempts;
      BigDecimal count = BigDecimal.valueOf(attempts);
      money.forEach(
          (currency, amount) ->
              mean.money.put(
                  currency,
                  amount
                      .divide(count, Math.max(6, amount.scale()), RoundingMode.HALF_UP)
                      .stripTrailingZeros()));
    }
    return mean;
  }

  /** This so many times. */
  Spending times(long count) {
    Spending product = new Spending();
    product.attempts = product(attempts, count);
    product.inputTokens = product(inputTokens, count);
    product.outputTokens = product(outputTokens, count);
    product.millis = product(millis, count);
    money.forEach((k, v) -> product.money.put(k, v.multiply(BigDecimal.valueOf(count))));
    return product;
  }

  private static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static long product(long a, long b) {
    return a > 0 && b > Long.MAX_VALUE / a ? Long.MAX_VALUE : a * b;
  }

  /** Attempts that could work. */
  public long attempts() {
    return attempts;
  }

  /** Tokens read and written. */
  public long tokens() {
    return sum(inputTokens, outputTokens);
  }

  /** Their wall time. */
  public long millis() {
    return millis;
  }

  /** Money in a currency. */
  public BigDecimal money(String currency) {
    return money.getOrDefault(currency, BigDecimal.ZERO);
  }

  /** Money by currency. */
  public Map<String, BigDecimal> money() {
    return Map.copyOf(money);
  }

  /** As a cost in one currency; empty: the first there is. */
  public Cost cost(String currency) {
    String shown = !currency.isEmpty() ? currency : money.isEmpty() ? "USD" : money.firstKey();
    return new Cost(inputTokens, outputTokens, money(shown), shown);
  }
}
