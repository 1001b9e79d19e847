package dev.milestone.core.effect;

import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.Assignment;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An attempt to be run, as it was granted. Immutable.
 *
 * @param assignment what to do
 * @param preparation completes the assignment with what takes time, on the thread of the attempt
 * @param agent who does it
 * @param session the session it runs in
 * @param correlation what its events share
 * @param eventId the event that granted it
 * @param verifying whether the agent is done already and only the verification is left
 * @param treeId digest of the claimed files when the agent was done; empty when nothing is claimed
 */
public record AttemptStart(
    Assignment assignment,
    UnaryOperator<Assignment> preparation,
    Optional<Agent> agent,
    String session,
    String correlation,
    String eventId,
    boolean verifying,
    String treeId) {}
