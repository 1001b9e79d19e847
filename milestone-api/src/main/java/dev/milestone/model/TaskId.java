package dev.milestone.model;

import org.apiguardian.api.API;

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

  @Override
  public String toString() {
    return value;
  }
}
