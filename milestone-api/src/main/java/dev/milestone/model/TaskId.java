package dev.milestone.model;

import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Names a task, uniquely in its project. Follows {@link IdGrammar}.
 *
 * @param value the id as it is written
 */
@API(status = API.Status.STABLE, since = "0.1")
public record TaskId(String value) implements Comparable<TaskId> {

  /** Checks the grammar. */
  public TaskId {
    IdGrammar.require("task", value);
  }

  /** Same as the constructor. */
  public static TaskId of(String value) {
    return new TaskId(value);
  }

  @Override
  public int compareTo(TaskId other) {
    return value.compareTo(other.value);
  }

  // Not the generated ones: ids are keys of large maps, and those stay slow without the optimizing
  // compiler.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TaskId id && value.equals(id.value);
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
