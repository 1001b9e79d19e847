package dev.milestone.storage.file;

import dev.milestone.TimeSource;
import java.time.Instant;

/** The clock of the machine. */
enum TestTime implements TimeSource {
  SYSTEM;

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
    return "test";
  }
}
