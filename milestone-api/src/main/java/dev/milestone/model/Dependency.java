package dev.milestone.model;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a task waits for: another task, or all of a milestone; exactly one of the two is present.
 *
 * <p>In execution {@code finish-start} waits for success and {@code start-start} for the start;
 * {@code finish-finish} and {@code start-finish} are kept by the stricter rule of the same
 * predecessor event at the start. The lag counts from that event, around the clock.
 *
 * @param task the task waited for
 * @param milestone the milestone waited for
 * @param type how the two are linked
 * @param lag how much later; not negative
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Dependency(
    Optional<TaskId> task, Optional<MilestoneId> milestone, DependencyType type, Duration lag) {

  /** Refuses both or neither target, and negative lags. */
  public Dependency {
    if (task.isPresent() == milestone.isPresent()) {
      throw new IllegalArgumentException("a dependency names a task or a milestone");
    }
    Objects.requireNonNull(type, "type");
    if (lag.isNegative()) {
      throw new IllegalArgumentException("a lag is not negative: " + lag);
    }
  }

  /** Starts after a task has succeeded. */
  public static Dependency on(TaskId task) {
    return new Dependency(
        Optional.of(task), Optional.empty(), DependencyType.FINISH_START, Duration.ZERO);
  }

  /** Starts after all tasks of a milestone have succeeded. */
  public static Dependency on(MilestoneId milestone) {
    return new Dependency(
        Optional.empty(), Optional.of(milestone), DependencyType.FINISH_START, Duration.ZERO);
  }

  /** The id of what is waited for. */
  public String target() {
    return task.map(TaskId::value).orElseGet(() -> milestone.map(MilestoneId::value).orElse(""));
  }
}
