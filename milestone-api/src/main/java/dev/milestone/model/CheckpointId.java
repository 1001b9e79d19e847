package dev.milestone.model;

import org.apiguardian.api.API;

/**
 * Names a checkpoint. Follows {@link IdGrammar}.
 *
 * @param value the id as it is written
 */
@API(status = API.Status.STABLE, since = "0.1")
public record CheckpointId(String value) implements Comparable<CheckpointId> {

  /** Checks the grammar. */
  public CheckpointId {
    IdGrammar.require("checkpoint", value);
  }

  /** Same as the constructor. */
  public static CheckpointId of(String value) {
    return new CheckpointId(value);
  }

  @Override
  public int compareTo(CheckpointId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
