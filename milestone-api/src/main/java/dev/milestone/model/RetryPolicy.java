package dev.milestone.model;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * How often a task is tried. Before attempt {@code n + 1} the engine waits {@code backoff *
 * 2^(n-1)}, at most {@link #MAX_BACKOFF}. Lost attempts do not count here; they have a limit of
 * their own.
 *
 * @param attempts from 1 to {@link #MAX_ATTEMPTS}
 * @param backoff the first wait; not negative
 */
@API(status = API.Status.STABLE, since = "0.1")
public record RetryPolicy(int attempts, Duration backoff) {

  /** Most attempts a policy may allow. */
  public static final int MAX_ATTEMPTS = 100;

  /** Longest wait between two attempts. */
  public static final Duration MAX_BACKOFF = Duration.ofHours(1);

  /** One attempt, no retry. */
  public static final RetryPolicy NONE = new RetryPolicy(1, Duration.ZERO);

  /** Refuses values out of range. */
  public RetryPolicy {
    if (attempts < 1 || attempts > MAX_ATTEMPTS) {
      throw new IllegalArgumentException("attempts must be from 1 to " + MAX_ATTEMPTS);
    }
    if (backoff.isNegative()) {
      throw new IllegalArgumentException("a backoff is not negative: " + backoff);
    }
  }

  /** The wait after failed attempt number {@code failed}, from 1. */
  public Duration waitAfter(int failed) {
    int doublings = Math.min(Math.max(failed - 1, 0), 30);
    try {
      Duration wait = backoff.multipliedBy(1L << doublings);
      return wait.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : wait;
    } catch (ArithmeticException overflow) {
      return MAX_BACKOFF;
    }
  }
}
