package dev.milestone;

import dev.milestone.spi.storage.StoreProblem;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What a check of everything on disk found.
 *
 * @param store where the store is
 * @param events how many events passed their checks
 * @param problems what is wrong
 * @param repaired what was repaired, in words
 */
@API(status = API.Status.STABLE, since = "0.1")
public record DoctorReport(
    String store, long events, List<StoreProblem> problems, List<String> repaired) {

  /** Copies the lists. */
  public DoctorReport {
    problems = List.copyOf(problems);
    repaired = List.copyOf(repaired);
  }

  /** Whether nothing is wrong. */
  public boolean ok() {
    return problems.isEmpty();
  }
}
