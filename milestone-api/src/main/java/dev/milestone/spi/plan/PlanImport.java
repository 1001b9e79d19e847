package dev.milestone.spi.plan;

import java.time.Duration;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What to read.
 *
 * @param files files that make one plan, in the order in which they were named
 * @param defaultTask expected time of a task about which the source says nothing
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PlanImport(List<PlanFile> files, Duration defaultTask) {

  /** Copies the list. */
  public PlanImport {
    files = List.copyOf(files);
  }
}
