package dev.milestone.spi.storage;

import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What to check.
 *
 * @param repair whether damage is repaired where a verified copy of the same line stands in a
 *     sealed copy or a source
 * @param sources files in which copies of stored lines may stand (JSON lines, any subset, any
 *     order); may be missing
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CheckRequest(boolean repair, List<Path> sources) {

  /** Copies the list. */
  public CheckRequest {
    sources = List.copyOf(sources);
  }
}
