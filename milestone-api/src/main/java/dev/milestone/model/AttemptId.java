package dev.milestone.model;

import org.apiguardian.api.API;

/**
 * Names an attempt: its task and a number from 1 that is never used again for that task.
 *
 * @param task the task
 * @param number from 1
 */
@API(status = API.Status.STABLE, since = "0.1")
public record AttemptId(TaskId task, int number) {

  /** Refuses numbers below 1. */
  public AttemptId {
    if (number < 1) {
      throw new IllegalArgumentException("attempt numbers begin at 1: " + number);
    }
  }

  @Override
  public String toString() {
    return task + "#" + number;
  }
}
