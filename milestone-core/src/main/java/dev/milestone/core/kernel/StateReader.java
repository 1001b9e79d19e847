package dev.milestone.core.kernel;

import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.SessionStatus;
import dev.milestone.model.TaskStatus;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Reads a state; {@link StateWriter} is its mirror. */
final class StateReader {
  private static final TaskStatus[] TASK = TaskStatus.values();
  private static final MilestoneStatus[] MILESTONE = MilestoneStatus.values();
  private static final SessionStatus[] SESSION = SessionStatus.values();
  private static final DecisionStatus[] DECISION = DecisionStatus.values();
  private static final AttemptOutcome[] OUTCOME = AttemptOutcome.values();

  private final Unpacker in;
  private final Definitions definitions;
  private final State s;

  StateReader(Unpacker in, Definitions definitions) {
    this.in = in;
    this.definitions = definitions;
    this.s = new State(definitions);
  }

  State state() {
    s.sequence = in.number();
    s.project = in.text();
    s.initialized = in.flag();
    s.lastToken = in.number();
    s.sessionCount = in.whole();
    s.focus = in.optional();
    s.notUnderstood.addAll(in.texts());
    if (in.value() instanceof Map<?, ?> calendar) {
      s.calendar = definitions.calendar(Evolver.cast(calendar));
    }
    for (int left = in.count(); left > 0; left--) {
      AgentDefinition agent = definitions.agent(in.map());
      s.agents.put(agent.id().value(), agent);
    }
    s.definedAt = in.number();
    s.plannedAt = in.number();
    s.changedAt = in.number();
    s.changedMillis = in.number();
    for (int left = in.count(); left > 0; left--) {
      s.agentChangedAt.put(in.text(), new long[] {in.number()});
    }
    s.capacity.putAll(units(in));
    s.inUse.putAll(units(in));
    s.agentInUse.putAll(units(in));
    for (int left = in.count(); left > 0; left--) {
      s.agentResults.put(in.text(), new int[] {in.whole(), in.whole()});
    }
    metrics(s.metrics);
    milestones();
    tasks();
    order();
    sessions();
    decisions();
    contexts();
    for (int left = in.count(); left > 0; left--) {
      TaskNode task = s.tasks.get(in.whole());
      s.blockers.put(task.id, new BlockerNode(task, in.text(), in.text(), in.number()));
    }
    for (int left = in.count(); left > 0; left--) {
      TaskNode task = s.tasks.get(in.whole());
      AttemptNode attempt = attempt(in, task);
      task.active = attempt;
      s.active.put(attempt.effectId, attempt);
    }
    costs();
    for (TaskNode task : s.tasks) {
      if (task.status == TaskStatus.READY) {
        s.becameReady(task);
      }
    }
    return s;
  }

  private static Map<String, Integer> units(Unpacker in) {
    int count = in.count();
    if (count == 0) {
      return Map.of();
    }
    Map<String, Integer> map = new LinkedHashMap<>(2 * count);
    for (int i = 0; i < count; i++) {
      map.put(in.text(), in.whole());
    }
    return map;
  }

  private void costs() {
    s.spending.add(spending());
    for (int left = in.count(); left > 0; left--) {
      s.milestones.get(in.whole()).spending = spending();
    }
    for (int left = in.count(); left > 0; left--) {
      BudgetNode b = new BudgetNode(in.text(), in.text(), definitions.budget(in.map()));
      b.raises = in.whole();
      b.warned = in.flag();
      b.otherCurrency = in.flag();
      b.blockedMillis = in.number();
      b.decision = in.optional();
      s.budgets.put(b.key(), b);
      s.dirtyBudgets.add(b);
    }
    for (int left = in.count(); left > 0; left--) {
      UnavailableAgent a = new UnavailableAgent(in.text());
      a.reason = in.text();
      a.detail = in.text();
      a.sinceMillis = in.number();
      a.waitedFromMillis = in.number();
      a.lastMillis = in.number();
      a.untilMillis = in.number();
      a.times = in.whole();
      a.token = in.number();
      a.announced = in.flag();
      s.unavailable.put(a.agent, a);
    }
  }

  private Spending spending() {
    Spending sum = new Spending();
    sum.attempts = in.number();
    sum.inputTokens = in.number();
    sum.outputTokens = in.number();
    sum.millis = in.number();
    for (int left = in.count(); left > 0; left--) {
      sum.money.put(in.text(), new BigDecimal(in.text()));
    }
    return sum;
  }

  private void metrics(Metrics m) {
    m.attempts = in.number();
    m.lostAttempts = in.number();
    m.failedAttempts = in.number();
    m.succeededAttempts = in.number();
    m.succeededAttemptMillis = in.number();
    m.estimatedMillis = in.number();
    m.takenMillis = in.number();
    m.blockersResolved = in.number();
    m.blockerMillis = in.number();
    m.blockers = in.number();
    m.blockedTasks = in.number();
    m.retriesThatHelped = in.number();
    m.inputTokens = in.number();
    m.outputTokens = in.number();
    m.money = new BigDecimal(in.text());
    m.currency = in.text();
    m.otherCurrencyReports = in.number();
    m.milestonesCompleted = in.number();
    m.milestoneMillis = in.number();
    m.milestonesDue = in.number();
    m.milestonesInTime = in.number();
    for (int left = in.count(); left > 0; left--) {
      m.succeededByDay.put(in.number(), in.whole());
    }
  }

  private void milestones() {
    int count = in.count();
    for (int i = 0; i < count; i++) {
      MilestoneNode m = new MilestoneNode(i, in.text());
      m.position = in.whole();
      m.status = MILESTONE[in.octet()];
      m.define(in.piece(definitions));
      m.before.addAll(in.texts());
      m.openBefore = in.whole();
      m.startedMillis = in.number();
      m.completedMillis = in.number();
      m.changedAt = in.number();
      m.statusAt = in.number();
      m.archiveFolder = in.text();
      m.archiveEffect = in.text();
      m.notes = in.texts();
      s.milestones.add(m);
      s.milestoneById.put(m.id, m);
    }
    for (MilestoneNode m : s.milestones) {
      for (String id : m.before) {
        MilestoneNode before = s.milestoneById.get(id);
        if (before != null) {
          before.after.add(m);
        } else {
          s.unresolvedMilestones.computeIfAbsent(id, k -> new ArrayList<>()).add(m);
        }
      }
    }
  }

  private void tasks() {
    int kinds = in.count();
    List<WorkClass.Key> needs = new ArrayList<>(kinds);
    for (int i = 0; i < kinds; i++) {
      needs.add(
          s.needs(
              new WorkClass.Key(
                  List.copyOf(in.texts()),
                  Collections.unmodifiableMap(units(in)),
                  List.copyOf(in.texts()))));
    }
    int count = in.count();
    s.expectTasks(count);
    for (int i = 0; i < count; i++) {
      task(i, needs);
    }
    for (TaskNode task : s.tasks) {
      links(task);
    }
  }

  private void task(int index, List<WorkClass.Key> needs) {
    int flags = in.octet();
    String id = in.text();
    TaskNode t = new TaskNode(index, id, s.milestones.get(in.whole()));
    t.position = in.whole();
    t.priority = in.octet();
    t.expectedMillis = in.number();
    t.status = TASK[in.octet()];
    t.needs = needs.get(in.whole());
    t.estimated = (flags & 16) != 0;
    t.verified = (flags & 8) != 0;
    t.define(in.piece(definitions));
    if ((flags & 1) != 0) {
      t.attemptCount = in.whole();
      t.failedAttempts = in.whole();
      t.lostAttempts = in.whole();
      t.firstStartedMillis = in.number();
      t.succeededMillis = in.number();
      t.history(in.piece(definitions));
    }
    if ((flags & 2) != 0) {
      t.notBeforeMillis = in.number();
      t.waitMillis = in.number();
    }
    if ((flags & 4) != 0) {
      t.reason = in.text();
      t.notes = in.texts();
    }
    if ((flags & 32) != 0) {
      t.hold = new Hold(in.text(), in.text(), in.number());
    }
    if ((flags & 64) != 0) {
      t.adopted = true;
      t.succeededMillis = in.number();
    }
    if ((flags & 128) != 0) {
      t.forgotten = spending();
    }
    s.tasks.add(t);
    s.taskById.put(id, t);
    MilestoneNode m = t.milestone;
    m.tasks.add(t);
    m.counts[t.status.ordinal()]++;
    if (t.status != TaskStatus.CANCELLED) {
      m.weightAll += t.expectedMillis;
      if (t.status == TaskStatus.SUCCEEDED) {
        m.weightDone += t.expectedMillis;
      }
    }
  }

  private void links(TaskNode t) {
    int count = in.count();
    if (count == 0) {
      return;
    }
    List<Link> before = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int flags = in.octet();
      TaskNode task = (flags & 3) == 0 ? s.tasks.get(in.whole()) : null;
      MilestoneNode milestone = (flags & 3) == 1 ? s.milestones.get(in.whole()) : null;
      String target = task != null ? task.id : milestone != null ? milestone.id : in.text();
      Link link = new Link(t, target, (flags & 4) != 0, (flags & 16) != 0 ? in.number() : 0);
      link.satisfied = (flags & 8) != 0;
      if (!link.satisfied) {
        t.open++;
      }
      if (task != null) {
        link.task = task;
        task.after.add(link);
      } else if (milestone != null) {
        link.milestone = milestone;
        milestone.waiting.add(link);
      } else {
        s.unresolved.computeIfAbsent(target, k -> new ArrayList<>(1)).add(link);
      }
      before.add(link);
    }
    t.before = before;
  }

  private void order() {
    for (int left = in.count(); left > 0; left--) {
      switch (in.octet()) {
        case 0 -> arrange(s.tasks.get(in.whole()).after);
        case 1 -> arrange(s.milestones.get(in.whole()).waiting);
        case 2 -> {
          MilestoneNode m = s.milestones.get(in.whole());
          List<MilestoneNode> after = nodes();
          m.after.clear();
          m.after.addAll(after);
        }
        case 3 -> {
          MilestoneNode m = s.milestones.get(in.whole());
          m.tasks.clear();
          for (int n = in.count(); n > 0; n--) {
            m.tasks.add(s.tasks.get(in.whole()));
          }
        }
        case 4 -> arrange(s.unresolved.computeIfAbsent(in.text(), k -> new ArrayList<>(1)));
        case 5 -> {
          String id = in.text();
          s.unresolvedMilestones.put(id, nodes());
        }
        default -> throw new IllegalStateException("not a snapshot");
      }
    }
  }

  private List<MilestoneNode> nodes() {
    List<MilestoneNode> nodes = new ArrayList<>();
    for (int n = in.count(); n > 0; n--) {
      nodes.add(s.milestones.get(in.whole()));
    }
    return nodes;
  }

  private void arrange(List<Link> links) {
    links.clear();
    for (int n = in.count(); n > 0; n--) {
      links.add(s.tasks.get(in.whole()).before.get(in.whole()));
    }
  }

  static List<AttemptNode> history(Packed packed, TaskNode task) {
    Unpacker in = packed.open();
    int count = in.count();
    List<AttemptNode> list = new ArrayList<>(count + 1);
    for (int i = 0; i < count; i++) {
      list.add(attempt(in, task));
    }
    return list;
  }

  private static AttemptNode attempt(Unpacker in, TaskNode task) {
    int flags = in.octet();
    int number = in.whole();
    long token = in.number();
    String effectId = in.text();
    String agent = in.text();
    String engine = in.optional();
    String session = in.optional();
    String correlation = in.optional();
    String eventId = in.text();
    AttemptNode a =
        new AttemptNode(
            task,
            number,
            token,
            effectId,
            agent,
            engine,
            session,
            (flags & 1) != 0,
            in.number(),
            in.number(),
            eventId,
            correlation);
    a.verifying = (flags & 2) != 0;
    a.cancelRequested = (flags & 4) != 0;
    a.resources = Collections.unmodifiableMap(units(in));
    a.files = List.copyOf(in.texts());
    a.progress = in.real();
    a.note = in.text();
    if ((flags & 8) != 0) {
      a.identity = Collections.unmodifiableMap(in.map());
    }
    if ((flags & 16) != 0) {
      a.report = in.map();
    }
    if ((flags & 32) != 0) {
      a.evidence = in.map();
    }
    if ((flags & 64) != 0) {
      a.activity = in.map();
    }
    a.restored = (flags & 128) != 0;
    a.endedMillis = in.number();
    int outcome = in.octet();
    a.outcome = outcome < 0 ? null : OUTCOME[outcome];
    a.reason = in.text();
    return a;
  }

  private void sessions() {
    for (int left = in.count(); left > 0; left--) {
      String id = in.text();
      int index = in.whole();
      SessionStatus status = SESSION[in.octet()];
      SessionNode n = new SessionNode(id, index, in.text(), in.text(), in.text());
      n.status = status;
      n.startedMillis = in.number();
      n.endedMillis = in.number();
      n.milestones.addAll(in.texts());
      n.agents = in.whole();
      n.failFast = in.flag();
      n.until = in.optional();
      n.correlation = in.text();
      n.eventId = in.text();
      n.resumed = in.whole();
      n.checkpoints = in.whole();
      n.lastCheckpoint = in.optional();
      n.lastCheckpointSequence = in.number();
      n.environment = Collections.unmodifiableMap(in.map());
      n.changedAt = in.number();
      n.running = in.whole();
      n.failures = in.whole();
      for (int agents = in.count(); agents > 0; agents--) {
        String agent = in.text();
        n.deployed.put(
            agent,
            new DeployedAgent(agent, new LinkedHashSet<>(in.texts()), in.whole(), in.text()));
      }
      s.sessions.put(id, n);
    }
    for (String id : in.texts()) {
      SessionNode session = s.sessions.get(id);
      if (session != null) {
        s.activeSessions.add(session);
      }
    }
  }

  private void decisions() {
    for (int left = in.count(); left > 0; left--) {
      DecisionNode d =
          new DecisionNode(
              in.text(),
              in.text(),
              in.text(),
              in.text(),
              in.text(),
              in.optional(),
              in.optional(),
              List.copyOf(in.texts()),
              in.number());
      d.status = DECISION[in.octet()];
      d.answer = in.text();
      d.decidedBy = in.text();
      d.decidedByEstablished = in.text();
      d.decidedMillis = in.number();
      s.decisions.put(d.id, d);
    }
  }

  private void contexts() {
    for (int left = in.count(); left > 0; left--) {
      String scope = in.text();
      Map<String, ContextEntry> entries = new LinkedHashMap<>();
      for (int values = in.count(); values > 0; values--) {
        String key = in.text();
        Object value = in.value();
        ContextEntry entry =
            new ContextEntry(
                value == null ? "" : value, in.text(), in.text(), in.number(), in.number());
        entries.put(key, entry);
      }
      s.contexts.put(scope, entries);
    }
  }
}
