package dev.milestone.spi.agent;

import java.util.Map;
import org.apiguardian.api.API;

/**
 * Asks what became of an attempt.
 *
 * @param effectId the attempt's effect
 * @param agent request of the agent that worked on it
 * @param identity what {@link AttemptControl#processStarted} recorded; empty when the engine died
 *     before
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ReconcileRequest(String effectId, AgentRequest agent, Map<String, Object> identity) {

  /** Copies the map. */
  public ReconcileRequest {
    identity = Map.copyOf(identity);
  }
}
