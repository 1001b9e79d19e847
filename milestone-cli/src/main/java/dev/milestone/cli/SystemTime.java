package dev.milestone.cli;

import dev.milestone.TimeSource;
import java.time.Instant;

/** The system's clocks, for elapsed times on the display. */
final class SystemTime implements TimeSource {

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }

  @Override
  public String epoch() {
    return "process";
  }
}
