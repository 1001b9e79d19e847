package dev.milestone.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apiguardian.api.API;

/**
 * What a project, a milestone or a task may cost.
 *
 * @param money amount
 * @param currency ISO 4217 code of the amount; empty without one
 * @param tokens tokens read and written
 * @param time wall time of attempts, added up
 * @param attempts how many attempts there may be
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Budget(
    Optional<BigDecimal> money,
    String currency,
    OptionalLong tokens,
    Optional<Duration> time,
    OptionalInt attempts) {

  /** No limit. */
  public static final Budget UNLIMITED =
      new Budget(Optional.empty(), "", OptionalLong.empty(), Optional.empty(), OptionalInt.empty());

  /** Whether there is no limit. */
  public boolean unlimited() {
    return money.isEmpty() && tokens.isEmpty() && time.isEmpty() && attempts.isEmpty();
  }
}
