package dev.milestone.core.kernel;

/**
 * Numbers that decisions go by, from the configuration. What they come to is written into the
 * events, so that a fold does not need them.
 *
 * @param warnAt share of a budget from which on it is warned, above 0 and up to 1
 * @param backoffMillis first wait after an agent was unavailable; doubled each time in a row
 * @param backoffLimitMillis longest such wait
 * @param unavailableLimitMillis how long a session waits for an agent, in a row, before it gives it
 *     up
 */
public record Rules(
    double warnAt, long backoffMillis, long backoffLimitMillis, long unavailableLimitMillis) {

  /** As configured when nothing is. */
  public static final Rules DEFAULT = new Rules(0.8, 30_000, 900_000, 3_600_000);
}
