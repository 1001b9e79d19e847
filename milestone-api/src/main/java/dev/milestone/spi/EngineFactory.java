package dev.milestone.spi;

import dev.milestone.EngineBuilder;
import org.apiguardian.api.API;

/**
 * Makes engine builders. Implemented by {@code milestone-core}, found with {@link
 * java.util.ServiceLoader}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface EngineFactory {

  /** A new builder with all defaults. */
  EngineBuilder newBuilder();
}
