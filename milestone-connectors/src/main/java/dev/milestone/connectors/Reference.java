package dev.milestone.connectors;

/**
 * A statement of the source that one task waits for another. Immutable.
 *
 * @param waiting id of the task that waits
 * @param target id of the task it waits for
 * @param line line of the statement
 */
record Reference(String waiting, String target, int line) {}
