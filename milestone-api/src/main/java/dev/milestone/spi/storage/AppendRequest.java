package dev.milestone.spi.storage;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Events to append, all or none.
 *
 * @param expectedSequence the last sequence the caller has seen, or {@link #ANY}
 * @param events complete JSON objects in UTF-8, each at most {@link #MAX_EVENT_BYTES}, without line
 *     breaks; not copied and not to be changed afterwards
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AppendRequest(long expectedSequence, List<byte[]> events) {

  /** Append whatever the last sequence is. */
  public static final long ANY = -1;

  /** Longest event, in bytes, without the fields that the store adds. */
  public static final int MAX_EVENT_BYTES = 16 * 1024 * 1024;

  /** Copies the list, not the bytes. */
  public AppendRequest {
    events = List.copyOf(events);
  }
}
