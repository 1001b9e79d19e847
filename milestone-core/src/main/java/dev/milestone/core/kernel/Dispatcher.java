package dev.milestone.core.kernel;

import static dev.milestone.core.kernel.NewEvent.details;

import dev.milestone.MilestoneException;
import dev.milestone.event.EventTypes;
import dev.milestone.model.TaskStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Grants ready tasks to agents: priority first, then the longest remaining estimated path; never
 * more attempts of an agent than its slots or units of a resource than its capacity across the
 * project, and never two tasks at once whose file claims can meet.
 */
final class Dispatcher {

  /**
   * Most classes of tasks whose file claims are compared with those under way in one go. Others
   * cannot be starved by it for ever: a conflict ends with the attempt that holds the files.
   */
  static final int MAX_CONFLICTS = 10_000;

  private Dispatcher() {}

  static void dispatch(Batch batch, SessionNode session) {
    if (stopped(batch, session)) {
      return;
    }
    Agents agents = new Agents(batch, session.deployed.values());
    Budgets.Room room = new Budgets.Room(batch.state, batch.env.nowMillis());
    Set<WorkClass> cannot = new HashSet<>();
    while (session.running < session.agents && agents.anyFree()) {
      TaskNode task = best(batch, session, agents, cannot, room);
      if (task == null) {
        return;
      }
      DeployedAgent agent = agents.take(task.needs.requires());
      if (agent == null) {
        return;
      }
      grant(batch, session, task, agent);
      room.granted();
    }
  }

  static boolean stopped(Batch batch, SessionNode session) {
    if (batch.env.stopping().test(session.id) || session.failFast && session.failures > 0) {
      return true;
    }
    String until = session.until;
    TaskNode task = until == null ? null : batch.state.taskById.get(until);
    return task != null && task.status == TaskStatus.SUCCEEDED;
  }

  private static @Nullable TaskNode best(
      Batch batch, SessionNode session, Agents agents, Set<WorkClass> cannot, Budgets.Room room) {
    Iterator<WorkClass> classes = batch.state.ready().iterator();
    int conflicts = 0;
    while (classes.hasNext() && conflicts < MAX_CONFLICTS) {
      WorkClass workClass = classes.next();
      if (cannot.contains(workClass)) {
        continue;
      }
      if (!agents.has(workClass.key.requires())
          || !resourcesFree(batch.state, workClass.key.resources())) {
        cannot.add(workClass);
        continue;
      }
      if (conflict(batch.state, workClass.key.files()) != null) {
        conflicts++;
        cannot.add(workClass);
        continue;
      }
      for (TaskNode task : workClass.ready) {
        if (startable(batch, session, task) && room.hasRoom(task)) {
          return task;
        }
      }
      cannot.add(workClass);
    }
    return null;
  }

  private static boolean startable(Batch batch, SessionNode session, TaskNode task) {
    return task.active == null
        && session.covers(task.milestone)
        && (task.notBeforeMillis == 0 || batch.env.awake().test(task));
  }

  static boolean resourcesFree(State state, Map<String, Integer> wanted) {
    for (Map.Entry<String, Integer> e : wanted.entrySet()) {
      int capacity = state.capacity.getOrDefault(e.getKey(), 0);
      if (state.inUse(e.getKey()) + e.getValue() > capacity) {
        return false;
      }
    }
    return true;
  }

  /** Whether the project has that much of each resource at all. */
  private static boolean everEnough(State state, Map<String, Integer> wanted) {
    for (Map.Entry<String, Integer> e : wanted.entrySet()) {
      if (e.getValue() > state.capacity.getOrDefault(e.getKey(), 0)) {
        return false;
      }
    }
    return true;
  }

  /** An attempt under way whose file claims can meet these; null when there is none. */
  static @Nullable AttemptNode conflict(State state, List<String> files) {
    if (files.isEmpty()) {
      return null;
    }
    for (AttemptNode attempt : state.active.values()) {
      if (!attempt.files.isEmpty() && state.definitions.meet(files, attempt.files)) {
        return attempt;
      }
    }
    return null;
  }

  private static void grant(Batch batch, SessionNode session, TaskNode task, DeployedAgent agent) {
    Settling.start(batch, task.milestone, session);
    long token = batch.state.lastToken + 1;
    int number = task.attemptCount + 1;
    batch.touched.add(task.milestone);
    batch.emit(
        EventTypes.TASK_STARTED,
        task.milestone.id,
        session.id,
        agent.id(),
        session.correlation,
        session.eventId,
        details(
            "task_id",
            task.id,
            "attempt",
            number,
            "fencing_token",
            token,
            "effect_id",
            effectId(batch, token),
            "engine",
            batch.env.engine(),
            "lease_ms",
            batch.env.engineLeaseMillis()));
  }

  private static String effectId(Batch batch, long token) {
    return "a" + token + "-" + batch.env.commandId();
  }

  /** Grants a task to an agent outside the engine. */
  static Object claim(Batch batch, Command.Claim c) {
    State state = batch.state;
    if (c.slots() > 0 && state.agentInUse(c.agent()) >= c.slots()) {
      AttemptNode mine = null;
      for (AttemptNode attempt : state.active.values()) {
        if (attempt.agent.equals(c.agent())) {
          mine = attempt;
        }
      }
      throw MilestoneException.refused(
          "no_slot",
          "agent "
              + c.agent()
              + " has "
              + c.slots()
              + " slot(s), all in use"
              + (mine == null ? "" : ", one by task " + mine.task.id)
              + "; complete or fail that first");
    }
    TaskNode task = c.task() == null ? bestClaim(batch, c) : Decider.task(state, c.task());
    if (task == null) {
      throw MilestoneException.refused(
          "nothing_ready", "no task is ready that agent " + c.agent() + " could take now");
    }
    if (task.status != TaskStatus.READY || task.active != null || task.milestone.closed()) {
      AttemptNode active = task.active;
      throw MilestoneException.refused(
          "not_ready",
          "task "
              + task.id
              + " is "
              + task.status.text()
              + (active == null ? "" : ", agent " + active.agent + " works on it"));
    }
    if (task.notBeforeMillis > 0 && !batch.env.awake().test(task)) {
      throw MilestoneException.refused(
          "not_ready", "task " + task.id + " waits for a time: a lag or a retry that is not due");
    }
    List<String> requires = task.needs.requires();
    if (!c.capabilities().containsAll(requires)) {
      throw MilestoneException.refused(
          "missing_capability", "task " + task.id + " needs an agent with " + requires);
    }
    BudgetNode budget = Budgets.exhausted(state, task, batch.env.nowMillis());
    if (budget != null) {
      throw MilestoneException.refused(
          "budget_exhausted",
          budget.words()
              + " is used up, task "
              + task.id
              + " counts against it; 'milestone decisions' shows what waits for a person");
    }
    AttemptNode holder = conflict(state, task.needs.files());
    if (holder != null) {
      throw MilestoneException.refused(
          "conflict",
          "task " + task.id + " may touch files that task " + holder.task.id + " holds");
    }
    if (!resourcesFree(state, task.needs.resources())) {
      throw MilestoneException.refused(
          "conflict", "a resource that task " + task.id + " needs is in use");
    }
    if (task.milestone.status == dev.milestone.model.MilestoneStatus.PLANNED) {
      batch.emit(EventTypes.MILESTONE_STARTED, task.milestone.id, null, null, null, null, Map.of());
    }
    long token = state.lastToken + 1;
    String effect = effectId(batch, token);
    batch.touched.add(task.milestone);
    batch.emit(
        EventTypes.TASK_STARTED,
        task.milestone.id,
        null,
        c.agent(),
        null,
        null,
        details(
            "task_id",
            task.id,
            "attempt",
            task.attemptCount + 1,
            "fencing_token",
            token,
            "effect_id",
            effect,
            "outside",
            Boolean.TRUE,
            "lease_ms",
            c.leaseMillis()));
    AttemptNode granted = state.active.get(effect);
    return granted == null ? "" : granted;
  }

  private static @Nullable TaskNode bestClaim(Batch batch, Command.Claim c) {
    Iterator<WorkClass> classes = batch.state.ready().iterator();
    Budgets.Exhaustion exhaustion = new Budgets.Exhaustion(batch.state, batch.env.nowMillis());
    int conflicts = 0;
    while (classes.hasNext() && conflicts < MAX_CONFLICTS) {
      WorkClass workClass = classes.next();
      if (!c.capabilities().containsAll(workClass.key.requires())
          || !resourcesFree(batch.state, workClass.key.resources())) {
        continue;
      }
      if (conflict(batch.state, workClass.key.files()) != null) {
        conflicts++;
        continue;
      }
      for (TaskNode task : workClass.ready) {
        if (task.active == null
            && (task.notBeforeMillis == 0 || batch.env.awake().test(task))
            && !exhaustion.keeps(task)) {
          return task;
        }
      }
    }
    return null;
  }

  /**
   * Whether some agent of the session could take some ready task of its scope, now or when a slot
   * is free.
   */
  static boolean somethingFits(Batch batch, SessionNode session) {
    return somethingFits(batch, session, new Agents(batch, session.deployed.values()));
  }

  /** The same, were no agent unavailable. */
  static boolean wouldFit(Batch batch, SessionNode session) {
    Agents agents = new Agents(batch, session.deployed.values());
    agents.whoeverIsOut();
    return somethingFits(batch, session, agents);
  }

  private static boolean somethingFits(Batch batch, SessionNode session, Agents agents) {
    Budgets.Exhaustion exhaustion = new Budgets.Exhaustion(batch.state, batch.env.nowMillis());
    Iterator<WorkClass> classes = batch.state.ready().iterator();
    while (classes.hasNext()) {
      WorkClass workClass = classes.next();
      if (agents.could(workClass.key.requires())
          && everEnough(batch.state, workClass.key.resources())) {
        for (TaskNode task : workClass.ready) {
          if (session.covers(task.milestone) && !exhaustion.keeps(task)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Agents of a session with their free slots; answers are kept for the time of one dispatch. */
  private static final class Agents {
    private final State state;
    private final Map<String, DeployedAgent> free = new LinkedHashMap<>();
    private final Iterable<DeployedAgent> all;
    private final Set<String> probes = new HashSet<>();
    private final Set<String> out = new HashSet<>();
    private final Map<List<String>, Boolean> known = new HashMap<>();

    Agents(Batch batch, Iterable<DeployedAgent> all) {
      this.state = batch.state;
      this.all = all;
      for (DeployedAgent agent : all) {
        switch (Availability.of(state, agent.id(), batch.env.nowMillis(), batch.env.rules())) {
          case WAITS -> {}
          case OUT -> out.add(agent.id());
          case PROBE -> {
            if (state.agentInUse(agent.id()) == 0) {
              probes.add(agent.id());
              free.put(agent.id(), agent);
            }
          }
          case FREE -> {
            if (state.agentInUse(agent.id()) < agent.slots()) {
              free.put(agent.id(), agent);
            }
          }
        }
      }
    }

    /** Takes no notice of who is out. */
    void whoeverIsOut() {
      out.clear();
    }

    boolean anyFree() {
      return !free.isEmpty();
    }

    boolean could(List<String> requires) {
      for (DeployedAgent agent : all) {
        if (!out.contains(agent.id()) && agent.capabilities().containsAll(requires)) {
          return true;
        }
      }
      return false;
    }

    boolean has(List<String> requires) {
      return known.computeIfAbsent(requires, r -> find(r) != null);
    }

    /**
     * The agent that fits with the fewest other capabilities, of these the least busy, of these the
     * first.
     */
    private @Nullable DeployedAgent find(List<String> requires) {
      DeployedAgent best = null;
      for (DeployedAgent agent : free.values()) {
        if (agent.capabilities().containsAll(requires)
            && (best == null
                || agent.capabilities().size() < best.capabilities().size()
                || agent.capabilities().size() == best.capabilities().size()
                    && state.agentInUse(agent.id()) < state.agentInUse(best.id()))) {
          best = agent;
        }
      }
      return best;
    }

    @Nullable DeployedAgent take(List<String> requires) {
      DeployedAgent agent = find(requires);
      if (agent != null
          && (probes.contains(agent.id()) || state.agentInUse(agent.id()) + 1 >= agent.slots())) {
        free.remove(agent.id());
        known.clear();
      }
      return agent;
    }
  }
}
