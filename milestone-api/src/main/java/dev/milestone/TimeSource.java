package dev.milestone;

import java.time.Instant;
import org.apiguardian.api.API;

/**
 * Where time comes from. Wall time is for people and for the journal; monotonic time decides about
 * leases, timeouts and intervals and is never set back. Implementations are thread-safe.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface TimeSource {

  /** The wall clock, which may jump. */
  Instant now();

  /** Nanoseconds that never run backwards within {@link #epoch()}; the origin is arbitrary. */
  long monotonicNanos();

  /**
   * Names what monotonic readings can be compared with: two readings are comparable exactly when
   * their epochs are equal. On Linux it is the boot id, so that processes of one boot can compare
   * theirs.
   */
  String epoch();

  /**
   * Asks to be told when the monotonic time was moved by hand. A clock that flows by itself never
   * does so: this default.
   *
   * @param action returns at once
   */
  default Subscription onAdvance(Runnable action) {
    return () -> {};
  }
}
