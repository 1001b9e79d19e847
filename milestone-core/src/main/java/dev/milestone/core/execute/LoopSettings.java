package dev.milestone.core.execute;

import java.time.Duration;

/**
 * Bounds of the loop.
 *
 * @param engine this participant; empty for one that runs nothing
 * @param turnTimeout how long a command waits for other processes before it fails as busy
 * @param lostLimit after how many lost attempts in a row a task fails
 * @param engineLease lease of attempts in engines
 * @param readOnly whether nothing may be written
 */
public record LoopSettings(
    String engine, Duration turnTimeout, int lostLimit, Duration engineLease, boolean readOnly) {}
