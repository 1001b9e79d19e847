package dev.milestone.model;

import org.apiguardian.api.API;

/**
 * Names an agent. Follows {@link IdGrammar}.
 *
 * @param value the id as it is written
 */
@API(status = API.Status.STABLE, since = "0.1")
public record AgentId(String value) implements Comparable<AgentId> {

  /** Checks the grammar. */
  public AgentId {
    IdGrammar.require("agent", value);
  }

  /** Same as the constructor. */
  public static AgentId of(String value) {
    return new AgentId(value);
  }

  @Override
  public int compareTo(AgentId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
