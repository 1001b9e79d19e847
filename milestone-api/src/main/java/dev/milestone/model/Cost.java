package dev.milestone.model;

import java.math.BigDecimal;
import java.util.Objects;
import org.apiguardian.api.API;

/**
 * What work has cost: tokens and money.
 *
 * @param inputTokens tokens read; not negative
 * @param outputTokens tokens written; not negative
 * @param money amount; not negative
 * @param currency ISO 4217 code, {@code USD} unless said otherwise
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Cost(long inputTokens, long outputTokens, BigDecimal money, String currency) {

  /** Nothing. */
  public static final Cost NONE = new Cost(0, 0, BigDecimal.ZERO, "USD");

  /** Refuses negative amounts. */
  public Cost {
    Objects.requireNonNull(currency, "currency");
    if (inputTokens < 0 || outputTokens < 0 || money.signum() < 0) {
      throw new IllegalArgumentException("a cost is not negative");
    }
  }

  /** Tokens read and written. */
  public long tokens() {
    return inputTokens + outputTokens;
  }

  /** The sum; the currency is that of the one that has money. Refuses to add two currencies. */
  public Cost plus(Cost other) {
    if (money.signum() != 0 && other.money.signum() != 0 && !currency.equals(other.currency)) {
      throw new IllegalArgumentException("cannot add " + currency + " and " + other.currency);
    }
    return new Cost(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        money.add(other.money),
        money.signum() != 0 ? currency : other.currency);
  }
}
