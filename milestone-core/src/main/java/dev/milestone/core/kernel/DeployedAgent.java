package dev.milestone.core.kernel;

import java.util.Set;

/**
 * An agent that a session can start.
 *
 * @param id its id
 * @param capabilities what it can do
 * @param slots how many attempts it takes at once across the project
 * @param provider who starts it
 */
public record DeployedAgent(String id, Set<String> capabilities, int slots, String provider) {}
