package dev.milestone.core.kernel;

/**
 * A blocker that is not resolved.
 *
 * @param task where the chain begins
 * @param type what sort it is
 * @param reason why
 * @param sinceMillis since when
 */
public record BlockerNode(TaskNode task, String type, String reason, long sinceMillis) {}
