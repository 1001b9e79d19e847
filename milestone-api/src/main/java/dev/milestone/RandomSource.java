package dev.milestone;

import org.apiguardian.api.API;

/** Where chance comes from (retry jitter, sampling). Implementations are thread-safe. */
@API(status = API.Status.STABLE, since = "0.1")
@FunctionalInterface
public interface RandomSource {

  /** The next value, uniform over all 64-bit numbers. */
  long nextLong();
}
