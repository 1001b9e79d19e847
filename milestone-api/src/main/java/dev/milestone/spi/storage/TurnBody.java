package dev.milestone.spi.storage;

import org.apiguardian.api.API;

/**
 * What is done in a turn: read what is new, decide, append. May be run again when another writer
 * was first.
 *
 * @param <T> what the turn results in
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface TurnBody<T> {

  /** Runs on a thread of the store; must be quick and must not block. */
  T run(Turn turn);
}
