package dev.milestone.core.time;

import dev.milestone.TimeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/**
 * The machine's clocks. On Linux the monotonic clock counts from the boot, so that processes of one
 * boot can compare readings; elsewhere readings of different processes are not compared.
 * Thread-safe.
 */
public final class SystemTimeSource implements TimeSource {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final String epoch;

  /** Reads the boot id. */
  public SystemTimeSource() {
    String id;
    try {
      id = Files.readString(BOOT_ID, StandardCharsets.US_ASCII).trim();
    } catch (IOException | RuntimeException e) {
      id = "process-" + UUID.randomUUID();
    }
    epoch = id;
  }

  @Override
  public Instant now() {
    return Instant.ofEpochMilli(System.currentTimeMillis());
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }

  @Override
  public String epoch() {
    return epoch;
  }
}
