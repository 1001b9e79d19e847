package dev.milestone.core.plan;

/**
 * A plan file: the name that messages use, and its content, which is not copied.
 *
 * @param name as the caller named it
 * @param bytes content
 */
@SuppressWarnings("ArrayRecordComponent")
public record PlanSource(String name, byte[] bytes) {}
