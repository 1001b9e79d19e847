package dev.milestone.model;

import org.apiguardian.api.API;

/**
 * Names a decision that waits for a person. Follows {@link IdGrammar}.
 *
 * @param value the id as it is written
 */
@API(status = API.Status.STABLE, since = "0.1")
public record DecisionId(String value) implements Comparable<DecisionId> {

  /** Checks the grammar. */
  public DecisionId {
    IdGrammar.require("decision", value);
  }

  /** Same as the constructor. */
  public static DecisionId of(String value) {
    return new DecisionId(value);
  }

  @Override
  public int compareTo(DecisionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
