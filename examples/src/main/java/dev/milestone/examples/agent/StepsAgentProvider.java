package dev.milestone.examples.agent;

import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.ReconcileRequest;
import dev.milestone.spi.agent.Reconciliation;
import java.util.Optional;

/**
 * The agent provider {@code steps}: agents in this program that follow the steps of their
 * declaration, one a line of the setting {@code steps}.
 *
 * <pre>{@code
 * agents:
 *   - id: scribe
 *     provider: steps
 *     settings:
 *       steps: |
 *         progress 0.5 half way
 *         write out/{task.id}.txt made by {effect}
 *         note that is all
 * }</pre>
 *
 * Further steps: {@code wait MILLISECONDS} and {@code fail REASON}. Thread-safe.
 */
public final class StepsAgentProvider implements AgentProvider {

  /** Found by the service loader or handed to the builder. */
  public StepsAgentProvider() {}

  @Override
  public String name() {
    return "steps";
  }

  @Override
  public Agent create(AgentRequest request) {
    return new StepsAgent(request.definition().settings().getOrDefault("steps", ""));
  }

  /** An agent in this program dies with the program; there is nothing to look for. */
  @Override
  public Reconciliation reconcile(ReconcileRequest request) {
    return Reconciliation.NOTHING_LEFT;
  }

  @Override
  public Optional<String> probe(AgentRequest request) {
    return request.definition().settings().containsKey("steps")
        ? Optional.of("steps, built in")
        : Optional.empty();
  }
}
