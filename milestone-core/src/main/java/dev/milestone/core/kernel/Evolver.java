package dev.milestone.core.kernel;

import dev.milestone.event.EventTypes;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.Dependency;
import dev.milestone.model.DependencyType;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies events to the state. Deterministic and total: an event about something the state does not
 * know is counted and otherwise ignored, so that a journal of another version can be read.
 */
public final class Evolver {

  /**
   * Version of what events mean here. Raise it with every change of the state that the same journal
   * adds up to: snapshots of other versions are ignored then. A test compares a reference history,
   * so that nobody forgets.
   */
  static final int FOLD_VERSION = 2;

  private Evolver() {}

  /** Applies one event. */
  public static void apply(State state, Event event) {
    if (event.sequence() > 0) {
      state.sequence = event.sequence();
    }
    switch (event.type()) {
      case EventTypes.PROJECT_INITIALIZED -> state.initialized = true;
      case EventTypes.PLAN_APPLIED -> planApplied(state, event);
      case EventTypes.MILESTONE_CREATED, EventTypes.MILESTONE_CHANGED ->
          milestoneDefined(state, event);
      case EventTypes.MILESTONE_STARTED -> milestoneStarted(state, event);
      case EventTypes.MILESTONE_COMPLETED -> milestoneCompleted(state, event);
      case EventTypes.MILESTONE_REOPENED -> milestoneReopened(state, event);
      case EventTypes.MILESTONE_CANCELLED -> milestoneCancelled(state, event);
      case EventTypes.MILESTONE_FOCUSED -> state.focus = event.milestone();
      case EventTypes.ARCHIVE_STARTED -> archiveStarted(state, event);
      case EventTypes.ARCHIVE_REFUSED -> archiveRefused(state, event);
      case EventTypes.MILESTONE_ARCHIVED -> milestoneArchived(state, event);
      case EventTypes.TASK_ADDED, EventTypes.TASK_CHANGED -> taskDefined(state, event);
      case EventTypes.TASK_STARTED -> Attempts.started(state, event);
      case EventTypes.AGENT_PROCESS_STARTED -> Attempts.processStarted(state, event);
      case EventTypes.PROGRESS_UPDATED -> Attempts.progressed(state, event);
      case EventTypes.AGENT_ACTIVITY -> Attempts.active(state, event);
      case EventTypes.WORKSPACE_RESTORED -> Attempts.restored(state, event);
      case EventTypes.BUDGET_WARNED -> Budgets.warned(state, event);
      case EventTypes.VERIFICATION_STARTED -> Attempts.verifying(state, event);
      case EventTypes.VERIFICATION_COMPLETED -> Attempts.verified(state, event);
      case EventTypes.TASK_SUCCEEDED -> Attempts.succeeded(state, event);
      case EventTypes.ATTEMPT_FAILED -> Attempts.failed(state, event);
      case EventTypes.TASK_RETRY_SCHEDULED -> retryScheduled(state, event);
      case EventTypes.TASK_FAILED -> taskFailed(state, event);
      case EventTypes.TASK_CANCELLED -> taskCancelled(state, event);
      case EventTypes.TASK_RETRIED -> taskRetried(state, event);
      case EventTypes.TASK_ADOPTED -> Adoptions.adopted(state, event);
      case EventTypes.BLOCKER_DETECTED -> blockerDetected(state, event);
      case EventTypes.BLOCKER_RESOLVED -> blockerResolved(state, event);
      case EventTypes.NOTE_ADDED -> noteAdded(state, event);
      case EventTypes.AGENT_DEPLOYED -> SessionEvents.deployed(state, event);
      case EventTypes.SESSION_STARTED -> SessionEvents.started(state, event);
      case EventTypes.SESSION_INTERRUPTED -> SessionEvents.interrupted(state, event);
      case EventTypes.SESSION_RESUMED -> SessionEvents.resumed(state, event);
      case EventTypes.SESSION_ENDED -> SessionEvents.ended(state, event);
      case EventTypes.CHECKPOINT_CREATED -> SessionEvents.checkpoint(state, event);
      case EventTypes.GIT_OPERATION -> SessionEvents.observed(state, event);
      case EventTypes.CONTEXT_CHANGED -> contextChanged(state, event);
      case EventTypes.DECISION_REQUESTED -> decisionRequested(state, event);
      case EventTypes.DECISION_MADE -> decisionMade(state, event);
      default -> {
        if (event.mustUnderstand() && EventTypes.find(event.type()).isEmpty()) {
          state.notUnderstood.add(event.type());
        }
      }
    }
    touched(state, event);
  }

  /** Says what the event was about, so that views of the rest need not be made anew. */
  private static void touched(State state, Event event) {
    MilestoneNode milestone = milestoneOf(state, event);
    if (milestone != null) {
      state.touch(milestone);
      state.changedMillis = event.millis();
    }
    String id = event.session();
    SessionNode session = id == null ? null : state.sessions.get(id);
    if (session != null) {
      session.changedAt = state.sequence;
    }
    String agent = event.agent();
    if (agent != null) {
      state.agentChanged(agent);
    }
  }

  static @Nullable TaskNode taskOf(State state, Event event) {
    String id = event.text("task_id");
    return id == null ? null : state.taskAgain(id);
  }

  private static @Nullable MilestoneNode milestoneOf(State state, Event event) {
    String id = event.milestone();
    return id == null ? null : state.milestoneById.get(id);
  }

  private static void planApplied(State state, Event event) {
    state.initialized = true;
    String project = event.text("project");
    if (project != null) {
      state.project = project;
    }
    if (event.details().containsKey("agents")) {
      state.agents.clear();
      for (Object agent : event.list("agents")) {
        if (agent instanceof Map<?, ?> map) {
          AgentDefinition definition = state.definitions.agent(cast(map));
          state.agents.put(definition.id().value(), definition);
        }
      }
    }
    if (event.details().containsKey("resources")) {
      state.capacity.clear();
      event
          .map("resources")
          .forEach(
              (name, units) -> {
                if (units instanceof Number n) {
                  state.capacity.put(name, n.intValue());
                }
              });
    }
    if (event.flag("calendar_removed")) {
      state.calendar = null;
    } else if (event.details().containsKey("calendar")) {
      state.calendar = state.definitions.calendar(event.map("calendar"));
    }
    if (event.details().containsKey("budget")) {
      Budgets.define(state, BudgetNode.PROJECT, "", state.definitions.budget(event.map("budget")));
    }
    state.plannedAt = state.sequence;
    state.definitionsChanged();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> cast(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }

  // ---- milestones ----

  private static void milestoneDefined(State state, Event event) {
    MilestoneDefinition definition = state.definitions.milestone(event.map("definition"));
    String id = definition.id().value();
    MilestoneNode node = state.milestoneById.get(id);
    if (node == null) {
      node = new MilestoneNode(state.milestones.size(), id);
      state.milestones.add(node);
      state.milestoneById.put(id, node);
      state.idAdded(id);
      List<MilestoneNode> waiting = state.unresolvedMilestones.remove(id);
      if (waiting != null) {
        for (MilestoneNode next : waiting) {
          node.after.add(next);
        }
      }
      List<Link> links = state.unresolved.remove(id);
      if (links != null) {
        for (Link link : links) {
          link.milestone = node;
          node.waiting.add(link);
        }
      }
    }
    node.define(definition);
    node.position = (int) event.number("position", node.position);
    Budgets.define(state, BudgetNode.MILESTONE, id, definition.budget());
    relink(state, node, definition);
    state.definitionsChanged();
  }

  private static void relink(State state, MilestoneNode node, MilestoneDefinition definition) {
    Set<String> wanted = new HashSet<>();
    for (MilestoneId before : definition.dependsOn()) {
      wanted.add(before.value());
    }
    if (wanted.equals(node.before)) {
      return;
    }
    for (String before : node.before) {
      MilestoneNode known = state.milestoneById.get(before);
      if (known != null) {
        known.after.remove(node);
      } else {
        List<MilestoneNode> waiting = state.unresolvedMilestones.get(before);
        if (waiting != null) {
          waiting.remove(node);
        }
      }
    }
    node.before.clear();
    node.openBefore = 0;
    for (MilestoneId id : definition.dependsOn()) {
      String before = id.value();
      if (!node.before.add(before)) {
        continue;
      }
      MilestoneNode known = state.milestoneById.get(before);
      if (known == null) {
        state.unresolvedMilestones.computeIfAbsent(before, k -> new ArrayList<>()).add(node);
      } else {
        known.after.add(node);
      }
      if (known == null || !done(known)) {
        node.openBefore++;
      }
    }
    reconsider(state, node.tasks);
  }

  /** Whether it was completed, and not reopened since; cancelled afterwards or not. */
  static boolean done(MilestoneNode milestone) {
    return milestone.status == MilestoneStatus.COMPLETED
        || milestone.status == MilestoneStatus.ARCHIVED
        || milestone.status == MilestoneStatus.CANCELLED && milestone.completedMillis > 0;
  }

  private static void milestoneStarted(State state, Event event) {
    MilestoneNode node = milestoneOf(state, event);
    if (node != null && node.status != MilestoneStatus.ACTIVE) {
      move(state, node, MilestoneStatus.ACTIVE);
      firstStart(state, node, event.millis());
    }
  }

  /** Notes the first start of a milestone, and satisfies what waits for it. */
  static void firstStart(State state, MilestoneNode node, long millis) {
    if (node.startedMillis == 0) {
      node.startedMillis = millis;
      for (Link link : node.waiting) {
        if (link.onStart) {
          satisfy(state, link, millis);
        }
      }
    }
  }

  static void move(State state, MilestoneNode node, MilestoneStatus to) {
    if (node.status != to) {
      TransitionTable.MILESTONE.require(node.status, to, node.id);
      node.status = to;
      node.statusAt = state.sequence;
      state.touch(node);
    }
  }

  private static void milestoneCompleted(State state, Event event) {
    MilestoneNode node = milestoneOf(state, event);
    if (node == null || done(node) || node.closed()) {
      return;
    }
    move(state, node, MilestoneStatus.COMPLETED);
    node.completedMillis = event.millis();
    // One that was done before it was taken in says nothing about the work here.
    if (node.startedMillis > 0 || node.tasks.isEmpty()) {
      count(state.metrics, node, event);
    }
    for (Link link : node.waiting) {
      satisfy(state, link, event.millis());
    }
    for (MilestoneNode next : node.after) {
      next.openBefore--;
      if (next.openBefore == 0) {
        reconsider(state, next.tasks);
      }
    }
  }

  private static void count(Metrics metrics, MilestoneNode node, Event event) {
    metrics.milestonesCompleted++;
    if (node.startedMillis > 0) {
      metrics.milestoneMillis += Math.max(0, event.millis() - node.startedMillis);
    }
    node.definition()
        .due()
        .ifPresent(
            due -> {
              metrics.milestonesDue++;
              // In time: on the due day, wherever on earth that is.
              if (event.millis() < (due.toEpochDay() + 1) * 86_400_000L + 43_200_000L) {
                metrics.milestonesInTime++;
              }
            });
  }

  private static void milestoneReopened(State state, Event event) {
    MilestoneNode node = milestoneOf(state, event);
    if (node == null || node.status != MilestoneStatus.COMPLETED) {
      return;
    }
    move(state, node, node.startedMillis > 0 ? MilestoneStatus.ACTIVE : MilestoneStatus.PLANNED);
    node.completedMillis = 0;
    for (Link link : node.waiting) {
      unsatisfy(state, link);
    }
    for (MilestoneNode next : node.after) {
      next.openBefore++;
      reconsider(state, next.tasks);
    }
  }

  private static void milestoneCancelled(State state, Event event) {
    MilestoneNode node = milestoneOf(state, event);
    if (node == null || node.closed()) {
      return;
    }
    boolean wasDone = done(node);
    move(state, node, MilestoneStatus.CANCELLED);
    for (TaskNode task : List.copyOf(node.tasks)) {
      if (task.status != TaskStatus.SUCCEEDED && task.status != TaskStatus.CANCELLED) {
        task.reason = "the milestone was cancelled";
        if (task.active != null) {
          task.active.cancelRequested = true;
        }
        status(state, task, TaskStatus.CANCELLED);
      }
    }
    if (node.id.equals(state.focus)) {
      state.focus = null;
    }
    if (!wasDone) {
      Blocking.blockBehind(state, node);
    }
  }

  private static void archiveStarted(State state, Event event) {
    MilestoneNode node = milestoneOf(state, event);
    if (node != null) {
      node.archiveEffect = orEmpty(event.text("effect_id"));
    }
  }

  private static void archiveRefused(State state, Event event) {
    MilestoneNode node = milestoneOf(state, event);
    if (node != null) {
      node.archiveEffect = "";
    }
  }

  private static void milestoneArchived(State state, Event event) {
    MilestoneNode node = milestoneOf(state, event);
    if (node != null && node.status == MilestoneStatus.COMPLETED) {
      move(state, node, MilestoneStatus.ARCHIVED);
      node.archiveFolder = orEmpty(event.text("folder"));
      node.archiveEffect = "";
      if (node.id.equals(state.focus)) {
        state.focus = null;
      }
    }
  }

  // ---- tasks ----

  private static void taskDefined(State state, Event event) {
    Map<String, Object> map = event.map("definition");
    TaskDefinition definition = state.definitions.task(map);
    String id = definition.id().value();
    MilestoneNode milestone = state.milestoneById.get(definition.milestone().value());
    if (milestone == null) {
      return;
    }
    TaskNode node = state.taskById.get(id);
    boolean added = node == null;
    boolean wasUnreachable = Blocking.unreachable(milestone);
    MilestoneNode left = null;
    boolean leftUnreachable = false;
    if (node == null) {
      node = new TaskNode(state.tasks.size(), id, milestone);
      state.tasks.add(node);
      state.taskById.put(id, node);
      state.idAdded(id);
      milestone.tasks.add(node);
      milestone.counts[node.status.ordinal()]++;
    } else if (node.milestone != milestone) {
      left = node.milestone;
      leftUnreachable = Blocking.unreachable(left);
      weigh(node, -1);
      node.milestone.tasks.remove(node);
      node.milestone.counts[node.status.ordinal()]--;
      state.touch(node.milestone);
      node.milestone = milestone;
      milestone.tasks.add(node);
      milestone.counts[node.status.ordinal()]++;
    } else {
      weigh(node, -1);
    }
    if (node.status == TaskStatus.READY) {
      state.noLongerReady(node);
    }
    Packer packer = new Packer(256);
    node.define(Packed.of(packer.map(map), state.definitions));
    node.position = (int) event.number("position", node.position);
    Budgets.define(state, BudgetNode.TASK, id, definition.budget());
    node.priority = definition.priority();
    node.needs = state.needs(definition);
    node.estimated = definition.estimate().isPresent();
    node.expectedMillis =
        definition.estimate().map(e -> e.expected().toMillis()).orElse(State.DEFAULT_TASK_MILLIS);
    weigh(node, +1);
    state.definitionsChanged();
    link(state, node, definition, event.millis());
    if (added) {
      List<Link> waiting = state.unresolved.remove(id);
      if (waiting != null) {
        for (Link link : waiting) {
          link.task = node;
          node.after.add(link);
        }
      }
    }
    restatus(state, milestone);
    reconsider(state, List.of(node));
    Blocking.reachabilityChanged(state, milestone, wasUnreachable);
    if (left != null) {
      restatus(state, left);
      Blocking.reachabilityChanged(state, left, leftUnreachable);
    }
  }

  private static void weigh(TaskNode task, int sign) {
    if (task.status != TaskStatus.CANCELLED) {
      task.milestone.weightAll += sign * task.expectedMillis;
      if (task.status == TaskStatus.SUCCEEDED) {
        task.milestone.weightDone += sign * task.expectedMillis;
      }
    }
  }

  private static void link(State state, TaskNode node, TaskDefinition definition, long millis) {
    for (Link old : node.before) {
      if (old.task != null) {
        old.task.after.remove(old);
      } else if (old.milestone != null) {
        old.milestone.waiting.remove(old);
      } else {
        List<Link> list = state.unresolved.get(old.target);
        if (list != null) {
          list.remove(old);
        }
      }
    }
    List<Link> links = new ArrayList<>(definition.dependencies().size());
    node.open = 0;
    if (node.attemptCount == 0) {
      // What it waits for is a lag of the old dependencies; after an attempt it may be a backoff.
      node.notBeforeMillis = 0;
      node.waitMillis = 0;
    }
    for (Dependency dependency : definition.dependencies()) {
      boolean onStart =
          dependency.type() == DependencyType.START_START
              || dependency.type() == DependencyType.START_FINISH;
      Link link = new Link(node, dependency.target(), onStart, dependency.lag().toMillis());
      links.add(link);
      node.open++;
      TaskNode task = dependency.milestone().isPresent() ? null : state.taskById.get(link.target);
      MilestoneNode milestone = task != null ? null : state.milestoneById.get(link.target);
      if (task != null) {
        link.task = task;
        task.after.add(link);
        if (link.onStart && task.attemptCount > 0 || task.status == TaskStatus.SUCCEEDED) {
          link.satisfied = true;
          node.open--;
          lag(node, link, since(link, millis));
        }
      } else if (milestone != null) {
        link.milestone = milestone;
        milestone.waiting.add(link);
        boolean started = link.onStart && milestone.startedMillis > 0;
        if (started || done(milestone)) {
          link.satisfied = true;
          node.open--;
          lag(node, link, since(link, millis));
        }
      } else {
        state.unresolved.computeIfAbsent(link.target, k -> new ArrayList<>(1)).add(link);
      }
    }
    node.before = links;
  }

  /** Since when what a link waits for has been there. */
  private static long since(Link link, long otherwise) {
    TaskNode task = link.task;
    MilestoneNode milestone = link.milestone;
    long since = 0;
    if (task != null) {
      since =
          link.onStart && task.firstStartedMillis > 0
              ? task.firstStartedMillis
              : task.succeededMillis;
    } else if (milestone != null) {
      since =
          link.onStart && milestone.startedMillis > 0
              ? milestone.startedMillis
              : milestone.completedMillis;
    }
    return since == 0 ? otherwise : since;
  }

  private static void lag(TaskNode node, Link link, long sinceMillis) {
    if (link.lagMillis > 0) {
      long notBefore = sinceMillis + link.lagMillis;
      if (notBefore > node.notBeforeMillis) {
        node.notBeforeMillis = notBefore;
        node.waitMillis = link.lagMillis;
      }
    }
  }

  static void satisfy(State state, Link link, long millis) {
    if (!link.satisfied) {
      link.satisfied = true;
      TaskNode node = link.successor;
      node.open--;
      lag(node, link, millis);
      // A blocked task with other open links may have been kept back by this one alone.
      if (node.open == 0 || node.status == TaskStatus.BLOCKED) {
        reconsider(state, List.of(node));
      }
    }
  }

  private static void unsatisfy(State state, Link link) {
    MilestoneNode target = link.milestone;
    boolean started = link.onStart && target != null && target.startedMillis > 0;
    if (link.satisfied && !started) {
      link.satisfied = false;
      link.successor.open++;
      reconsider(state, List.of(link.successor));
    }
  }

  /**
   * Whether tasks are pending, ready or blocked: sets which, and blocks or releases what waits for
   * them. Started and settled tasks stay.
   */
  static void reconsider(State state, List<TaskNode> tasks) {
    List<TaskNode> blocked = new ArrayList<>(0);
    List<TaskNode> released = new ArrayList<>(0);
    for (TaskNode task : tasks) {
      TaskStatus from = task.status;
      if (from != TaskStatus.PENDING && from != TaskStatus.READY && from != TaskStatus.BLOCKED) {
        continue;
      }
      TaskStatus to =
          Blocking.keptBack(state, task)
              ? TaskStatus.BLOCKED
              : free(task) ? TaskStatus.READY : TaskStatus.PENDING;
      if (to != from) {
        status(state, task, to);
        if (to == TaskStatus.BLOCKED) {
          blocked.add(task);
        } else if (from == TaskStatus.BLOCKED) {
          released.add(task);
        }
      } else if (to == TaskStatus.READY) {
        state.becameReady(task);
      }
    }
    if (!blocked.isEmpty()) {
      Blocking.blockAfter(state, blocked);
    }
    if (!released.isEmpty()) {
      Blocking.releaseAfter(state, released);
    }
  }

  static boolean free(TaskNode task) {
    return task.open == 0 && task.milestone.openBefore == 0 && !task.milestone.closed();
  }

  /** The one place where the status of a task changes. */
  static void status(State state, TaskNode task, TaskStatus to) {
    TaskStatus from = task.status;
    if (from == to) {
      return;
    }
    TransitionTable.TASK.require(from, to, task.id);
    weigh(task, -1);
    if (from == TaskStatus.READY) {
      state.noLongerReady(task);
    }
    MilestoneNode milestone = task.milestone;
    milestone.counts[from.ordinal()]--;
    milestone.counts[to.ordinal()]++;
    state.touch(milestone);
    task.status = to;
    task.adopted = false;
    if (to == TaskStatus.SUCCEEDED || to == TaskStatus.CANCELLED) {
      task.hold = null;
    }
    weigh(task, +1);
    if (to == TaskStatus.READY) {
      state.becameReady(task);
    }
    if (to == TaskStatus.READY || from == TaskStatus.READY) {
      Budgets.touch(state, task);
    }
    restatus(state, milestone);
  }

  /** A milestone is blocked while it is stuck. */
  private static void restatus(State state, MilestoneNode milestone) {
    if (milestone.status == MilestoneStatus.BLOCKED && !milestone.stuck()) {
      move(
          state,
          milestone,
          milestone.startedMillis > 0 ? MilestoneStatus.ACTIVE : MilestoneStatus.PLANNED);
    } else if ((milestone.status == MilestoneStatus.ACTIVE
            || milestone.status == MilestoneStatus.PLANNED)
        && milestone.stuck()) {
      move(state, milestone, MilestoneStatus.BLOCKED);
    }
  }

  private static void retryScheduled(State state, Event event) {
    TaskNode task = taskOf(state, event);
    if (task == null) {
      return;
    }
    task.waitMillis = event.number("wait_ms", 0);
    task.notBeforeMillis = task.waitMillis == 0 ? 0 : event.millis() + task.waitMillis;
    if (task.status == TaskStatus.RUNNING || task.status == TaskStatus.VERIFYING) {
      status(state, task, free(task) ? TaskStatus.READY : TaskStatus.PENDING);
      reconsider(state, List.of(task));
    }
  }

  private static void taskFailed(State state, Event event) {
    TaskNode task = taskOf(state, event);
    if (task == null || task.status != TaskStatus.RUNNING && task.status != TaskStatus.VERIFYING) {
      return;
    }
    task.reason = orEmpty(event.text("reason"));
    status(state, task, TaskStatus.FAILED);
    for (SessionNode session : state.activeSessions) {
      if (session.covers(task.milestone)) {
        session.failures++;
      }
    }
    Blocking.blockAfter(state, List.of(task));
  }

  static void taskCancelled(State state, Event event) {
    TaskNode task = taskOf(state, event);
    if (task == null
        || task.status == TaskStatus.SUCCEEDED
        || task.status == TaskStatus.CANCELLED) {
      return;
    }
    task.reason = orEmpty(event.text("reason"));
    if (task.active != null) {
      task.active.cancelRequested = true;
    }
    boolean wasUnreachable = Blocking.unreachable(task.milestone);
    status(state, task, TaskStatus.CANCELLED);
    Blocking.blockAfter(state, List.of(task));
    // A milestone can be completed without its cancelled tasks, not without those that failed.
    Blocking.reachabilityChanged(state, task.milestone, wasUnreachable);
  }

  static void taskRetried(State state, Event event) {
    TaskNode task = taskOf(state, event);
    if (task == null
        || task.hold == null
            && task.status != TaskStatus.FAILED
            && task.status != TaskStatus.CANCELLED) {
      return;
    }
    task.hold = null;
    task.failedAttempts = 0;
    task.lostAttempts = 0;
    task.notBeforeMillis = 0;
    task.waitMillis = 0;
    if (task.attemptCount == 0) {
      for (Link link : task.before) {
        if (link.satisfied) {
          lag(task, link, since(link, event.millis()));
        }
      }
    }
    task.reason = "";
    status(state, task, free(task) ? TaskStatus.READY : TaskStatus.PENDING);
    reconsider(state, List.of(task));
    if (task.status != TaskStatus.BLOCKED) {
      Blocking.releaseAfter(state, List.of(task));
    }
  }

  private static void blockerDetected(State state, Event event) {
    TaskNode task = taskOf(state, event);
    String type = event.text("blocker_type");
    if (Blockage.BUDGET.equals(type)) {
      Budgets.detected(state, event);
    } else if (Blockage.AGENT_UNAVAILABLE.equals(type)) {
      Availability.detected(state, event);
    } else if (task != null) {
      state.blockers.put(
          task.id,
          new BlockerNode(
              task,
              type == null ? "failed_task" : type,
              orEmpty(event.text("reason")),
              event.millis()));
      state.metrics.blockers++;
      state.metrics.blockedTasks += event.number("blocked_count", 0);
    }
  }

  private static void blockerResolved(State state, Event event) {
    String type = event.text("blocker_type");
    if (Blockage.BUDGET.equals(type)) {
      Budgets.resolved(state, event);
      return;
    }
    if (Blockage.AGENT_UNAVAILABLE.equals(type)) {
      Availability.resolved(state, event);
      return;
    }
    TaskNode task = taskOf(state, event);
    BlockerNode blocker = task == null ? null : state.blockers.remove(task.id);
    if (blocker != null) {
      state.metrics.blockersResolved++;
      state.metrics.blockerMillis += Math.max(0, event.millis() - blocker.sinceMillis());
    }
  }

  private static void noteAdded(State state, Event event) {
    String text = event.text("text");
    if (text == null) {
      return;
    }
    TaskNode task = taskOf(state, event);
    MilestoneNode milestone = milestoneOf(state, event);
    if (task != null) {
      task.notes = withNote(task.notes, text);
    } else if (milestone != null) {
      milestone.notes = withNote(milestone.notes, text);
    }
  }

  private static List<String> withNote(List<String> notes, String text) {
    List<String> more = new ArrayList<>(notes);
    if (more.size() == TaskNode.NOTES) {
      more.remove(0);
    }
    more.add(text);
    return more;
  }

  // ---- context and decisions ----

  private static void contextChanged(State state, Event event) {
    String level = event.text("level");
    String key = event.text("key");
    if (level == null || key == null) {
      return;
    }
    String scope = level + ":" + orEmpty(event.text("scope"));
    Object value = event.details().get("value");
    if (value == null) {
      Map<String, ContextEntry> entries = state.contexts.get(scope);
      if (entries != null) {
        entries.remove(key);
        if (entries.isEmpty()) {
          state.contexts.remove(scope);
        }
      }
    } else {
      state
          .contexts
          .computeIfAbsent(scope, k -> new LinkedHashMap<>())
          .put(
              key,
              new ContextEntry(
                  value,
                  event.actor(),
                  event.actorEstablished(),
                  event.sequence(),
                  event.millis()));
    }
  }

  private static void decisionRequested(State state, Event event) {
    String id = event.text("decision_id");
    if (id == null) {
      return;
    }
    List<String> options = new ArrayList<>();
    for (Object option : event.list("options")) {
      options.add(String.valueOf(option));
    }
    DecisionNode decision =
        new DecisionNode(
            id,
            orEmpty(event.text("kind")),
            orEmpty(event.text("question")),
            orEmpty(event.text("role")),
            orEmpty(event.text("subject")),
            event.milestone(),
            event.text("task_id"),
            List.copyOf(options),
            event.millis());
    state.decisions.put(id, decision);
    Budgets.requested(state, decision);
    if (state.decisions.size() > State.MAX_DECISIONS) {
      state.decisions.values().stream()
          .filter(d -> d.status != DecisionStatus.OPEN)
          .findFirst()
          .ifPresent(d -> state.decisions.remove(d.id));
    }
  }

  private static void decisionMade(State state, Event event) {
    String id = event.text("decision_id");
    DecisionNode decision = id == null ? null : state.decisions.get(id);
    String status = event.text("status");
    if (decision != null && status != null && decision.status == DecisionStatus.OPEN) {
      decision.status = DecisionStatus.parse(status).orElse(DecisionStatus.RESOLVED);
      decision.answer = orEmpty(event.text("answer"));
      decision.decidedBy = event.actor();
      decision.decidedByEstablished = event.actorEstablished();
      decision.decidedMillis = event.millis();
      Budgets.decided(state, decision);
    }
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  static AttemptOutcome outcomeOf(Event event) {
    String outcome = event.text("outcome");
    return outcome == null
        ? AttemptOutcome.FAILED
        : AttemptOutcome.parse(outcome).orElse(AttemptOutcome.FAILED);
  }
}
