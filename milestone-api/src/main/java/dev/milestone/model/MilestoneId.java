package dev.milestone.model;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Names a milestone. Follows {@link IdGrammar}.
 *
 * @param value the id as it is written
 */
@API(status = API.Status.STABLE, since = "0.1")
public record MilestoneId(String value) implements Comparable<MilestoneId> {

  /** Checks the grammar. */
  public MilestoneId {
    IdGrammar.require("milestone", value);
  }

  /** Same as the constructor. */
  public static MilestoneId of(String value) {
    return new MilestoneId(value);
  }

  @Override
  public int compareTo(MilestoneId other) {
    return value.compareTo(other.value);
  }

  // Not the generated ones: ids are keys of large maps, and those stay slow without the optimizing
  // compiler.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MilestoneId id && value.equals(id.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
