package dev.milestone.spi.storage;

import org.apiguardian.api.API;

/** Says that a participant is alive, until it is closed or the process dies. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface Presence extends AutoCloseable {

  /** Ends the presence. Idempotent. */
  @Override
  void close();
}
