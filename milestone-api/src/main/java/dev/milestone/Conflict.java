package dev.milestone;

import dev.milestone.model.TaskId;
import org.apiguardian.api.API;

/**
 * A ready task that cannot run because another holds what it needs.
 *
 * @param task the task that waits
 * @param holder the task that runs
 * @param kind {@code files} or {@code resource}
 * @param what the glob or the resource
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Conflict(TaskId task, TaskId holder, String kind, String what) {}
