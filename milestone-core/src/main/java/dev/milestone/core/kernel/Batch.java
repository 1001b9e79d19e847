package dev.milestone.core.kernel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events decided by one command, each applied as soon as it is decided. Confined. */
final class Batch {
  final State state;
  final Env env;
  final List<NewEvent> events = new ArrayList<>();

  /** Milestones whose tasks changed: their completion is looked at when the command is settled. */
  final Set<MilestoneNode> touched = new LinkedHashSet<>();

  Batch(State state, Env env) {
    this.state = state;
    this.env = env;
  }

  /** Decides an event; returns its id. */
  String emit(
      String type,
      @Nullable String milestone,
      @Nullable String session,
      @Nullable String agent,
      @Nullable String correlation,
      @Nullable String parent,
      Map<String, Object> details) {
    String root = correlation != null ? correlation : env.correlation();
    NewEvent event =
        new NewEvent(
            env.commandId() + "-" + events.size(),
            env.nowMillis(),
            type,
            milestone,
            session,
            agent,
            env.actor(),
            env.actorEstablished(),
            root != null ? root : env.commandId(),
            parent != null ? parent : env.parent(),
            false,
            details);
    event.placeAt(state.sequence + 1);
    events.add(event);
    Evolver.apply(state, event);
    return event.id();
  }

  /** An event of a task, below its attempt where there is one. */
  String emit(
      String type, TaskNode task, @Nullable AttemptNode attempt, Map<String, Object> details) {
    touched.add(task.milestone);
    return emit(
        type,
        task.milestone.id,
        attempt == null ? null : attempt.session,
        attempt == null || attempt.agent.isEmpty() ? null : attempt.agent,
        attempt == null ? null : attempt.correlation,
        attempt == null ? null : attempt.eventId,
        details);
  }
}
