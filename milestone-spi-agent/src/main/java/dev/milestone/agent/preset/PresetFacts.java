package dev.milestone.agent.preset;

import dev.milestone.model.AgentSession;
import dev.milestone.model.Cost;
import dev.milestone.spi.agent.Unavailability;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent's output says. Immutable.
 *
 * @param session its session
 * @param model the model it works with; empty when it does not say
 * @param version its version; empty when it does not say
 * @param text what it said last
 * @param message why it failed, in its own words; empty when it does not say
 * @param terminal whether it said that it is through
 * @param error whether it said that it failed
 * @param unknownSession whether it does not know the session that was to be resumed
 * @param unavailable why it could not work
 * @param spent what it has cost
 * @param denied tools that it was not allowed to use
 * @param counts what was left out or could not be read, by name, in the order of the names; only
 *     what happened
 */
public record PresetFacts(
    Optional<AgentSession> session,
    String model,
    String version,
    String text,
    String message,
    boolean terminal,
    boolean error,
    boolean unknownSession,
    Optional<Unavailability> unavailable,
    Cost spent,
    List<String> denied,
    Map<String, Long> counts) {}
