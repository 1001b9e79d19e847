package dev.milestone.spi.storage;

import dev.milestone.TimeSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a store is opened with. Immutable.
 *
 * @param location the folder for stores that have one
 * @param create whether a store that does not exist is created; otherwise it is refused with code
 *     {@code no_store}
 * @param readOnly whether nothing may be written, not even a repair of the tail
 * @param time the source of monotonic time
 * @param settings provider-specific settings under the configuration section {@code storage}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record StoreRequest(
    Optional<Path> location,
    boolean create,
    boolean readOnly,
    TimeSource time,
    Map<String, String> settings) {

  /** Copies the settings. */
  public StoreRequest {
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(time, "time");
    settings = Map.copyOf(settings);
  }
}
