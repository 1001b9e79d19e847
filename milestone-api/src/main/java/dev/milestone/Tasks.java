package dev.milestone;

import dev.milestone.model.Task;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Tasks: looking, changing, and the way in for agents outside the engine. Thread-safe. Changes are
 * durable when the call returns. A report with a stale token is refused with code {@code
 * stale_token} and changes nothing; the same report again gets the same answer.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface Tasks {

  /**
   * The prompt that the next attempt at a task would get, or that the one under way has got, by the
   * template of the project.
   *
   * @throws MilestoneException kind {@code INVALID_INPUT} when there is no such task, or the
   *     template cannot be used
   */
  default String prompt(TaskId task) {
    return "";
  }

  /** The file that holds what an attempt has printed, when one was kept and still is. */
  default Optional<Path> log(TaskId task, int attempt) {
    return Optional.empty();
  }

  /** A task, if it exists. */
  Optional<Task> find(TaskId id);

  /** All tasks of milestones that are not archived, in plan order. */
  List<Task> list();

  /** Tasks that could be started now, the best first. */
  List<Task> ready();

  /** What keeps tasks from being done. */
  List<Blocker> blockers();

  /**
   * Grants a task to an agent outside the engine.
   *
   * @throws MilestoneException kind {@code REFUSED}, code {@code nothing_ready}, {@code not_ready},
   *     {@code missing_capability} or {@code conflict}
   */
  Claim claim(ClaimRequest request);

  /** Renews the lease of a claim; returns it with its new end. */
  Claim heartbeat(TaskId task, long fencingToken);

  /** Says that the work is done; verifies it here where the task has a verification. */
  Task complete(TaskReport report);

  /** Says that the attempt failed. */
  Task fail(TaskReport report);

  /** Adds a note. */
  void note(TaskId task, String text);

  /** Adds a task, also while others run. */
  Task add(TaskDefinition definition);

  /** Cancels a task, and its attempt if one is under way. */
  Task cancel(TaskId task, String reason);

  /** Has a failed or cancelled task done after all. */
  Task retry(TaskId task);
}
