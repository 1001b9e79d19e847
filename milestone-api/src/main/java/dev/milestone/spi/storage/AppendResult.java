package dev.milestone.spi.storage;

import org.apiguardian.api.API;

/** What became of an append. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface AppendResult {

  /**
   * The events are durable.
   *
   * @param firstSequence sequence of the first event
   * @param lastSequence sequence of the last event; the one before the first when there were none
   */
  record Appended(long firstSequence, long lastSequence) implements AppendResult {}

  /**
   * Another writer was first; nothing was appended.
   *
   * @param lastSequence the last sequence now
   */
  record Conflict(long lastSequence) implements AppendResult {}
}
