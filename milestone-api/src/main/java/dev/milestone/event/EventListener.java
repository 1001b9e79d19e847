package dev.milestone.event;

import org.apiguardian.api.API;

/**
 * Is told of events after they are forced, in the order of the journal, one at a time, on one
 * thread of the engine that does nothing else. A listener that is slow delays other listeners only;
 * when it is more than {@link #MAX_PENDING} events behind, events are dropped for it and it is told
 * how many by {@link #missed}. An exception is logged and the listener goes on with the next event.
 * Whoever must not miss anything uses a cursor.
 */
@API(status = API.Status.STABLE, since = "0.1")
@FunctionalInterface
public interface EventListener {

  /** How many events may wait for a listener. */
  int MAX_PENDING = 65_536;

  /** An event has happened. */
  void onEvent(MilestoneEvent event);

  /** So many events were dropped because this listener was too slow. */
  default void missed(long count) {}
}
