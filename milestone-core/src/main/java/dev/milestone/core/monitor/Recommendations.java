package dev.milestone.core.monitor;

import dev.milestone.Blocker;
import dev.milestone.Conflict;
import dev.milestone.Recommendation;
import dev.milestone.core.kernel.DecisionNode;
import dev.milestone.core.kernel.Hold;
import dev.milestone.core.kernel.Metrics;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.Risk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What to do about findings; each says from which facts it follows. Pure. */
final class Recommendations {

  /** Most recommendations of one kind. */
  static final int MAX_OF_A_KIND = 10;

  /** Fewest succeeded attempts before estimates are judged. */
  static final int FEWEST_FOR_ESTIMATES = 5;

  private static final String IMMEDIATE = "immediate_action";
  private static final String OPTIMIZATION = "optimization";
  private static final String MITIGATION = "risk_mitigation";
  private static final String STRATEGIC = "strategic_adjustment";

  private final List<Recommendation> all = new ArrayList<>();
  private final Map<String, Integer> count = new LinkedHashMap<>();

  private Recommendations() {}

  static List<Recommendation> of(
      State state, List<Blocker> blockers, List<Conflict> conflicts, List<Risk> risks) {
    Recommendations r = new Recommendations();
    r.blockers(blockers);
    r.decisions(state);
    r.risks(risks);
    r.conflicts(conflicts);
    r.agents(state);
    r.estimates(state.metrics());
    return r.all;
  }

  private void add(String kind, String horizon, String text, String because) {
    if (count.merge(kind, 1, Integer::sum) <= MAX_OF_A_KIND) {
      all.add(new Recommendation(kind, horizon, text, because));
    }
  }

  private void blockers(List<Blocker> blockers) {
    List<Blocker> byWeight = new ArrayList<>(blockers);
    byWeight.sort((a, b) -> Integer.compare(b.blockedCount(), a.blockedCount()));
    for (Blocker blocker : byWeight) {
      if (blocker.type().equals("decision")) {
        continue;
      }
      String what =
          switch (blocker.type()) {
            case "no_agent" -> "find an agent for task " + blocker.task();
            case "budget" -> "decide about a budget";
            case "agent_unavailable" -> "see to an agent";
            case "cancelled_task" -> "have task " + blocker.task() + " done, or plan without it";
            case Hold.DEFERRED, Hold.OUTSIDE ->
                "have task " + blocker.task() + " done after all, or plan without it";
            case Hold.CYCLE -> "take the cycle of task " + blocker.task() + " out of its source";
            default -> "mend task " + blocker.task() + " and retry it";
          };
      add(
          IMMEDIATE,
          "now",
          what + ": " + blocker.hint(),
          blocker.reason()
              + "; "
              + blocker.blockedCount()
              + (blocker.blockedCount() == 1 ? " task waits" : " tasks wait"));
    }
  }

  private void decisions(State state) {
    Map<String, Integer> open = new LinkedHashMap<>();
    for (DecisionNode decision : state.decisions().values()) {
      if (decision.status() == DecisionStatus.OPEN) {
        String milestone = decision.milestone();
        open.merge(milestone == null ? "" : milestone, 1, Integer::sum);
      }
    }
    open.forEach(
        (milestone, n) ->
            add(
                IMMEDIATE,
                "now",
                "answer what 'milestone decisions' lists"
                    + (milestone.isEmpty() ? "" : " for milestone " + milestone),
                n + (n == 1 ? " decision waits" : " decisions wait") + " for a person"));
  }

  private void risks(List<Risk> risks) {
    for (Risk risk : risks) {
      String at = risk.milestone().map(m -> "milestone " + m).orElse("the project");
      switch (risk.code()) {
        case "due_passed", "due_before_finish" ->
            add(
                MITIGATION,
                "this_week",
                "shorten the longest path of " + at + ", take work out of it, or move its due date",
                risk.text() + ": " + risk.because());
        case "retries_used", "lost_attempts" ->
            add(
                MITIGATION,
                "now",
                "look at it before the last attempt is gone: " + risk.text(),
                risk.because());
        case "single_agent" ->
            add(
                MITIGATION,
                "this_week",
                "give a second agent the capabilities that only one has",
                risk.text() + ": " + risk.because());
        case "budget" ->
            add(
                MITIGATION,
                "now",
                "decide whether " + at + " gets a larger budget or less work",
                risk.because());
        default -> {}
      }
    }
  }

  private void conflicts(List<Conflict> conflicts) {
    Map<String, List<Conflict>> byWhat = new LinkedHashMap<>();
    for (Conflict conflict : conflicts) {
      byWhat
          .computeIfAbsent(conflict.kind() + " " + conflict.what(), k -> new ArrayList<>())
          .add(conflict);
    }
    for (List<Conflict> same : byWhat.values()) {
      Conflict first = same.get(0);
      boolean files = first.kind().equals("files");
      add(
          OPTIMIZATION,
          "this_week",
          files
              ? "narrow the file claims around " + first.what() + " so that tasks can run at once"
              : "raise the capacity of " + first.what() + " if it is not a true limit",
          same.size()
              + (same.size() == 1 ? " ready task waits" : " ready tasks wait")
              + " for task "
              + first.holder());
    }
  }

  /** Ready tasks wait while every agent that could take them is busy. */
  private void agents(State state) {
    if (state.active().isEmpty()) {
      return;
    }
    Capabilities capabilities = new Capabilities(state);
    Map<List<String>, Integer> waiting = new LinkedHashMap<>();
    for (TaskNode task : state.readyInOrder(Conflicts.MAX_LOOKED_AT)) {
      waiting.merge(task.definition().requires(), 1, Integer::sum);
    }
    waiting.forEach(
        (requires, n) -> {
          List<String> able = capabilities.able(requires);
          boolean busy = !able.isEmpty();
          int slots = 0;
          for (String agent : able) {
            slots += capabilities.slots(agent);
            busy &= state.agentInUse(agent) >= capabilities.slots(agent);
          }
          if (busy && n > slots) {
            add(
                OPTIMIZATION,
                "now",
                "give more slots to " + String.join(", ", able) + ", or add an agent",
                n + " tasks are ready, all " + slots + " slot(s) that could take them are in use");
          }
        });
  }

  private void estimates(Metrics m) {
    if (m.estimatedMillis() <= 0 || m.succeededAttempts() < FEWEST_FOR_ESTIMATES) {
      return;
    }
    double ratio = (double) m.takenMillis() / m.estimatedMillis();
    // Below a tenth the estimates are of another kind of work, such as a trial run.
    if (ratio > 1.25 || ratio < 0.5 && ratio >= 0.1) {
      add(
          STRATEGIC,
          "next",
          "multiply estimates of the same kind by " + String.format(Locale.ROOT, "%.2f", ratio),
          String.format(
              Locale.ROOT,
              "succeeded tasks with an estimate took %.0f %% of the expected time",
              100 * ratio));
    }
  }
}
