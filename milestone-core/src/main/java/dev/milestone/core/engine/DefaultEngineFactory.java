package dev.milestone.core.engine;

import dev.milestone.EngineBuilder;
import dev.milestone.spi.EngineFactory;

/** Makes builders of the engine. Found with {@link java.util.ServiceLoader}. */
public final class DefaultEngineFactory implements EngineFactory {

  /** For the service loader. */
  public DefaultEngineFactory() {}

  @Override
  public EngineBuilder newBuilder() {
    return new DefaultEngineBuilder();
  }
}
