package dev.milestone.storage.file;

import dev.milestone.ErrorKind;
import dev.milestone.spi.storage.StorageException;
import java.util.Map;
import java.util.Optional;

/**
 * What can be set of the file store, with its limits.
 *
 * @param segmentBytes {@code segment_bytes}: a segment that is at least this long is sealed;
 *     default 64 MiB
 * @param gatherBytes {@code gather_bytes}: no further turn joins a batch of this size; default 1
 *     MiB
 * @param queueKib {@code queue_kib}: most KiB that wait in the queue before callers are held up, a
 *     turn without known size counted as one; default 65,536
 * @param busyMillis {@code busy_timeout_ms}: how long an append waits for other processes; default
 *     60,000
 * @param headMillis {@code head_note_ms}: least time between two notes of the chain's head in the
 *     second place; default 5,000
 * @param secondPlace {@code second_place}: folder for copies of sealed segments, relative to the
 *     store; default {@code sealed}
 */
record Settings(
    long segmentBytes,
    int gatherBytes,
    int queueKib,
    long busyMillis,
    long headMillis,
    Optional<String> secondPlace) {

  static final long DEFAULT_SEGMENT_BYTES = 64L << 20;
  static final int DEFAULT_GATHER_BYTES = 1 << 20;
  static final int DEFAULT_QUEUE_KIB = 65_536;
  static final long DEFAULT_BUSY_MILLIS = 60_000;
  static final long DEFAULT_HEAD_MILLIS = 5_000;

  static final Settings DEFAULT = of(Map.of());

  static Settings of(Map<String, String> settings) {
    return new Settings(
        number(settings, "segment_bytes", DEFAULT_SEGMENT_BYTES, 1, 1L << 40),
        (int) number(settings, "gather_bytes", DEFAULT_GATHER_BYTES, 1, 64 << 20),
        (int) number(settings, "queue_kib", DEFAULT_QUEUE_KIB, 16, 1 << 24),
        number(settings, "busy_timeout_ms", DEFAULT_BUSY_MILLIS, 0, 1L << 40),
        number(settings, "head_note_ms", DEFAULT_HEAD_MILLIS, 0, 1L << 40),
        Optional.ofNullable(settings.get("second_place")));
  }

  private static long number(
      Map<String, String> settings, String key, long otherwise, long min, long max) {
    String text = settings.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      long n = Long.parseLong(text.strip().replace("_", ""));
      if (n >= min && n <= max) {
        return n;
      }
    } catch (NumberFormatException e) {
      // reported below, like a number out of range
    }
    throw new StorageException(
        ErrorKind.INVALID_INPUT,
        "bad_setting",
        "storage." + key + " is '" + text + "'; give a whole number from " + min + " to " + max);
  }
}
