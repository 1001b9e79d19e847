package dev.milestone.core.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command came to.
 *
 * @param events decided and already applied to the state; empty when nothing changed
 * @param answer for the caller: depends on the command
 */
public record Decided(List<NewEvent> events, @Nullable Object answer) {}
