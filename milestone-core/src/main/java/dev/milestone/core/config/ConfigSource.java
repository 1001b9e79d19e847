package dev.milestone.core.config;

import java.nio.file.Path;

/**
 * A configuration file that is read where it exists.
 *
 * @param level {@code user}, {@code project}, {@code team} or {@code instance}
 * @param file the file
 */
public record ConfigSource(String level, Path file) {}
