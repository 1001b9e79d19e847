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

/**
 * Decides commands. What follows from a command without the world – milestones completed, tasks
 * ready, attempts granted, sessions ended – is decided with it, to the fixed point, so that it is
 * appended under one force.
 *
 * <p>A refused command throws a {@link MilestoneException} before anything has changed.
 */
public final class Decider {
  private Decider() {}

  /**
   * Decides a command against a state that has caught up with the journal; the state is evolved by
   * what is decided.
   */
  public static Decided decide(State state, Command command, Env env) {
    if (!(command instanceof Command.Look) && !state.notUnderstood.isEmpty()) {
      throw MilestoneException.refused(
          "newer_version",
          "the journal holds events that this version does not understand ("
              + String.join(", ", state.notUnderstood)
              + "); nothing is written, use a newer version");
    }
    Batch batch = new Batch(state, env);
    try {
      Object answer = handle(batch, command);
      Settling.settle(batch);
      if (!(command instanceof Command.Look)) {
        Settling.announce(batch);
      }
      Settling.endSessions(batch);
      return new Decided(batch.events, answer);
    } catch (RuntimeException e) {
      if (batch.events.isEmpty()) {
        throw e;
      }
      throw new PartialDecision(e);
    }
  }

  private static Object handle(Batch batch, Command command) {
    if (command instanceof Command.Look || command instanceof Command.Dispatch) {
      return "";
    } else if (command instanceof Command.Report c) {
      return Reports.report(batch, c);
    } else if (command instanceof Command.Verified c) {
      return Reports.verified(batch, c);
    } else if (command instanceof Command.Progress c) {
      return progress(batch, c);
    } else if (command instanceof Command.Activity c) {
      return activity(batch, c);
    } else if (command instanceof Command.ProcessStarted c) {
      return processStarted(batch, c);
    } else if (command instanceof Command.AgentNote c) {
      return agentNote(batch, c);
    } else if (command instanceof Command.TakeOverVerification c) {
      return Reports.takeOver(batch, c);
    } else if (command instanceof Command.DeclareLost c) {
      return Reports.lost(batch, c);
    } else if (command instanceof Command.Claim c) {
      return Dispatcher.claim(batch, c);
    } else if (command instanceof Command.BeginSession c) {
      return Sessions.begin(batch, c);
    } else if (command instanceof Command.StopSession c) {
      return Sessions.stop(batch, c);
    } else if (command instanceof Command.InterruptSession c) {
      return Sessions.interrupt(batch, c);
    } else if (command instanceof Command.RecordCheckpoint c) {
      return Sessions.checkpoint(batch, c);
    } else if (command instanceof Command.RecordGit c) {
      return batch.emit(EventTypes.GIT_OPERATION, null, c.session(), null, null, null, c.details());
    } else if (command instanceof Command.ApplyPlan c) {
      return Planning.apply(batch, c);
    } else if (command instanceof Command.AddTask c) {
      return Planning.add(batch, c);
    } else if (command instanceof Command.Initialize c) {
      return initialize(batch, c);
    } else if (command instanceof Command.CancelTask c) {
      return cancelTask(batch, c);
    } else if (command instanceof Command.CancelMilestone c) {
      return cancelMilestone(batch, c);
    } else if (command instanceof Command.RetryTask c) {
      return retry(batch, c);
    } else if (command instanceof Command.AddNote c) {
      return note(batch, c);
    } else if (command instanceof Command.Focus c) {
      return focus(batch, c);
    } else if (command instanceof Command.SetContext c) {
      return setContext(batch, c);
    } else if (command instanceof Command.RequestDecisions c) {
      return requestDecisions(batch, c);
    } else if (command instanceof Command.Decide c) {
      return decideOn(batch, c);
    } else if (command instanceof Command.StartArchive c) {
      return startArchive(batch, c);
    } else if (command instanceof Command.FinishArchive c) {
      return finishArchive(batch, c);
    } else if (command instanceof Command.RefuseArchive c) {
      return batch.emit(
          EventTypes.ARCHIVE_REFUSED,
          milestone(batch.state, c.milestone()).id,
          null,
          null,
          null,
          null,
          details("problems", c.problems()));
    } else if (command instanceof Command.WorkspaceRestored c) {
      TaskNode task = task(batch.state, c.task());
      return batch.emit(
          EventTypes.WORKSPACE_RESTORED, task.milestone.id, null, null, null, null, c.details());
    } else if (command instanceof Command.SystemChange c) {
      return batch.emit(
          EventTypes.SYSTEM_CHANGED,
          null,
          null,
          null,
          null,
          null,
          details("what", c.what(), "details", c.details()));
    }
    throw new MilestoneException(ErrorKind.DEFECT, "unknown_command", "unknown command");
  }

  static TaskNode task(State state, String id) {
    TaskNode task = state.taskById.get(id);
    if (task == null) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "unknown_task",
          "there is no task " + id + "; milestone update lists all");
    }
    return task;
  }

  static MilestoneNode milestone(State state, String id) {
    MilestoneNode milestone = state.milestoneById.get(id);
    if (milestone == null) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "unknown_milestone",
          "there is no milestone " + id + "; milestone update lists all");
    }
    return milestone;
  }

  private static Object initialize(Batch batch, Command.Initialize c) {
    if (!batch.state.initialized) {
      batch.emit(
          EventTypes.PROJECT_INITIALIZED,
          null,
          null,
          null,
          null,
          null,
          details("template", c.template()));
    }
    return "";
  }

  private static Object progress(Batch batch, Command.Progress c) {
    AttemptNode attempt = batch.state.active.get(c.effect());
    if (attempt == null || attempt.cancelRequested) {
      return "";
    }
    return batch.emit(
        EventTypes.PROGRESS_UPDATED,
        attempt.task,
        attempt,
        details(
            "task_id",
            attempt.task.id,
            "attempt",
            attempt.number,
            "progress_percentage",
            Math.round(Math.max(0, Math.min(1, c.fraction())) * 1000) / 10.0,
            "note",
            c.note()));
  }

  /** Also of an attempt that is to end: what it has cost counts. */
  private static Object activity(Batch batch, Command.Activity c) {
    AttemptNode attempt = batch.state.active.get(c.effect());
    if (attempt == null) {
      return "";
    }
    Map<String, Object> d = details("task_id", attempt.task.id, "attempt", attempt.number);
    c.said().forEach(d::putIfAbsent);
    return batch.emit(EventTypes.AGENT_ACTIVITY, attempt.task, attempt, d);
  }

  private static Object processStarted(Batch batch, Command.ProcessStarted c) {
    AttemptNode attempt = batch.state.active.get(c.effect());
    return attempt == null
        ? ""
        : batch.emit(
            EventTypes.AGENT_PROCESS_STARTED,
            attempt.task,
            attempt,
            details(
                "task_id", attempt.task.id, "attempt", attempt.number, "identity", c.identity()));
  }

  private static Object agentNote(Batch batch, Command.AgentNote c) {
    AttemptNode attempt = batch.state.active.get(c.effect());
    return attempt == null
        ? ""
        : batch.emit(
            EventTypes.NOTE_ADDED,
            attempt.task,
            attempt,
            details("task_id", attempt.task.id, "attempt", attempt.number, "text", c.text()));
  }

  private static Object cancelTask(Batch batch, Command.CancelTask c) {
    TaskNode task = task(batch.state, c.task());
    if (task.status == TaskStatus.CANCELLED) {
      return "";
    }
    if (task.status == TaskStatus.SUCCEEDED) {
      throw MilestoneException.refused(
          "already_succeeded", "task " + task.id + " is done; it cannot be cancelled");
    }
    open(task.milestone);
    cancel(batch, task, c.reason());
    return "";
  }

  static void open(MilestoneNode milestone) {
    if (milestone.closed()) {
      throw MilestoneException.refused(
          "milestone_closed", "milestone " + milestone.id + " is " + milestone.status.text());
    }
  }

  /** Cancels a task that is neither done nor cancelled, and says what it holds up. */
  static void cancel(Batch batch, TaskNode task, String reason) {
    String id =
        batch.emit(
            EventTypes.TASK_CANCELLED,
            task,
            task.active,
            details("task_id", task.id, "reason", reason));
    resolveBlocker(batch, task, id);
    Settling.announceBlocked(batch, task, "cancelled_task", reason, id);
  }

  static void resolveBlocker(Batch batch, TaskNode task, String parent) {
    BlockerNode blocker = batch.state.blockers.get(task.id);
    if (blocker != null) {
      batch.emit(
          EventTypes.BLOCKER_RESOLVED,
          task.milestone.id,
          null,
          null,
          null,
          parent,
          details("task_id", task.id, "blocker_type", blocker.type()));
    }
  }

  private static Object cancelMilestone(Batch batch, Command.CancelMilestone c) {
    MilestoneNode milestone = milestone(batch.state, c.milestone());
    if (milestone.status == MilestoneStatus.CANCELLED) {
      return "";
    }
    if (milestone.status == MilestoneStatus.ARCHIVED) {
      throw MilestoneException.refused(
          "milestone_closed", "milestone " + milestone.id + " is archived");
    }
    String id =
        batch.emit(
            EventTypes.MILESTONE_CANCELLED,
            milestone.id,
            null,
            null,
            null,
            null,
            details("reason", c.reason()));
    for (TaskNode task : milestone.tasks) {
      resolveBlocker(batch, task, id);
    }
    return "";
  }

  private static Object retry(Batch batch, Command.RetryTask c) {
    TaskNode task = task(batch.state, c.task());
    Hold hold = task.hold;
    if (hold != null && hold.kind().equals(Hold.CYCLE)) {
      throw MilestoneException.refused(
          "held_by_cycle",
          "task "
              + task.id
              + " is held: "
              + hold.reason()
              + "; take the cycle out of its source and take that in again");
    }
    if (hold == null && task.status != TaskStatus.FAILED && task.status != TaskStatus.CANCELLED) {
      throw MilestoneException.refused(
          "not_failed",
          "task "
              + task.id
              + " is "
              + task.status.text()
              + "; only failed, cancelled and held tasks can be retried"
              + (task.status == TaskStatus.BLOCKED ? ", retry what blocks it" : ""));
    }
    open(task.milestone);
    if (task.status == TaskStatus.CANCELLED
        && Planning.waitsForItself(batch.state, task.definition())) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "cycle",
          "the plan has changed since task "
              + task.id
              + " was cancelled: it would wait for itself now; change its dependencies");
    }
    revive(batch, task, c.reason());
    return "";
  }

  static void revive(Batch batch, TaskNode task, String reason) {
    Settling.reopen(batch, task.milestone, "task " + task.id + " is to be done after all");
    String id =
        batch.emit(
            EventTypes.TASK_RETRIED, task, null, details("task_id", task.id, "reason", reason));
    resolveBlocker(batch, task, id);
  }

  private static Object note(Batch batch, Command.AddNote c) {
    String taskId = c.task();
    if (taskId != null) {
      TaskNode task = task(batch.state, taskId);
      return batch.emit(
          EventTypes.NOTE_ADDED,
          task.milestone.id,
          null,
          null,
          null,
          null,
          details("task_id", task.id, "text", c.text()));
    }
    String id = c.milestone() == null ? "" : c.milestone();
    return batch.emit(
        EventTypes.NOTE_ADDED,
        milestone(batch.state, id).id,
        null,
        null,
        null,
        null,
        details("text", c.text()));
  }

  private static Object focus(Batch batch, Command.Focus c) {
    MilestoneNode milestone = milestone(batch.state, c.milestone());
    open(milestone);
    if (!milestone.id.equals(batch.state.focus)) {
      batch.emit(EventTypes.MILESTONE_FOCUSED, milestone.id, null, null, null, null, Map.of());
    }
    return "";
  }

  private static Object setContext(Batch batch, Command.SetContext c) {
    State state = batch.state;
    String milestone = null;
    String session = null;
    switch (c.level()) {
      case "task" -> milestone = task(state, c.scope()).milestone.id;
      case "milestone" -> milestone = milestone(state, c.scope()).id;
      case "session" -> {
        if (!state.sessions.containsKey(c.scope())) {
          throw new MilestoneException(
              ErrorKind.INVALID_INPUT, "unknown_session", "there is no session " + c.scope());
        }
        session = c.scope();
      }
      default -> {}
    }
    Map<String, ContextEntry> entries = state.context(c.level(), c.scope());
    if (c.value() == null && !entries.containsKey(c.key())) {
      return "";
    }
    if (c.value() != null
        && !entries.containsKey(c.key())
        && entries.size() >= dev.milestone.Contexts.MAX_VALUES) {
      throw MilestoneException.refused(
          "too_many_values",
          "a scope holds at most " + dev.milestone.Contexts.MAX_VALUES + " values; remove some");
    }
    Map<String, Object> d = details("level", c.level(), "scope", c.scope(), "key", c.key());
    if (c.value() == null) {
      d.put("removed", Boolean.TRUE);
    } else {
      d.put("value", c.value());
    }
    return batch.emit(EventTypes.CONTEXT_CHANGED, milestone, session, null, null, null, d);
  }

  private static Object requestDecisions(Batch batch, Command.RequestDecisions c) {
    for (Command.DecisionRequest r : c.requests()) {
      if (batch.state.decisions.containsKey(r.id()) && sameQuestion(batch.state, r) == null) {
        throw MilestoneException.refused(
            "id_taken", "there is a decision " + r.id() + " already; choose another id");
      }
    }
    List<String> ids = new ArrayList<>();
    for (Command.DecisionRequest r : c.requests()) {
      DecisionNode known = sameQuestion(batch.state, r);
      if (known != null) {
        ids.add(known.id);
        continue;
      }
      batch.emit(
          EventTypes.DECISION_REQUESTED,
          r.milestone(),
          null,
          null,
          null,
          null,
          details(
              "decision_id",
              r.id(),
              "kind",
              r.kind(),
              "question",
              r.question(),
              "role",
              r.role(),
              "subject",
              r.subject(),
              "task_id",
              r.task(),
              "options",
              r.options().isEmpty() ? null : r.options()));
      ids.add(r.id());
    }
    return ids;
  }

  private static @org.jspecify.annotations.Nullable DecisionNode sameQuestion(
      State state, Command.DecisionRequest r) {
    DecisionNode found = null;
    for (DecisionNode d : state.decisions.values()) {
      if (d.status != DecisionStatus.REJECTED
          && d.kind.equals(r.kind())
          && d.subject.equals(r.subject())
          && java.util.Objects.equals(d.milestone, r.milestone())
          && java.util.Objects.equals(d.task, r.task())) {
        found = d;
      }
    }
    return found;
  }

  private static Object decideOn(Batch batch, Command.Decide c) {
    DecisionNode decision = batch.state.decisions.get(c.decision());
    if (decision == null) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "unknown_decision",
          "there is no decision " + c.decision() + "; milestone decisions lists what waits");
    }
    if (decision.status == c.status() && decision.answer.equals(c.answer())) {
      return "";
    }
    if (decision.status != DecisionStatus.OPEN) {
      throw MilestoneException.refused(
          "already_decided",
          "decision "
              + decision.id
              + " was already "
              + decision.status.text()
              + " by "
              + decision.decidedBy);
    }
    if (c.status() == DecisionStatus.RESOLVED
        && !decision.options.isEmpty()
        && !decision.options.contains(c.answer())) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "not_an_option",
          "the answer has to be one of: " + String.join(", ", decision.options));
    }
    return batch.emit(
        EventTypes.DECISION_MADE,
        decision.milestone,
        null,
        null,
        null,
        null,
        details(
            "decision_id",
            decision.id,
            "status",
            c.status().text(),
            "answer",
            c.answer(),
            "task_id",
            decision.task));
  }

  private static Object startArchive(Batch batch, Command.StartArchive c) {
    MilestoneNode milestone = milestone(batch.state, c.milestone());
    if (milestone.status == MilestoneStatus.ARCHIVED) {
      throw MilestoneException.refused(
          "already_archived",
          "milestone " + milestone.id + " is archived in " + milestone.archiveFolder);
    }
    if (milestone.status != MilestoneStatus.COMPLETED) {
      throw MilestoneException.refused(
          "not_completed",
          "milestone " + milestone.id + " is " + milestone.status.text() + ", not completed");
    }
    return batch.emit(
        EventTypes.ARCHIVE_STARTED,
        milestone.id,
        null,
        null,
        null,
        null,
        details("effect_id", c.effect(), "folder", c.folder()));
  }

  private static Object finishArchive(Batch batch, Command.FinishArchive c) {
    MilestoneNode milestone = milestone(batch.state, c.milestone());
    if (milestone.status == MilestoneStatus.ARCHIVED) {
      return "";
    }
    if (milestone.status != MilestoneStatus.COMPLETED
        || !milestone.archiveEffect.equals(c.effect())) {
      throw MilestoneException.refused(
          "archive_overtaken",
          "milestone " + milestone.id + " changed while its archive was written; try again");
    }
    return batch.emit(
        EventTypes.MILESTONE_ARCHIVED, milestone.id, null, null, null, null, c.summary());
  }

  static boolean activeHere(SessionNode session, Env env) {
    return session.status == SessionStatus.ACTIVE && session.engine.equals(env.engine());
  }
}
