package dev.milestone.core.kernel;

import static dev.milestone.core.kernel.NewEvent.details;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.event.EventTypes;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.SessionStatus;
import dev.milestone.model.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decisions about sessions. */
final class Sessions {
  private Sessions() {}

  static SessionNode session(State state, String id) {
    SessionNode session = state.sessions.get(id);
    if (session == null) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "unknown_session",
          "there is no session " + id + "; milestone sessions lists all");
    }
    return session;
  }

  static Object begin(Batch batch, Command.BeginSession c) {
    State state = batch.state;
    for (String id : c.milestones()) {
      MilestoneNode milestone = Decider.milestone(state, id);
      if (milestone.closed()) {
        throw MilestoneException.refused(
            "milestone_closed", "milestone " + id + " is " + milestone.status.text());
      }
    }
    String untilId = c.until();
    if (untilId != null) {
      Decider.task(state, untilId);
    }
    for (SessionNode session : List.copyOf(state.activeSessions)) {
      if (session.status == SessionStatus.ACTIVE && c.dead().contains(session.engine)) {
        interrupt(batch, session, "its engine is gone");
      }
    }
    SessionNode resumable = null;
    for (SessionNode session : state.sessions.values()) {
      if (session.status == SessionStatus.INTERRUPTED && sameScope(session, c.milestones())) {
        resumable = session;
      }
    }
    Map<String, Object> options =
        details(
            "agents",
            c.limit(),
            "fail_fast",
            c.failFast() ? Boolean.TRUE : null,
            "until",
            c.until());
    Map<String, Object> d = details("engine", batch.env.engine());
    d.putAll(c.host());
    d.put("milestones", c.milestones());
    d.put("options", options);
    String id = resumable == null ? c.newSession() : resumable.id;
    String event;
    if (resumable == null) {
      event = batch.emit(EventTypes.SESSION_STARTED, null, id, null, null, null, d);
    } else {
      if (resumable.lastCheckpoint != null) {
        d.put("checkpoint_id", resumable.lastCheckpoint);
      }
      int lost = 0;
      for (AttemptNode attempt : state.active.values()) {
        if (id.equals(attempt.session)) {
          lost++;
        }
      }
      d.put("lost_attempts", lost);
      event = batch.emit(EventTypes.SESSION_RESUMED, null, id, null, null, null, d);
    }
    for (DeployedAgent agent : c.agents()) {
      batch.emit(
          EventTypes.AGENT_DEPLOYED,
          null,
          id,
          agent.id(),
          null,
          event,
          details(
              "capabilities",
              new ArrayList<Object>(agent.capabilities()),
              "slots",
              agent.slots(),
              "provider",
              agent.provider()));
    }
    for (MilestoneNode milestone : state.milestones) {
      batch.touched.add(milestone);
    }
    return session(state, id);
  }

  private static boolean sameScope(SessionNode session, List<String> milestones) {
    if (session.milestones.isEmpty() || milestones.isEmpty()) {
      return true;
    }
    for (String milestone : milestones) {
      if (session.milestones.contains(milestone)) {
        return true;
      }
    }
    return false;
  }

  static Object stop(Batch batch, Command.StopSession c) {
    return session(batch.state, c.session());
  }

  static Object interrupt(Batch batch, Command.InterruptSession c) {
    SessionNode session = session(batch.state, c.session());
    if (session.status == SessionStatus.ACTIVE) {
      interrupt(batch, session, c.reason());
    }
    return session;
  }

  private static void interrupt(Batch batch, SessionNode session, String reason) {
    int attempts = 0;
    for (AttemptNode attempt : batch.state.active.values()) {
      if (session.id.equals(attempt.session)) {
        attempts++;
      }
    }
    batch.emit(
        EventTypes.SESSION_INTERRUPTED,
        null,
        session.id,
        null,
        session.correlation,
        session.eventId,
        details("reason", reason, "attempts", attempts));
  }

  static Object checkpoint(Batch batch, Command.RecordCheckpoint c) {
    SessionNode session = session(batch.state, c.session());
    return batch.emit(
        EventTypes.CHECKPOINT_CREATED,
        null,
        session.id,
        null,
        session.correlation,
        session.eventId,
        c.details());
  }

  /** Ends a session for which nothing is left to do. */
  static void endIfDone(Batch batch, SessionNode session) {
    String reason = reasonToEnd(batch, session);
    if (reason == null) {
      return;
    }
    if (reason.equals("cancelled")) {
      interrupt(batch, session, reason);
      return;
    }
    int succeeded = 0;
    int failed = 0;
    int blocked = 0;
    for (MilestoneNode milestone : batch.state.milestones) {
      if (session.covers(milestone)) {
        succeeded += milestone.count(TaskStatus.SUCCEEDED);
        failed += milestone.count(TaskStatus.FAILED);
        blocked += milestone.count(TaskStatus.BLOCKED);
      }
    }
    batch.emit(
        EventTypes.SESSION_ENDED,
        null,
        session.id,
        null,
        session.correlation,
        session.eventId,
        details("reason", reason, "succeeded", succeeded, "failed", failed, "blocked", blocked));
  }

  private static @Nullable String reasonToEnd(Batch batch, SessionNode session) {
    if (session.running > 0) {
      return null;
    }
    State state = batch.state;
    if (batch.env.stopping().test(session.id)) {
      return "cancelled";
    }
    if (Dispatcher.stopped(batch, session)) {
      return session.failures > 0 && session.failFast ? "goal_not_met" : "until_reached";
    }
    for (AttemptNode attempt : state.active.values()) {
      if (session.covers(attempt.task.milestone)) {
        return null;
      }
    }
    if (Dispatcher.somethingFits(batch, session)) {
      return null;
    }
    boolean all = true;
    for (MilestoneNode milestone : state.milestones) {
      if (session.covers(milestone)
          && milestone.status != MilestoneStatus.CANCELLED
          && !milestone.allDone()) {
        all = false;
      }
    }
    for (DecisionNode decision : state.decisions.values()) {
      String id = decision.milestone;
      MilestoneNode milestone = id == null ? null : state.milestoneById.get(id);
      if (decision.status == DecisionStatus.OPEN
          && (Budgets.waitsFor(decision) || milestone != null && session.covers(milestone))) {
        return "waiting";
      }
    }
    if (Dispatcher.wouldFit(batch, session)) {
      return "waiting";
    }
    return all ? "completed" : "goal_not_met";
  }
}
