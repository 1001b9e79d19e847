package dev.milestone.spi.plan;

import dev.milestone.ImportReport;
import dev.milestone.Problem;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * A plan of another tool in our terms. Ids of milestones and tasks depend on the source only, so
 * that reading a later version finds them again; dependencies are free of cycles and of references
 * to nothing – what had to be left out for that is in {@code problems}. Immutable.
 *
 * @param milestones milestones in order
 * @param tasks tasks in the order of the source
 * @param origins where each task comes from and how it stands there; one for each task
 * @param report figures of the source and what was not mapped
 * @param problems cycles and references to nothing, located; they are warnings unless the caller
 *     asked for strictness. The tasks on a cycle have an origin with a {@link
 *     ImportedTask#heldBecause() reason to be held}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ImportedPlan(
    List<MilestoneDefinition> milestones,
    List<TaskDefinition> tasks,
    Map<TaskId, ImportedTask> origins,
    ImportReport report,
    List<Problem> problems) {

  /** Copies the collections. */
  public ImportedPlan {
    milestones = List.copyOf(milestones);
    tasks = List.copyOf(tasks);
    origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
    problems = List.copyOf(problems);
  }
}
