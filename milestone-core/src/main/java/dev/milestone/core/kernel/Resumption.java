package dev.milestone.core.kernel;

import dev.milestone.model.AgentSession;
import dev.milestone.model.AttemptOutcome;
import java.util.List;
import java.util.Optional;

/**
 * An agent's own session that the next attempt goes on with.
 *
 * <p>An attempt that was interrupted – lost, stopped, out of time, or because its agent could not
 * go on – is followed by one that resumes its session, when the same agent gets the task. One that
 * failed or was refuted is not: its session holds the belief that led there, so a fresh one begins,
 * with the failures in its prompt.
 *
 * @param session the session, with what it had cost in all when it was last heard of
 * @param attempt the attempt that used it last
 * @param outcome how that ended
 * @param restored whether files that it had changed were put back
 */
public record Resumption(
    AgentSession session, int attempt, AttemptOutcome outcome, boolean restored) {

  /** What an attempt goes on with, if with anything. */
  public static Optional<Resumption> of(AttemptNode attempt) {
    List<AttemptNode> history = attempt.task.history();
    boolean restored = false;
    for (int i = history.size() - 1; i >= 0; i--) {
      AttemptNode before = history.get(i);
      AttemptOutcome outcome = before.outcome;
      if (outcome == null || !before.agent.equals(attempt.agent) || !interrupted(before, outcome)) {
        return Optional.empty();
      }
      restored |= before.restored;
      AgentSession session = before.agentSession();
      if (session != null) {
        return Optional.of(new Resumption(session, before.number, outcome, restored));
      }
      // It ended before the agent had said which session it goes on with: so the one before counts.
    }
    return Optional.empty();
  }

  private static boolean interrupted(AttemptNode attempt, AttemptOutcome outcome) {
    return switch (outcome) {
      case LOST, TIMED_OUT, UNAVAILABLE -> true;
      case CANCELLED -> !attempt.cancelRequested;
      default -> false;
    };
  }
}
