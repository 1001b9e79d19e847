package dev.milestone;

import org.apiguardian.api.API;

/** A registered listener. */
@API(status = API.Status.STABLE, since = "0.1")
@FunctionalInterface
public interface Subscription extends AutoCloseable {

  /** Ends it; no call begins after this returns. Idempotent. */
  @Override
  void close();
}
