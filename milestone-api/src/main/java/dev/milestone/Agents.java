package dev.milestone;

import dev.milestone.model.AgentView;
import dev.milestone.spi.agent.AgentOffer;
import java.util.List;
import org.apiguardian.api.API;

/** Agents of the project. Thread-safe. */
@API(status = API.Status.STABLE, since = "0.1")
public interface Agents {

  /** All agents that the project declares or that a live engine has deployed. */
  List<AgentView> list();

  /**
   * Agents that the providers of this engine can start on this machine, declared or not, by name.
   *
   * @param versions whether programs may be run to ask for their version; only those that a
   *     provider names itself and that are on the PATH
   */
  default List<AgentOffer> offers(boolean versions) {
    return List.of();
  }
}
