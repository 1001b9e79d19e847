package dev.milestone.core.kernel;

import dev.milestone.event.EventTypes;
import dev.milestone.model.SessionStatus;
import java.util.List;

/**
 * Names the effects of events, for one engine. The same events give the same effects; whatever made
 * a task wait for a time – a backoff, a lag after a start or an end, a release – its wait is named
 * once.
 */
public final class Reactor {
  private Reactor() {}

  /** Adds what {@code event}, already applied, asks of the engine {@code engine}. */
  public static void react(State state, Event event, String engine, List<Effect> effects) {
    for (TaskNode task : state.takeWaits()) {
      effects.add(new Effect.Wait(task));
    }
    switch (event.type()) {
      case EventTypes.TASK_STARTED -> {
        AttemptNode attempt = attempt(state, event);
        if (attempt != null && !attempt.outside && engine.equals(attempt.engine)) {
          effects.add(new Effect.RunAttempt(attempt));
        }
      }
      case EventTypes.VERIFICATION_STARTED -> {
        AttemptNode attempt = attempt(state, event);
        if (attempt != null && engine.equals(attempt.engine)) {
          effects.add(new Effect.Verify(attempt));
        }
      }
      case EventTypes.TASK_CANCELLED, EventTypes.TASK_ADOPTED -> {
        TaskNode task = Evolver.taskOf(state, event);
        if (task != null && task.active != null && task.active.cancelRequested) {
          effects.add(new Effect.EndAttempt(task.active.effectId, "the task was cancelled"));
        }
      }
      case EventTypes.MILESTONE_CANCELLED -> {
        for (AttemptNode attempt : state.active.values()) {
          if (attempt.cancelRequested) {
            effects.add(new Effect.EndAttempt(attempt.effectId, "the milestone was cancelled"));
          }
        }
      }
      case EventTypes.ATTEMPT_FAILED -> {
        TaskNode task = Evolver.taskOf(state, event);
        if (task != null) {
          for (AttemptNode attempt : task.history()) {
            if (attempt.number == event.number("attempt", -1)) {
              effects.add(new Effect.EndAttempt(attempt.effectId, "the attempt was given up"));
            }
          }
        }
      }
      case EventTypes.TASK_SUCCEEDED -> {
        TaskNode task = Evolver.taskOf(state, event);
        List<AttemptNode> past = task == null ? List.of() : task.history();
        if (!past.isEmpty()) {
          effects.add(new Effect.Ended(past.get(past.size() - 1).effectId));
        }
      }
      case EventTypes.MILESTONE_COMPLETED, EventTypes.TASK_FAILED -> {
        for (SessionNode session : state.activeSessions) {
          if (session.engine.equals(engine)) {
            effects.add(new Effect.Checkpoint(session.id));
          }
        }
      }
      case EventTypes.SESSION_ENDED, EventTypes.SESSION_INTERRUPTED -> {
        String id = event.session();
        SessionNode session = id == null ? null : state.sessions.get(id);
        // A session that was found interrupted may have been resumed in the same batch: then it is
        // not over.
        if (id != null && session != null && session.status != SessionStatus.ACTIVE) {
          String reason = event.text("reason");
          effects.add(new Effect.SessionOver(id, reason == null ? "" : reason));
        }
      }
      default -> {}
    }
  }

  private static @org.jspecify.annotations.Nullable AttemptNode attempt(State state, Event event) {
    TaskNode task = Evolver.taskOf(state, event);
    AttemptNode attempt = task == null ? null : task.active;
    // The state can be later than the event: then another attempt may be under way.
    return attempt != null && attempt.number == event.number("attempt", attempt.number)
        ? attempt
        : null;
  }
}
