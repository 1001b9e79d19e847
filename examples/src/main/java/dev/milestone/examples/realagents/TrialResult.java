package dev.milestone.examples.realagents;

import dev.milestone.testkit.model.MockModelServer;
import dev.milestone.testkit.model.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a trial went.
 *
 * @param agent the agent
 * @param version of it
 * @param figures what the journal says; null when it did not get so far
 * @param afterKill how the attempt after the kill began
 * @param served tokens that the model reported
 * @param problems what is not as it should be; empty: all is well
 */
record TrialResult(
    AgentSetup agent,
    String version,
    @Nullable JournalFigures figures,
    String afterKill,
    long served,
    List<String> problems) {

  static TrialResult failed(AgentSetup agent, String version, @Nullable String why) {
    return new TrialResult(agent, version, null, "", 0, List.of(String.valueOf(why)));
  }

  static TrialResult of(
      AgentSetup agent,
      String version,
      JournalFigures figures,
      TwoTasks script,
      TokenUsage served) {
    List<String> problems = new ArrayList<>();
    expect(problems, "attempts", figures.started(), 4);
    expect(problems, "attempts whose verification failed", figures.refuted(), 1);
    expect(problems, "attempts that were lost", figures.lost(), 1);
    expect(problems, "tasks that succeeded", figures.succeeded(), 2);
    if (!script.played()) {
      problems.add("the model was asked " + script.calls() + " times, not 7");
    }
    // What the killed run has used may have died with it; nothing may be counted twice.
    long ofTheKilled = MockModelServer.DEFAULT_USAGE.total();
    if (figures.tokens() > served.total()) {
      problems.add(figures.tokens() + " tokens counted, only " + served.total() + " served");
    } else if (figures.tokens() < served.total() - ofTheKilled) {
      problems.add("only " + figures.tokens() + " tokens counted of " + served.total());
    }
    return new TrialResult(
        agent,
        version,
        figures,
        script.resumed() ? "resumed" : "restarted",
        served.total(),
        problems);
  }

  private static void expect(List<String> problems, String what, int found, int expected) {
    if (found != expected) {
      problems.add(what + ": " + found + ", not " + expected);
    }
  }

  static String heading() {
    return String.format(
        "%-9s %-10s %8s %13s %-10s %18s  %s",
        "agent", "version", "attempts", "verify failed", "after kill", "tokens (served)", "result");
  }

  String line() {
    JournalFigures found = figures;
    if (found == null) {
      return String.format("%-9s %-10s %s", agent.name(), version, "FAILED");
    }
    String counted = found.tokens() == 0 ? "not told" : Long.toString(found.tokens());
    return String.format(
        "%-9s %-10s %8d %13d %-10s %18s  %s",
        agent.name(),
        version,
        found.started(),
        found.refuted(),
        afterKill,
        counted + " (" + served + ")",
        problems.isEmpty() ? "ok" : "FAILED");
  }
}
