package dev.milestone.agent.preset;

import dev.milestone.model.Cost;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a line says what was used. All values of all paths are added up. Immutable.
 *
 * @param input tokens read
 * @param output tokens written
 * @param money amount of money
 * @param currency ISO 4217 code of the amount
 * @param counts what the numbers stand for
 * @param key names the call that the numbers belong to; of several lines with the same name the
 *     last counts
 */
record UsageRule(
    Optional<Extract> input,
    Optional<Extract> output,
    Optional<Extract> money,
    String currency,
    Counts counts,
    Optional<Extract> key) {

  /** What numbers stand for. */
  enum Counts {
    /** One call of the model: added up. */
    CALL,
    /** This process so far: the last replaces those before. */
    ATTEMPT,
    /** The agent's session since its beginning, over all processes: the difference counts. */
    SESSION
  }

  /** What a line says. */
  record Reading(Optional<Cost> cost, int unusable) {}

  Reading read(LineValues line) {
    Sum in = tokens(input, line);
    Sum out = tokens(output, line);
    Sum amount = new Sum();
    money.ifPresent(
        extract ->
            extract
                .values(line)
                .forEach(value -> value.money().ifPresentOrElse(amount::add, amount::unusable)));
    int unusable = in.unusable + out.unusable + amount.unusable;
    if (!in.seen && !out.seen && !amount.seen) {
      return new Reading(Optional.empty(), unusable);
    }
    return new Reading(
        Optional.of(
            new Cost(
                in.value.longValue(),
                out.value.longValue(),
                amount.value.min(OutputValue.MAX_MONEY),
                currency)),
        unusable);
  }

  private static Sum tokens(Optional<Extract> from, LineValues line) {
    Sum sum = new Sum();
    from.ifPresent(
        extract ->
            extract
                .values(line)
                .forEach(
                    value -> {
                      OptionalLong tokens = value.tokens();
                      if (tokens.isPresent()) {
                        sum.add(BigDecimal.valueOf(tokens.getAsLong()));
                      } else {
                        sum.unusable();
                      }
                    }));
    sum.value = sum.value.min(BigDecimal.valueOf(OutputValue.MAX_TOKENS));
    return sum;
  }

  private static final class Sum {
    BigDecimal value = BigDecimal.ZERO;
    boolean seen;
    int unusable;

    void add(BigDecimal more) {
      value = value.add(more);
      seen = true;
    }

    void unusable() {
      unusable++;
    }
  }
}
