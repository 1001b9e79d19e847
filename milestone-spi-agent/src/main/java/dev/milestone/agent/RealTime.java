package dev.milestone.agent;

import java.time.Duration;

/**
 * The one place of this module that reads a clock. External processes live in real time even when
 * an engine's time is virtual, so grace and timeouts of processes cannot come from the engine's
 * time source.
 */
final class RealTime {

  private static final long FOREVER = Long.MAX_VALUE / 4;

  private RealTime() {}

  /** Monotonic nanoseconds with an arbitrary origin. */
  static long nanos() {
    return System.nanoTime();
  }

  /** Nanoseconds of a duration; over-long ones are cut, so that sums do not overflow. */
  static long nanosOf(Duration duration) {
    try {
      return Math.min(Math.max(duration.toNanos(), 0), FOREVER);
    } catch (ArithmeticException e) {
      return duration.isNegative() ? 0 : FOREVER;
    }
  }
}
