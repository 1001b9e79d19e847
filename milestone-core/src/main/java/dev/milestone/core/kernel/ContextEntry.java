package dev.milestone.core.kernel;

/**
 * A value of the context.
 *
 * @param value JSON value
 * @param actor who set it
 * @param actorEstablished how that was established
 * @param sequence the event that set it
 * @param millis when
 */
public record ContextEntry(
    Object value, String actor, String actorEstablished, long sequence, long millis) {}
