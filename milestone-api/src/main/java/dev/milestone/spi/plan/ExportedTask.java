package dev.milestone.spi.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What has become of a task.
 *
 * @param status how it stands now, in the terms of the SPI; written in the source's own words, and
 *     only where the source says something of another meaning
 * @param changed when it got this status
 * @param notes its notes, oldest first; those that an earlier export has written are not added
 *     again
 * @param verified whether its success was verified
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ExportedTask(
    ImportedStatus status, Optional<Instant> changed, List<String> notes, boolean verified) {

  /** Copies the list. */
  public ExportedTask {
    notes = List.copyOf(notes);
  }
}
