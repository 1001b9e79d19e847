package dev.milestone.testkit.plan;

import dev.milestone.spi.plan.PlanFile;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A plan that a format reads, for its contract.
 *
 * @param files its files
 * @param changeable foreign ids of at least two tasks whose status can be set to anything without a
 *     consequence for other tasks
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SamplePlan(List<PlanFile> files, List<String> changeable) {

  /** Copies the lists. */
  public SamplePlan {
    files = List.copyOf(files);
    changeable = List.copyOf(changeable);
  }
}
