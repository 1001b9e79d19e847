package dev.milestone.core.execute;

import dev.milestone.core.kernel.Rules;
import java.time.Duration;

/**
 * Bounds of the loop.
 *
 * @param engine this participant; empty for one that runs nothing
 * @param turnTimeout how long a command waits for other processes before it fails as busy
 * @param lostLimit after how many lost attempts in a row a task fails
 * @param engineLease lease of attempts in engines
 * @param readOnly whether nothing may be written
 * @param rules numbers that decisions go by
 */
public record LoopSettings(
    String engine,
    Duration turnTimeout,
    int lostLimit,
    Duration engineLease,
    boolean readOnly,
    Rules rules) {

  /** With the rules as configured when nothing is. */
  public LoopSettings(
      String engine, Duration turnTimeout, int lostLimit, Duration engineLease, boolean readOnly) {
    this(engine, turnTimeout, lostLimit, engineLease, readOnly, Rules.DEFAULT);
  }
}
