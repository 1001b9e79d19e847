package dev.milestone.spi.storage;

import java.util.List;
import org.apiguardian.api.API;

/**
 * What a check found.
 *
 * @param events how many events passed their checks
 * @param lastSequence the last sequence
 * @param problems what is wrong, at most {@link #MAX_PROBLEMS}
 * @param repaired what was repaired, in words, one a line
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record StoreReport(
    long events, long lastSequence, List<StoreProblem> problems, List<String> repaired) {

  /** Most problems listed. */
  public static final int MAX_PROBLEMS = 1_000;

  /** Copies the lists. */
  public StoreReport {
    problems = List.copyOf(problems);
    repaired = List.copyOf(repaired);
  }

  /** Whether nothing is wrong (any more). */
  public boolean ok() {
    return problems.isEmpty();
  }
}
