package dev.milestone;

import org.apiguardian.api.API;

/** Where new identifiers come from. Implementations are thread-safe. */
@API(status = API.Status.STABLE, since = "0.1")
@FunctionalInterface
public interface IdSource {

  /**
   * A new identifier that collides with no other, without coordination: {@code [0-9a-z]}, 20
   * characters, sorting roughly by time.
   */
  String next();
}
