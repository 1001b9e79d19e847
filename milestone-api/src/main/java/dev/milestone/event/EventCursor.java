package dev.milestone.event;

import java.time.Duration;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Reads events from a place in the journal, in order, missing none, whoever appended them. Confined
 * to one thread at a time. A consumer that keeps {@link #position()} with its own results goes on
 * exactly where it stopped.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface EventCursor extends AutoCloseable {

  /** Most events that one call returns. */
  int MAX_BATCH = 10_000;

  /** The sequence of the next event to be returned. */
  long position();

  /**
   * The next events, at least one unless the time is over first.
   *
   * @param max most events, at most {@link #MAX_BATCH}
   */
  List<MilestoneEvent> next(int max, Duration timeout) throws InterruptedException;

  @Override
  void close();
}
