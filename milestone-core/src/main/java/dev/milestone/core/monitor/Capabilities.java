package dev.milestone.core.monitor;

import dev.milestone.core.kernel.DeployedAgent;
import dev.milestone.core.kernel.SessionNode;
import dev.milestone.core.kernel.State;
import dev.milestone.model.AgentDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who can do what, among declared agents and those that sessions under way have brought along. */
final class Capabilities {
  private final Map<String, Set<String>> agents = new LinkedHashMap<>();
  private final Map<List<String>, List<String>> able = new HashMap<>();
  private final Map<String, Integer> slots = new LinkedHashMap<>();

  Capabilities(State state) {
    for (AgentDefinition agent : state.agents().values()) {
      agents.put(agent.id().value(), Set.copyOf(agent.capabilities()));
      slots.put(agent.id().value(), agent.slots());
    }
    for (SessionNode session : state.activeSessions()) {
      for (DeployedAgent agent : session.deployed().values()) {
        agents.putIfAbsent(agent.id(), agent.capabilities());
        slots.putIfAbsent(agent.id(), agent.slots());
      }
    }
  }

  /** Ids of the agents that have all of these. */
  List<String> able(List<String> requires) {
    return able.computeIfAbsent(
        requires,
        wanted -> {
          List<String> ids = new ArrayList<>();
          agents.forEach(
              (id, has) -> {
                if (has.containsAll(wanted)) {
                  ids.add(id);
                }
              });
          return ids;
        });
  }

  /** How many agents there are. */
  int agents() {
    return agents.size();
  }

  /** How many attempts an agent takes at once. */
  int slots(String agent) {
    return slots.getOrDefault(agent, 1);
  }
}
