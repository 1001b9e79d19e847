package dev.milestone.core.kernel;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything a state holds, as text: two states with the same dump decide alike. */
public final class StateDump {
  private final StringBuilder out = new StringBuilder(1 << 14);

  private StateDump() {}

  /** The dump. */
  public static String of(State state) {
    StateDump dump = new StateDump();
    dump.state(state);
    return dump.out.toString();
  }

  private void line(Object... parts) {
    for (Object part : parts) {
      out.append(value(part)).append(' ');
    }
    out.append('\n');
  }

  private static String value(Object value) {
    if (value instanceof Map<?, ?> map) {
      List<String> entries = new ArrayList<>();
      map.forEach((k, v) -> entries.add(k + "=" + value(v)));
      return entries.toString();
    }
    if (value instanceof Collection<?> list) {
      List<String> all = new ArrayList<>();
      list.forEach(v -> all.add(value(v)));
      return all.toString();
    }
    if (value instanceof BigDecimal d) {
      return d.toPlainString();
    }
    if (value instanceof Double d) {
      return d == Math.rint(d) && Math.abs(d) < 1e15 ? String.valueOf(d.longValue()) : d.toString();
    }
    if (value instanceof int[] ints) {
      return Arrays.toString(ints);
    }
    return String.valueOf(value);
  }

  private void state(State s) {
    line("sequence", s.sequence, "project", s.project, s.initialized, "calendar", s.calendar);
    line("agents", s.agents, "capacity", s.capacity);
    line("token", s.lastToken, "sessions", s.sessionCount, "focus", s.focus, s.notUnderstood);
    line("in use", nonZero(s.inUse), nonZero(s.agentInUse));
    costs(s);
    line("changed", s.definedAt, s.plannedAt, s.changedAt, s.changedMillis);
    new TreeMap<>(s.agentChangedAt).forEach((agent, at) -> line("agent changed", agent, at[0]));
    line("results", new TreeMap<>(s.agentResults));
    for (MilestoneNode m : s.milestones) {
      milestone(s, m);
    }
    for (TaskNode t : s.tasks) {
      task(s, t);
    }
    s.unresolved.forEach((k, v) -> v.forEach(l -> {}));
    new TreeMap<>(s.unresolved)
        .forEach(
            (id, links) -> {
              if (!links.isEmpty()) {
                line("unresolved", id, links.stream().map(StateDump::link).toList());
              }
            });
    new TreeMap<>(s.unresolvedMilestones)
        .forEach(
            (id, nodes) -> {
              if (!nodes.isEmpty()) {
                line("unresolved milestone", id, nodes.stream().map(MilestoneNode::id).toList());
              }
            });
    for (SessionNode n : s.sessions.values()) {
      line("session", n.id, n.index, n.status, n.engine, n.actor, n.actorEstablished);
      line(" ", n.startedMillis, n.endedMillis, n.milestones, n.agents, n.failFast, n.until);
      line(" ", n.correlation, n.eventId, n.resumed, n.checkpoints, n.lastCheckpoint);
      line(" ", n.changedAt, n.lastCheckpointSequence, n.environment, n.running, n.failures);
      n.deployed
          .values()
          .forEach(d -> line("  deployed", d.id(), d.capabilities(), d.slots(), d.provider()));
    }
    line("active sessions", s.activeSessions.stream().map(SessionNode::id).toList());
    for (DecisionNode d : s.decisions.values()) {
      line("decision", d.id, d.kind, d.question, d.role, d.subject, d.milestone, d.task);
      line(" ", d.options, d.requestedMillis, d.status, d.answer, d.decidedBy);
      line(" ", d.decidedByEstablished, d.decidedMillis);
    }
    s.contexts.forEach(
        (scope, entries) ->
            entries.forEach(
                (key, e) ->
                    line(
                        "context",
                        scope,
                        key,
                        e.value(),
                        e.actor(),
                        e.actorEstablished(),
                        e.sequence(),
                        e.millis())));
    s.blockers.forEach(
        (id, b) -> line("blocker", id, b.task().id, b.type(), b.reason(), b.sinceMillis()));
    line("active", s.active.keySet());
    Metrics m = s.metrics;
    line("metrics", m.attempts, m.lostAttempts, m.failedAttempts, m.succeededAttempts);
    line(" ", m.succeededAttemptMillis, m.estimatedMillis, m.takenMillis, m.blockersResolved);
    line(" ", m.blockerMillis, m.blockers, m.blockedTasks, m.retriesThatHelped, m.inputTokens);
    line(" ", m.outputTokens, m.money, m.currency, m.otherCurrencyReports);
    line(" ", m.milestonesCompleted, m.milestoneMillis, m.milestonesDue, m.milestonesInTime);
    line(" ", m.succeededByDay);
  }

  private static Map<String, Integer> nonZero(Map<String, Integer> map) {
    Map<String, Integer> sorted = new TreeMap<>(map);
    sorted.values().removeIf(v -> v == 0);
    return sorted;
  }

  private static String link(Link l) {
    return l.successor.id
        + (l.onStart ? "~>" : "->")
        + l.target
        + "+"
        + l.lagMillis
        + (l.task != null ? "t" : l.milestone != null ? "m" : "?")
        + (l.satisfied ? "!" : "");
  }

  private void milestone(State s, MilestoneNode m) {
    line("milestone", m.index, m.id, m.position, m.status, s.definitions.write(m.definition()));
    line(" ", m.before, m.after.stream().map(MilestoneNode::id).toList(), m.openBefore);
    line(" ", m.tasks.stream().map(TaskNode::id).toList(), m.counts, m.weightDone, m.weightAll);
    line(" ", m.waiting.stream().map(StateDump::link).toList());
    line(" ", m.changedAt, m.statusAt);
    line(" ", m.startedMillis, m.completedMillis, m.archiveFolder, m.archiveEffect, m.notes);
  }

  private void task(State s, TaskNode t) {
    line("task", t.index, t.id, t.milestone.id, t.position, t.priority, t.expectedMillis, t.status);
    line(" ", s.definitions.write(t.definition()));
    line(" ", t.before.stream().map(StateDump::link).toList(), t.open);
    line(" ", t.after.stream().map(StateDump::link).toList());
    line(" ", t.attemptCount, t.failedAttempts, t.lostAttempts, t.firstStartedMillis);
    line(" ", t.succeededMillis, t.verified, t.notBeforeMillis, t.waitMillis, t.reason, t.notes);
    line(" ", t.hold, t.adopted);
    AttemptNode active = t.active;
    if (active != null) {
      attempt("  active", active);
    }
    if (t.forgotten != null) {
      spending("  forgotten", t.forgotten);
    }
    for (AttemptNode a : t.history()) {
      attempt("  past", a);
    }
  }

  private void attempt(String what, AttemptNode a) {
    line(what, a.task.id, a.number, a.token, a.effectId, a.agent, a.engine, a.session, a.outside);
    line("   ", a.leaseMillis, a.startedMillis, a.eventId, a.correlation, a.resources, a.files);
    line("   ", a.verifying, a.cancelRequested, a.progress, a.note, a.identity, a.report);
    line("   ", a.evidence, a.endedMillis, a.outcome, a.reason, a.activity, a.restored);
  }

  private void costs(State s) {
    spending("spent", s.spending);
    for (MilestoneNode m : s.milestones) {
      if (m.spending != null) {
        spending("spent " + m.id, m.spending);
      }
    }
    for (BudgetNode b : s.budgets.values()) {
      line("budget", b.key(), b.original, b.raises, b.warned, b.otherCurrency, b.blockedMillis);
      line("   ", b.decision);
    }
    for (UnavailableAgent a : s.unavailable.values()) {
      line("unavailable", a.agent, a.reason, a.detail, a.sinceMillis, a.waitedFromMillis);
      line("   ", a.lastMillis, a.untilMillis, a.times, a.token, a.announced);
    }
  }

  private void spending(String what, Spending s) {
    line(what, s.attempts, s.inputTokens, s.outputTokens, s.millis, s.money);
  }
}
