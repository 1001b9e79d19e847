package dev.milestone.core.kernel;

import static dev.milestone.core.kernel.Evolver.orEmpty;
import static dev.milestone.core.kernel.Evolver.taskOf;

import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Cost;
import dev.milestone.model.TaskStatus;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How attempts evolve. */
final class Attempts {

  /** Keys of a report that are kept with the attempt. */
  private static final String[] REPORT = {"summary", "exit_code", "artefacts", "cost", "tree_id"};

  /** What an agent says of itself. */
  private static final String[] ACTIVITY = {"version", "model", "agent_session", "cost"};

  private static final String[] EVIDENCE = {
    "command", "exit_code", "duration_ms", "output_digest", "tree_id", "output_tail"
  };

  private Attempts() {}

  private static @Nullable AttemptNode current(State state, Event event) {
    TaskNode task = taskOf(state, event);
    AttemptNode attempt = task == null ? null : task.active;
    return attempt != null && attempt.number == event.number("attempt", attempt.number)
        ? attempt
        : null;
  }

  static void started(State state, Event event) {
    TaskNode task = taskOf(state, event);
    if (task == null || task.active != null) {
      return;
    }
    String agent = orEmpty(event.agent());
    AttemptNode attempt =
        new AttemptNode(
            task,
            (int) event.number("attempt", task.attemptCount + 1L),
            event.number("fencing_token", 0),
            orEmpty(event.text("effect_id")),
            agent,
            event.text("engine"),
            event.session(),
            event.flag("outside"),
            event.number("lease_ms", 0),
            event.millis(),
            event.id(),
            event.correlation());
    attempt.resources = task.needs.resources();
    attempt.files = task.needs.files();
    task.active = attempt;
    task.attemptCount = Math.max(task.attemptCount + 1, attempt.number);
    if (task.firstStartedMillis == 0) {
      task.firstStartedMillis = event.millis();
    }
    task.notBeforeMillis = 0;
    task.waitMillis = 0;
    state.lastToken = Math.max(state.lastToken, attempt.token);
    state.active.put(attempt.effectId, attempt);
    state.metrics.attempts++;
    Budgets.touch(state, task);
    occupy(state, attempt, +1);
    if (task.status == TaskStatus.PENDING) {
      Evolver.status(state, task, TaskStatus.READY);
    }
    Evolver.status(state, task, TaskStatus.RUNNING);
    for (Link link : task.after) {
      if (link.onStart) {
        Evolver.satisfy(state, link, event.millis());
      }
    }
    Evolver.firstStart(state, task.milestone, event.millis());
  }

  /** Slots and resources are held while the attempt is under way, whatever becomes of its task. */
  private static void occupy(State state, AttemptNode attempt, int sign) {
    if (!attempt.agent.isEmpty()) {
      state.agentInUse.merge(attempt.agent, sign, Integer::sum);
    }
    for (Map.Entry<String, Integer> e : attempt.resources.entrySet()) {
      state.inUse.merge(e.getKey(), sign * e.getValue(), Integer::sum);
    }
    SessionNode session = attempt.session == null ? null : state.sessions.get(attempt.session);
    if (session != null && !attempt.outside) {
      session.running += sign;
    }
  }

  static void processStarted(State state, Event event) {
    AttemptNode attempt = current(state, event);
    if (attempt != null) {
      attempt.identity = Collections.unmodifiableMap(new LinkedHashMap<>(event.map("identity")));
    }
  }

  static void progressed(State state, Event event) {
    AttemptNode attempt = current(state, event);
    if (attempt != null) {
      attempt.progress =
          Math.max(0, Math.min(1, event.real("progress_percentage", attempt.progress * 100) / 100));
      String note = event.text("note");
      if (note != null) {
        attempt.note = note;
      }
    }
  }

  static void active(State state, Event event) {
    AttemptNode attempt = current(state, event);
    if (attempt != null) {
      attempt.activity = pick(event, ACTIVITY);
      Budgets.touch(state, attempt.task);
    }
  }

  static void restored(State state, Event event) {
    AttemptNode attempt = current(state, event);
    if (attempt != null) {
      attempt.restored = true;
    }
  }

  static void verifying(State state, Event event) {
    AttemptNode attempt = current(state, event);
    if (attempt == null) {
      return;
    }
    attempt.report = pick(event, REPORT);
    attempt.verifying = true;
    String engine = event.text("engine");
    if (engine != null) {
      attempt.engine = engine;
    }
    if (attempt.task.status == TaskStatus.RUNNING) {
      Evolver.status(state, attempt.task, TaskStatus.VERIFYING);
    }
  }

  static void verified(State state, Event event) {
    AttemptNode attempt = current(state, event);
    if (attempt != null) {
      attempt.evidence = pick(event, EVIDENCE);
    }
  }

  private static Map<String, Object> pick(Event event, String[] keys) {
    Map<String, Object> all = event.details();
    Map<String, Object> picked = new LinkedHashMap<>();
    for (String key : keys) {
      Object value = all.get(key);
      if (value != null) {
        picked.put(key, value);
      }
    }
    return picked;
  }

  static void succeeded(State state, Event event) {
    AttemptNode attempt = current(state, event);
    if (attempt == null) {
      return;
    }
    TaskNode task = attempt.task;
    if (attempt.report.isEmpty()) {
      attempt.report = pick(event, REPORT);
    }
    end(state, attempt, AttemptOutcome.SUCCEEDED, "", event);
    task.verified = event.flag("verified");
    task.succeededMillis = event.millis();
    long took = Math.max(0, event.millis() - attempt.startedMillis);
    state.metrics.succeededAttempts++;
    state.metrics.succeededAttemptMillis += took;
    state.metrics.succeededOn(event.millis());
    if (task.estimated) {
      state.metrics.estimatedMillis += task.expectedMillis;
      state.metrics.takenMillis += took;
    }
    if (task.failedAttempts > 0) {
      state.metrics.retriesThatHelped++;
    }
    state.agentResults.computeIfAbsent(attempt.agent, k -> new int[2])[0]++;
    if (task.status == TaskStatus.CANCELLED) {
      return;
    }
    Evolver.status(state, task, TaskStatus.SUCCEEDED);
    for (int i = 0; i < task.after.size(); i++) {
      Evolver.satisfy(state, task.after.get(i), event.millis());
    }
  }

  static void failed(State state, Event event) {
    AttemptNode attempt = current(state, event);
    if (attempt == null) {
      return;
    }
    AttemptOutcome outcome = Evolver.outcomeOf(event);
    if (attempt.report.isEmpty()) {
      attempt.report = pick(event, REPORT);
    }
    end(state, attempt, outcome, orEmpty(event.text("reason")), event);
    TaskNode task = attempt.task;
    switch (outcome) {
      case LOST -> {
        task.lostAttempts++;
        state.metrics.lostAttempts++;
      }
      case CANCELLED, SUCCEEDED, UNAVAILABLE -> {}
      default -> {
        task.failedAttempts++;
        state.metrics.failedAttempts++;
        state.agentResults.computeIfAbsent(attempt.agent, k -> new int[2])[1]++;
      }
    }
  }

  private static void end(
      State state, AttemptNode attempt, AttemptOutcome outcome, String reason, Event event) {
    attempt.outcome = outcome;
    attempt.reason = reason;
    attempt.endedMillis = event.millis();
    attempt.verifying = false;
    attempt.task.active = null;
    state.active.remove(attempt.effectId);
    occupy(state, attempt, -1);
    attempt.task.remember(attempt, state.definitions);
    Budgets.charge(state, attempt);
    spend(state.metrics, attempt.cost());
    Availability.ended(state, attempt, outcome, event);
  }

  private static void spend(Metrics metrics, Cost cost) {
    metrics.inputTokens += cost.inputTokens();
    metrics.outputTokens += cost.outputTokens();
    if (cost.money().signum() != 0) {
      if (metrics.money.signum() == 0) {
        metrics.currency = cost.currency();
      }
      if (metrics.currency.equals(cost.currency())) {
        metrics.money = metrics.money.add(cost.money());
      } else {
        metrics.otherCurrencyReports++;
      }
    }
  }
}
