package dev.milestone.spi.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * What to write back.
 *
 * @param files the files as they are now
 * @param tasks what has become of tasks, by their foreign id; those that are not named stay as they
 *     are, and so do those that the files no longer have
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PlanExport(List<PlanFile> files, Map<String, ExportedTask> tasks) {

  /** Copies the collections. */
  public PlanExport {
    files = List.copyOf(files);
    tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
  }
}
