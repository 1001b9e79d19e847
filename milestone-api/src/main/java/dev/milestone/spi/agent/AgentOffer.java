package dev.milestone.spi.agent;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * An agent that a provider knows how to start, whether or not the project declares it.
 *
 * @param name how a plan selects it, such as {@code claude}
 * @param provider name of the provider
 * @param title what it is, in a line
 * @param program its file, where it was found on this machine
 * @param version what it says of its version, when that was asked for and it answered
 * @param problem why it cannot be used here; empty when nothing is known against it
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AgentOffer(
    String name,
    String provider,
    String title,
    Optional<String> program,
    Optional<String> version,
    String problem) {}
