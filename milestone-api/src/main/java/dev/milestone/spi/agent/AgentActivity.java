package dev.milestone.spi.agent;

import dev.milestone.model.AgentSession;
import dev.milestone.model.Cost;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What an agent has said of itself during an attempt, as far as it is known by now.
 *
 * @param version version of the agent's program; empty when not known
 * @param model model it works with; empty when not known
 * @param session its own session, which a later attempt may go on with
 * @param spent what this attempt has cost so far; an attempt that is lost later is charged with the
 *     last that was recorded
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AgentActivity(
    String version, String model, Optional<AgentSession> session, Cost spent) {

  /** Nothing known yet. */
  public static final AgentActivity UNKNOWN =
      new AgentActivity("", "", Optional.empty(), Cost.NONE);
}
