package dev.milestone.core.kernel;

import dev.milestone.model.AgentDefinition;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskStatus;
import dev.milestone.model.WorkCalendar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the events up to {@link #sequence()} add up to. Mutable and confined to one thread at a
 * time; changed only by {@link Evolver#apply}. Equal histories give equal states.
 *
 * <p>Cost: applying an event costs what it touches, not the size of the project. The index of ready
 * tasks and the longest remaining paths are rebuilt when first needed after definitions changed, in
 * time linear in tasks and dependencies.
 */
public final class State {

  /** Sessions kept; older ones that have ended stand in the journal. */
  static final int MAX_SESSIONS = 1_000;

  /** Decided decisions kept. */
  static final int MAX_DECISIONS = 10_000;

  /** What a task without an estimate counts in paths and progress. */
  public static final long DEFAULT_TASK_MILLIS = 3_600_000L;

  final Definitions definitions;
  long sequence;
  String project = "";
  boolean initialized;
  @Nullable WorkCalendar calendar;
  final List<MilestoneNode> milestones = new ArrayList<>();
  final Map<String, MilestoneNode> milestoneById = new HashMap<>();
  final ArrayList<TaskNode> tasks = new ArrayList<>();
  Map<String, TaskNode> taskById = new HashMap<>();

  /** Ids in lower case, once asked for: two that differ by case only are refused. */
  private @Nullable Map<String, String> idByLowerCase;

  /** What tasks need to start: the same needs are the same instance. */
  private final Map<WorkClass.Key, WorkClass.Key> needs = new HashMap<>();

  /** Links whose target does not exist yet. */
  final Map<String, List<Link>> unresolved = new HashMap<>();

  /** Milestones that wait for one that does not exist yet. */
  final Map<String, List<MilestoneNode>> unresolvedMilestones = new HashMap<>();

  final Map<String, AgentDefinition> agents = new LinkedHashMap<>();
  final Map<String, Integer> capacity = new LinkedHashMap<>();
  final Map<String, Integer> inUse = new HashMap<>();
  final Map<String, Integer> agentInUse = new HashMap<>();
  final Map<String, int[]> agentResults = new HashMap<>();
  final Map<String, SessionNode> sessions = new LinkedHashMap<>();
  final Set<SessionNode> activeSessions = new LinkedHashSet<>();
  final Map<String, DecisionNode> decisions = new LinkedHashMap<>();

  /** By level and scope, then key. */
  final Map<String, Map<String, ContextEntry>> contexts = new LinkedHashMap<>();

  /** By the task where the chain begins. */
  final Map<String, BlockerNode> blockers = new LinkedHashMap<>();

  /** Attempts under way, by effect id. */
  final Map<String, AttemptNode> active = new LinkedHashMap<>();

  final Metrics metrics = new Metrics();

  /** What all attempts that have ended have cost. */
  final Spending spending = new Spending();

  /** Budgets of the project, of milestones, of tasks, by key. */
  final Map<String, BudgetNode> budgets = new LinkedHashMap<>();

  /**
   * Budgets that have to be looked at, since somebody last did. No part of what the history adds up
   * to.
   */
  final Set<BudgetNode> dirtyBudgets = new LinkedHashSet<>();

  /** Agents that could not work when they were asked last. */
  final Map<String, UnavailableAgent> unavailable = new LinkedHashMap<>();

  long lastToken;

  /** Where definitions changed last: plan, milestones, tasks. */
  long definedAt;

  /** Where agents, resources or the calendar were planned last. */
  long plannedAt;

  /** The last event that changed a milestone, and its time. */
  long changedAt;

  long changedMillis;

  /** The last event about an agent. */
  final Map<String, long[]> agentChangedAt = new HashMap<>();

  int sessionCount;
  @Nullable String focus;

  /** Types this version does not know but had to; not empty: read only. */
  final TreeSet<String> notUnderstood = new TreeSet<>();

  /**
   * Tasks that became ready and have to wait, since somebody last asked. No part of what the
   * history adds up to.
   */
  private final Set<TaskNode> newWaits = new LinkedHashSet<>();

  private @Nullable TaskNode lastTask;
  private @Nullable ReadyIndex ready;
  private boolean pathsStale = true;

  /** An empty project. */
  public State(Definitions definitions) {
    this.definitions = definitions;
  }

  /** The last event applied. */
  public long sequence() {
    return sequence;
  }

  /** Says that decided events up to here have been placed. */
  public void sequence(long last) {
    sequence = last;
  }

  /** Name of the project. */
  public String project() {
    return project;
  }

  /** When work is done. */
  public @Nullable WorkCalendar calendar() {
    return calendar;
  }

  /** All milestones, in the order in which they were created. */
  public List<MilestoneNode> milestones() {
    return milestones;
  }

  /** A milestone. */
  public @Nullable MilestoneNode milestone(String id) {
    return milestoneById.get(id);
  }

  /** All tasks, in the order in which they were added. */
  public List<TaskNode> tasks() {
    return tasks;
  }

  /** A task. */
  public @Nullable TaskNode task(String id) {
    return taskById.get(id);
  }

  /** Agents that the project declares. */
  public Map<String, AgentDefinition> agents() {
    return agents;
  }

  /** Capacity of each renewable resource. */
  public Map<String, Integer> capacity() {
    return capacity;
  }

  /** Units of a resource in use. */
  public int inUse(String resource) {
    return inUse.getOrDefault(resource, 0);
  }

  /** Slots of an agent in use, across the project. */
  public int agentInUse(String agent) {
    return agentInUse.getOrDefault(agent, 0);
  }

  /** Tasks succeeded and attempts failed of an agent. */
  public int[] agentResults(String agent) {
    return agentResults.getOrDefault(agent, new int[2]).clone();
  }

  /** Sessions by id, oldest first. */
  public Map<String, SessionNode> sessions() {
    return sessions;
  }

  /** Sessions that are active. */
  public Set<SessionNode> activeSessions() {
    return activeSessions;
  }

  /** Decisions by id, oldest first. */
  public Map<String, DecisionNode> decisions() {
    return decisions;
  }

  /** Unresolved blockers. */
  public Collection<BlockerNode> blockers() {
    return blockers.values();
  }

  /** Attempts under way, by effect id. */
  public Map<String, AttemptNode> active() {
    return active;
  }

  /** Figures. */
  public Metrics metrics() {
    return metrics;
  }

  /** What all attempts that have ended have cost. */
  public Spending spending() {
    return spending;
  }

  /** Budgets, in the order in which they were defined. */
  public Collection<BudgetNode> budgets() {
    return budgets.values();
  }

  /** Agents that could not work when they were asked last, by id. */
  public Map<String, UnavailableAgent> unavailable() {
    return unavailable;
  }

  /** The milestone in focus. */
  public @Nullable String focus() {
    return focus;
  }

  /** Types that had to be understood and were not. */
  public TreeSet<String> notUnderstood() {
    return notUnderstood;
  }

  /** Where definitions changed last. */
  public long definedAt() {
    return definedAt;
  }

  /** Where agents, resources or the calendar were planned last. */
  public long plannedAt() {
    return plannedAt;
  }

  /** The last event that changed a milestone or one of its tasks. */
  public long changedAt() {
    return changedAt;
  }

  /** Wall time of that event. */
  public long changedMillis() {
    return changedMillis;
  }

  /** The last event about an agent; 0 when there is none. */
  public long agentChangedAt(String agent) {
    long[] at = agentChangedAt.get(agent);
    return at == null ? 0 : at[0];
  }

  /** Agents that events have been about, and agents that results are known of. */
  public Set<String> knownAgents() {
    TreeSet<String> known = new TreeSet<>(agents.keySet());
    known.addAll(agentChangedAt.keySet());
    return known;
  }

  /** How definitions are written. */
  public Definitions definitions() {
    return definitions;
  }

  /** Marks a milestone as changed by the event being applied. */
  void touch(MilestoneNode milestone) {
    milestone.changedAt = sequence;
    changedAt = sequence;
  }

  /** How many sessions there have been. */
  public int sessionCount() {
    return sessionCount;
  }

  /** Values of a scope. */
  public Map<String, ContextEntry> context(String level, String scope) {
    return contexts.getOrDefault(level + ":" + scope, Map.of());
  }

  /** An id that is taken and differs from this one by case only. */
  public @Nullable String sameButCase(String id) {
    Map<String, String> ids = idByLowerCase;
    if (ids == null) {
      ids = new HashMap<>();
      for (MilestoneNode milestone : milestones) {
        ids.putIfAbsent(milestone.id.toLowerCase(Locale.ROOT), milestone.id);
      }
      for (TaskNode task : tasks) {
        ids.putIfAbsent(task.id.toLowerCase(Locale.ROOT), task.id);
      }
      idByLowerCase = ids;
    }
    String taken = ids.get(id.toLowerCase(Locale.ROOT));
    return taken == null || taken.equals(id) ? null : taken;
  }

  void idAdded(String id) {
    Map<String, String> ids = idByLowerCase;
    if (ids != null) {
      ids.putIfAbsent(id.toLowerCase(Locale.ROOT), id);
    }
  }

  WorkClass.Key needs(TaskDefinition definition) {
    return needs(WorkClass.Key.of(definition));
  }

  WorkClass.Key needs(WorkClass.Key key) {
    WorkClass.Key known = needs.putIfAbsent(key, key);
    return known == null ? key : known;
  }

  void expectTasks(int count) {
    tasks.ensureCapacity(count);
    taskById = new HashMap<>(Math.max(16, count * 4 / 3 + 1));
  }

  void agentChanged(String agent) {
    long[] at = agentChangedAt.get(agent);
    if (at == null) {
      at = new long[1];
      agentChangedAt.put(agent, at);
    }
    at[0] = sequence;
  }

  /** A task; events about the same one come in a row. */
  @Nullable TaskNode taskAgain(String id) {
    TaskNode last = lastTask;
    if (last != null && last.id.equals(id)) {
      return last;
    }
    TaskNode found = taskById.get(id);
    lastTask = found;
    return found;
  }

  /** Tasks ready to start, by class and in dispatch order. */
  ReadyIndex ready() {
    refreshPaths();
    ReadyIndex index = ready;
    if (index == null) {
      index = new ReadyIndex();
      for (TaskNode task : tasks) {
        if (task.status == TaskStatus.READY && !task.milestone.closed()) {
          index.add(task);
        }
      }
      ready = index;
    }
    return index;
  }

  /** Tasks ready to start, the best first, at most {@code limit}. */
  public List<TaskNode> readyInOrder(int limit) {
    return ready().inOrder(limit);
  }

  void becameReady(TaskNode task) {
    if (task.notBeforeMillis > 0) {
      newWaits.add(task);
    } else {
      newWaits.remove(task);
    }
    ReadyIndex index = ready;
    if (index != null) {
      index.add(task);
    }
  }

  void noLongerReady(TaskNode task) {
    newWaits.remove(task);
    ReadyIndex index = ready;
    if (index != null) {
      index.remove(task);
    }
  }

  /** Ready tasks that wait for a time, each named once; after a fold, all of them. */
  List<TaskNode> takeWaits() {
    if (newWaits.isEmpty()) {
      return List.of();
    }
    List<TaskNode> taken = List.copyOf(newWaits);
    newWaits.clear();
    return taken;
  }

  /** Definitions or links changed: order and paths are computed anew when next needed. */
  void definitionsChanged() {
    ready = null;
    pathsStale = true;
    definedAt = sequence;
  }

  /** Computes the longest remaining paths if definitions changed since. */
  public void refreshPaths() {
    if (pathsStale) {
      Paths.compute(this);
      pathsStale = false;
    }
  }

  /** A longest path of what is not done, from its first task on. */
  public List<TaskNode> criticalPath() {
    return Paths.critical(this);
  }

  /**
   * The chain that blocks a task, the failed or cancelled task first; empty when it is not blocked.
   */
  public List<TaskNode> blockingChain(TaskNode task) {
    return task.status == TaskStatus.BLOCKED ? Blocking.chain(this, task) : List.of();
  }

  /** Tasks that wait because of this one, directly or through others. */
  public Set<TaskNode> blockedBehind(TaskNode task) {
    return Blocking.reached(task);
  }

  /** The attempt under way whose file claims keep this task from starting; null when none does. */
  public @Nullable AttemptNode fileConflict(TaskNode task) {
    return Dispatcher.conflict(this, task.needs.files());
  }

  /** Milestones that are neither archived nor cancelled. */
  public List<MilestoneNode> openMilestones() {
    List<MilestoneNode> open = new ArrayList<>();
    for (MilestoneNode milestone : milestones) {
      if (!milestone.closed() && milestone.status != MilestoneStatus.ARCHIVED) {
        open.add(milestone);
      }
    }
    return open;
  }
}
