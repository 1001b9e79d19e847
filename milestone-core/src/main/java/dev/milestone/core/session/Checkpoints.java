package dev.milestone.core.session;

import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.DecisionNode;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.SessionNode;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.MilestoneStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint holds: execution, environment, context and coordination. Everything in it but
 * the environment follows from the journal as well; it is written down for people, for resuming
 * elsewhere and for the archive. Bounded.
 */
public final class Checkpoints {

  /** Most tasks, values and decisions listed. */
  static final int MAX_LISTED = 100;

  private Checkpoints() {}

  /**
   * Details of a checkpoint event. Call in a turn.
   *
   * @param environment working directory, branch, commit, changed files, as observed
   */
  public static Map<String, Object> details(
      State state,
      SessionNode session,
      String id,
      String trigger,
      Map<String, Object> environment) {
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("checkpoint_id", id);
    d.put("trigger", trigger);
    d.put("sequence", state.sequence());
    d.put("execution", execution(state, session));
    d.put("environment", environment);
    Map<String, Object> context = new LinkedHashMap<>();
    values(context, "global", state.context("global", ""));
    values(context, "session", state.context("session", session.id()));
    d.put("context", context);
    d.put("coordination", coordination(state, session));
    return d;
  }

  private static void values(
      Map<String, Object> to,
      String level,
      Map<String, dev.milestone.core.kernel.ContextEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    entries.forEach(
        (key, entry) -> {
          if (values.size() < MAX_LISTED) {
            values.put(key, entry.value());
          }
        });
    to.put(level, values);
  }

  private static Map<String, Object> execution(State state, SessionNode session) {
    Map<String, Object> map = new LinkedHashMap<>();
    List<Object> active = new ArrayList<>();
    Map<String, Object> progress = new LinkedHashMap<>();
    for (MilestoneNode milestone : state.milestones()) {
      if (session.covers(milestone)
          && (milestone.status() == MilestoneStatus.ACTIVE
              || milestone.status() == MilestoneStatus.BLOCKED)
          && active.size() < MAX_LISTED) {
        active.add(milestone.id());
        progress.put(milestone.id(), Math.round(milestone.progress() * 1000) / 1000.0);
      }
    }
    map.put("active_milestones", active);
    map.put("progress", progress);
    List<Object> queue = new ArrayList<>();
    for (TaskNode task : state.readyInOrder(MAX_LISTED)) {
      queue.add(task.id());
    }
    map.put("task_queue", queue);
    Map<String, Object> assignments = new LinkedHashMap<>();
    for (AttemptNode attempt : state.active().values()) {
      if (assignments.size() < MAX_LISTED) {
        Map<String, Object> a = new LinkedHashMap<>();
        a.put("agent", attempt.agent());
        a.put("attempt", attempt.number());
        a.put("progress", attempt.progress());
        assignments.put(attempt.task().id(), a);
      }
    }
    map.put("agent_assignments", assignments);
    return map;
  }

  private static Map<String, Object> coordination(State state, SessionNode session) {
    Map<String, Object> map = new LinkedHashMap<>();
    Map<String, Object> agents = new LinkedHashMap<>();
    session
        .deployed()
        .forEach(
            (id, agent) -> {
              Map<String, Object> a = new LinkedHashMap<>();
              a.put("slots", agent.slots());
              a.put("in_use", state.agentInUse(id));
              agents.put(id, a);
            });
    map.put("agents", agents);
    Map<String, Object> resources = new LinkedHashMap<>();
    state.capacity().forEach((name, units) -> resources.put(name, state.inUse(name) + "/" + units));
    map.put("resources", resources);
    List<Object> decisions = new ArrayList<>();
    for (DecisionNode decision : state.decisions().values()) {
      if (decision.status() == DecisionStatus.OPEN && decisions.size() < MAX_LISTED) {
        decisions.add(decision.id());
      }
    }
    map.put("waiting_decisions", decisions);
    return map;
  }
}
