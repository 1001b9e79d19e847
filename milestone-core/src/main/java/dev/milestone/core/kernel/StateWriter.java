package dev.milestone.core.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes a state; {@link StateReader} is its mirror. */
final class StateWriter {
  private final Packer out;

  StateWriter(Packer out) {
    this.out = out;
  }

  void state(State s) {
    out.number(s.sequence).text(s.project).flag(s.initialized);
    out.number(s.lastToken).number(s.sessionCount).optional(s.focus).texts(s.notUnderstood);
    out.value(s.calendar == null ? null : s.definitions.write(s.calendar));
    out.number(s.agents.size());
    s.agents.values().forEach(agent -> out.map(s.definitions.write(agent)));
    out.number(s.definedAt).number(s.plannedAt).number(s.changedAt).number(s.changedMillis);
    out.number(s.agentChangedAt.size());
    s.agentChangedAt.forEach((agent, at) -> out.text(agent).number(at[0]));
    units(s.capacity);
    units(s.inUse);
    units(s.agentInUse);
    out.number(s.agentResults.size());
    s.agentResults.forEach((agent, n) -> out.text(agent).number(n[0]).number(n[1]));
    metrics(s.metrics);
    out.number(s.milestones.size());
    for (MilestoneNode m : s.milestones) {
      milestone(s, m);
    }
    Map<WorkClass.Key, Integer> numbers = new LinkedHashMap<>();
    for (TaskNode t : s.tasks) {
      numbers.putIfAbsent(t.needs, numbers.size());
    }
    out.number(numbers.size());
    for (WorkClass.Key key : numbers.keySet()) {
      out.texts(key.requires());
      units(key.resources());
      out.texts(key.files());
    }
    out.number(s.tasks.size());
    for (TaskNode t : s.tasks) {
      task(s, t, numbers.getOrDefault(t.needs, 0));
    }
    s.tasks.forEach(this::links);
    order(s);
    sessions(s);
    decisions(s);
    contexts(s);
    out.number(s.blockers.size());
    s.blockers
        .values()
        .forEach(
            b ->
                out.number(b.task().index).text(b.type()).text(b.reason()).number(b.sinceMillis()));
    out.number(s.active.size());
    for (AttemptNode a : s.active.values()) {
      out.number(a.task.index);
      attempt(out, a);
    }
    costs(s);
  }

  private void costs(State s) {
    spending(out, s.spending);
    List<MilestoneNode> spent = s.milestones.stream().filter(m -> m.spending != null).toList();
    out.number(spent.size());
    for (MilestoneNode m : spent) {
      Spending sum = m.spending;
      if (sum != null) {
        spending(out.number(m.index), sum);
      }
    }
    out.number(s.budgets.size());
    for (BudgetNode b : s.budgets.values()) {
      out.text(b.scope).text(b.id).map(s.definitions.write(b.original)).number(b.raises);
      out.flag(b.warned).flag(b.otherCurrency).number(b.blockedMillis).optional(b.decision);
    }
    out.number(s.unavailable.size());
    for (UnavailableAgent a : s.unavailable.values()) {
      out.text(a.agent).text(a.reason).text(a.detail).number(a.sinceMillis);
      out.number(a.waitedFromMillis).number(a.lastMillis).number(a.untilMillis);
      out.number(a.times).number(a.token).flag(a.announced);
    }
  }

  private static void spending(Packer out, Spending sum) {
    out.number(sum.attempts).number(sum.inputTokens).number(sum.outputTokens).number(sum.millis);
    out.number(sum.money.size());
    sum.money.forEach((currency, amount) -> out.text(currency).text(amount.toString()));
  }

  private void units(Map<String, Integer> map) {
    out.number(map.size());
    map.forEach((name, units) -> out.text(name).number(units));
  }

  private void metrics(Metrics m) {
    out.number(m.attempts).number(m.lostAttempts).number(m.failedAttempts);
    out.number(m.succeededAttempts).number(m.succeededAttemptMillis);
    out.number(m.estimatedMillis).number(m.takenMillis).number(m.blockersResolved);
    out.number(m.blockerMillis).number(m.blockers).number(m.blockedTasks);
    out.number(m.retriesThatHelped).number(m.inputTokens).number(m.outputTokens);
    out.text(m.money.toString()).text(m.currency).number(m.otherCurrencyReports);
    out.number(m.milestonesCompleted).number(m.milestoneMillis);
    out.number(m.milestonesDue).number(m.milestonesInTime);
    out.number(m.succeededByDay.size());
    m.succeededByDay.forEach((day, count) -> out.number(day).number(count));
  }

  /** A piece of its own, with its length before it. */
  private void piece(Consumer<Packer> content) {
    Packer piece = new Packer(256);
    content.accept(piece);
    out.number(piece.size()).raw(piece.array(), 0, piece.size());
  }

  private void definition(@Nullable Packed packed, Supplier<Map<String, Object>> map) {
    if (packed != null) {
      out.number(packed.to() - packed.from()).raw(packed.bytes(), packed.from(), packed.to());
    } else {
      piece(p -> p.map(map.get()));
    }
  }

  private void milestone(State s, MilestoneNode m) {
    out.text(m.id).number(m.position).octet(m.status.ordinal());
    definition(m.packedDefinition(), () -> s.definitions.write(m.definition()));
    out.texts(m.before).number(m.openBefore).number(m.startedMillis).number(m.completedMillis);
    out.number(m.changedAt).number(m.statusAt);
    out.text(m.archiveFolder).text(m.archiveEffect).texts(m.notes);
  }

  private void task(State s, TaskNode t, int needs) {
    boolean tried = t.attemptCount > 0;
    boolean waits = t.notBeforeMillis != 0 || t.waitMillis != 0;
    Hold hold = t.hold;
    boolean talked = !t.reason.isEmpty() || !t.notes.isEmpty();
    out.octet(
        (tried ? 1 : 0)
            | (waits ? 2 : 0)
            | (talked ? 4 : 0)
            | (t.verified ? 8 : 0)
            | (t.estimated ? 16 : 0)
            | (hold != null ? 32 : 0)
            | (t.adopted ? 64 : 0)
            | (t.forgotten != null ? 128 : 0));
    out.text(t.id).number(t.milestone.index).number(t.position).octet(t.priority);
    out.number(t.expectedMillis).octet(t.status.ordinal()).number(needs);
    definition(t.packedDefinition(), () -> s.definitions.write(t.definition()));
    if (tried) {
      out.number(t.attemptCount).number(t.failedAttempts).number(t.lostAttempts);
      out.number(t.firstStartedMillis).number(t.succeededMillis);
      Packed past = t.packedHistory();
      if (past != null) {
        out.number(past.to() - past.from()).raw(past.bytes(), past.from(), past.to());
      } else {
        piece(
            p -> {
              p.number(t.history().size());
              t.history().forEach(a -> attempt(p, a));
            });
      }
    }
    if (waits) {
      out.number(t.notBeforeMillis).number(t.waitMillis);
    }
    if (talked) {
      out.text(t.reason).texts(t.notes);
    }
    if (hold != null) {
      out.text(hold.kind()).text(hold.reason()).number(hold.sinceMillis());
    }
    if (t.adopted) {
      out.number(t.succeededMillis);
    }
    Spending forgotten = t.forgotten;
    if (forgotten != null) {
      spending(out, forgotten);
    }
  }

  private void links(TaskNode t) {
    out.number(t.before.size());
    for (Link link : t.before) {
      TaskNode task = link.task;
      MilestoneNode milestone = link.milestone;
      int kind = task != null ? 0 : milestone != null ? 1 : 2;
      out.octet(
          kind
              | (link.onStart ? 4 : 0)
              | (link.satisfied ? 8 : 0)
              | (link.lagMillis != 0 ? 16 : 0));
      if (task != null) {
        out.number(task.index);
      } else if (milestone != null) {
        out.number(milestone.index);
      } else {
        out.text(link.target);
      }
      if (link.lagMillis != 0) {
        out.number(link.lagMillis);
      }
    }
  }

  static void attempt(Packer out, AttemptNode a) {
    out.octet(
        (a.outside ? 1 : 0)
            | (a.verifying ? 2 : 0)
            | (a.cancelRequested ? 4 : 0)
            | (a.identity.isEmpty() ? 0 : 8)
            | (a.report.isEmpty() ? 0 : 16)
            | (a.evidence.isEmpty() ? 0 : 32)
            | (a.activity.isEmpty() ? 0 : 64)
            | (a.restored ? 128 : 0));
    out.number(a.number).number(a.token).text(a.effectId).text(a.agent);
    out.optional(a.engine).optional(a.session).optional(a.correlation).text(a.eventId);
    out.number(a.leaseMillis).number(a.startedMillis);
    out.number(a.resources.size());
    a.resources.forEach((name, units) -> out.text(name).number(units));
    out.texts(a.files).real(a.progress).text(a.note);
    if (!a.identity.isEmpty()) {
      out.map(a.identity);
    }
    if (!a.report.isEmpty()) {
      out.map(a.report);
    }
    if (!a.evidence.isEmpty()) {
      out.map(a.evidence);
    }
    if (!a.activity.isEmpty()) {
      out.map(a.activity);
    }
    out.number(a.endedMillis).octet(a.outcome == null ? -1 : a.outcome.ordinal()).text(a.reason);
  }

  /**
   * Orders that differ from those in which reading finds things: by number of the task that waits,
   * then by its dependencies. Plans that were changed have some.
   */
  private void order(State s) {
    Packer orders = new Packer(64);
    int count = 0;
    for (TaskNode t : s.tasks) {
      if (!natural(t.after)) {
        links(orders.octet(0).number(t.index), t.after);
        count++;
      }
    }
    for (MilestoneNode m : s.milestones) {
      if (!natural(m.waiting)) {
        links(orders.octet(1).number(m.index), m.waiting);
        count++;
      }
      if (!ascending(m.after.stream().mapToInt(n -> n.index).toArray())) {
        orders.octet(2).number(m.index).number(m.after.size());
        m.after.forEach(n -> orders.number(n.index));
        count++;
      }
      if (!ascending(m.tasks.stream().mapToInt(t -> t.index).toArray())) {
        orders.octet(3).number(m.index).number(m.tasks.size());
        m.tasks.forEach(t -> orders.number(t.index));
        count++;
      }
    }
    for (Map.Entry<String, List<Link>> e : s.unresolved.entrySet()) {
      if (!natural(e.getValue())) {
        links(orders.octet(4).text(e.getKey()), e.getValue());
        count++;
      }
    }
    for (Map.Entry<String, List<MilestoneNode>> e : s.unresolvedMilestones.entrySet()) {
      if (!ascending(e.getValue().stream().mapToInt(n -> n.index).toArray())) {
        orders.octet(5).text(e.getKey()).number(e.getValue().size());
        e.getValue().forEach(n -> orders.number(n.index));
        count++;
      }
    }
    out.number(count).raw(orders.array(), 0, orders.size());
  }

  private static boolean ascending(int[] numbers) {
    for (int i = 1; i < numbers.length; i++) {
      if (numbers[i - 1] >= numbers[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean natural(List<Link> links) {
    for (int i = 1; i < links.size(); i++) {
      Link a = links.get(i - 1);
      Link b = links.get(i);
      if (a.successor.index > b.successor.index
          || a.successor == b.successor && place(a) > place(b)) {
        return false;
      }
    }
    return true;
  }

  private static int place(Link link) {
    return link.successor.before.indexOf(link);
  }

  private static void links(Packer to, List<Link> links) {
    to.number(links.size());
    for (Link link : links) {
      to.number(link.successor.index).number(place(link));
    }
  }

  private void sessions(State s) {
    out.number(s.sessions.size());
    for (SessionNode n : s.sessions.values()) {
      out.text(n.id).number(n.index).octet(n.status.ordinal()).text(n.engine).text(n.actor);
      out.text(n.actorEstablished).number(n.startedMillis).number(n.endedMillis);
      out.texts(n.milestones).number(n.agents).flag(n.failFast).optional(n.until);
      out.text(n.correlation).text(n.eventId).number(n.resumed).number(n.checkpoints);
      out.optional(n.lastCheckpoint).number(n.lastCheckpointSequence).map(n.environment);
      out.number(n.changedAt);
      out.number(n.running).number(n.failures).number(n.deployed.size());
      for (DeployedAgent d : n.deployed.values()) {
        out.text(d.id()).texts(d.capabilities()).number(d.slots()).text(d.provider());
      }
    }
    out.number(s.activeSessions.size());
    s.activeSessions.forEach(n -> out.text(n.id));
  }

  private void decisions(State s) {
    out.number(s.decisions.size());
    for (DecisionNode d : s.decisions.values()) {
      out.text(d.id).text(d.kind).text(d.question).text(d.role).text(d.subject);
      out.optional(d.milestone).optional(d.task).texts(d.options).number(d.requestedMillis);
      out.octet(d.status.ordinal()).text(d.answer).text(d.decidedBy);
      out.text(d.decidedByEstablished).number(d.decidedMillis);
    }
  }

  private void contexts(State s) {
    out.number(s.contexts.size());
    s.contexts.forEach(
        (scope, entries) -> {
          out.text(scope).number(entries.size());
          entries.forEach(
              (key, e) ->
                  out.text(key)
                      .value(e.value())
                      .text(e.actor())
                      .text(e.actorEstablished())
                      .number(e.sequence())
                      .number(e.millis()));
        });
  }
}
