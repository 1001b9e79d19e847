package dev.milestone.model;

import java.time.Duration;
import java.util.Objects;
import org.apiguardian.api.API;

/**
 * Three points of the working time a task may take. The expected value is {@code (o + 4m + p) / 6},
 * the standard deviation {@code (p - o) / 6} (PERT: Malcolm, Roseboom, Clark, Fazar 1959).
 *
 * @param optimistic if all goes well
 * @param likely the most likely
 * @param pessimistic if much goes wrong
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Estimate(Duration optimistic, Duration likely, Duration pessimistic) {

  /** Refuses negative times and times out of order. */
  public Estimate {
    Objects.requireNonNull(optimistic, "optimistic");
    if (optimistic.isNegative()
        || likely.compareTo(optimistic) < 0
        || pessimistic.compareTo(likely) < 0) {
      throw new IllegalArgumentException(
          "an estimate needs 0 <= optimistic <= likely <= pessimistic: "
              + optimistic
              + ", "
              + likely
              + ", "
              + pessimistic);
    }
  }

  /** One duration for all three points. */
  public static Estimate of(Duration duration) {
    return new Estimate(duration, duration, duration);
  }

  /** {@code (o + 4m + p) / 6}. */
  public Duration expected() {
    // Duration.dividedBy goes through BigDecimal, which plans with 100,000 estimates feel.
    Duration sum = optimistic.plus(likely).plus(likely).plus(likely).plus(likely).plus(pessimistic);
    long seconds = sum.getSeconds();
    return Duration.ofSeconds(seconds / 6, (seconds % 6 * 1_000_000_000L + sum.getNano()) / 6);
  }

  /** {@code (p - o) / 6}. */
  public Duration standardDeviation() {
    return pessimistic.minus(optimistic).dividedBy(6);
  }
}
