package dev.milestone;

import dev.milestone.model.TaskId;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * A task in a schedule; times count from the start of the plan.
 *
 * @param id the task
 * @param start earliest start
 * @param finish earliest finish
 * @param slack by how much it can slip without delaying the end
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ScheduledTask(TaskId id, Duration start, Duration finish, Duration slack) {}
