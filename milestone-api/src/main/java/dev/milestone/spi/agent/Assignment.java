package dev.milestone.spi.agent;

import dev.milestone.model.AgentSession;
import dev.milestone.model.AttemptId;
import dev.milestone.model.Budget;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.SessionId;
import dev.milestone.model.TaskDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What an agent is to do. Immutable.
 *
 * @param attempt task and number
 * @param fencingToken to be given with every report
 * @param effectId names this attempt in the journal and in the environment of a process
 * @param task the task
 * @param milestone its milestone
 * @param session the session it runs in
 * @param workspace the folder to work in
 * @param project the project's root
 * @param prompt description, criteria and context in words, for agents that read
 * @param context values of the context as the task sees them
 * @param previousFailures why earlier attempts failed, the latest last
 * @param resume the agent's own session of the attempt before, when that was interrupted and the
 *     same agent is asked again; the prompt says then what happened to the files
 * @param remaining what the attempt may cost at most, by the tightest of the budgets it counts
 *     against
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Assignment(
    AttemptId attempt,
    long fencingToken,
    String effectId,
    TaskDefinition task,
    MilestoneDefinition milestone,
    SessionId session,
    Path workspace,
    Path project,
    String prompt,
    Map<String, Object> context,
    List<String> previousFailures,
    Optional<AgentSession> resume,
    Budget remaining) {

  /** Copies the collections. */
  public Assignment {
    Objects.requireNonNull(attempt, "attempt");
    context = Map.copyOf(context);
    previousFailures = List.copyOf(previousFailures);
  }
}
