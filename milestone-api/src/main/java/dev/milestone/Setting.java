package dev.milestone;

import org.apiguardian.api.API;

/**
 * A configured value and where it comes from.
 *
 * @param key dotted key, such as {@code execution.agent_coordination.max_concurrent_agents}
 * @param value the value as text
 * @param source {@code default}, {@code user}, {@code project}, {@code team}, {@code instance} or
 *     {@code program}
 * @param file the file; empty for defaults and programs
 * @param line line from 1, 0 without a file
 * @param meaning what the key does
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Setting(
    String key, String value, String source, String file, int line, String meaning) {}
