package dev.milestone.testkit.agent;

import dev.milestone.model.AttemptId;
import dev.milestone.model.Budget;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.SessionId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.spi.agent.Assignment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;

/** Assignments for tests of agents. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SampleAssignments {

  private SampleAssignments() {}

  /** The first attempt at {@code task-001-001} under an effect id of its own. */
  public static Assignment of(Path workspace, String effectId) {
    return of(workspace, effectId, task -> task);
  }

  /** The same with a task that the test changes. */
  public static Assignment of(
      Path workspace, String effectId, UnaryOperator<TaskDefinition.Builder> change) {
    MilestoneId milestone = MilestoneId.of("milestone-001");
    TaskDefinition task =
        change
            .apply(
                TaskDefinition.builder(TaskId.of("task-001-001"), milestone, "Password hashing")
                    .description("Hash passwords with a memory-hard function."))
            .build();
    return new Assignment(
        new AttemptId(task.id(), 1),
        7,
        effectId,
        task,
        MilestoneDefinition.builder(milestone, "User authentication").build(),
        SessionId.of("session-001"),
        workspace,
        workspace,
        "Hash passwords with a memory-hard function.",
        Map.of(),
        List.of(),
        Optional.empty(),
        Budget.UNLIMITED);
  }
}
