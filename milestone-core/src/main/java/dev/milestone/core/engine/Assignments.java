package dev.milestone.core.engine;

import dev.milestone.core.effect.AttemptStart;
import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.ContextEntry;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.model.AttemptId;
import dev.milestone.model.Budget;
import dev.milestone.model.SessionId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.Assignment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an agent is given. Built in a turn, immutable afterwards. */
final class Assignments {

  /** Most characters of the prompt. */
  static final int MAX_PROMPT = 200_000;

  /** Session of an attempt outside of any. */
  private static final SessionId NO_SESSION = SessionId.of("none");

  private Assignments() {}

  static AttemptStart start(
      State state, AttemptNode attempt, Optional<Agent> agent, Path root, boolean verifying) {
    Assignment assignment = assignment(state, attempt, root);
    Object tree = attempt.report().get("tree_id");
    String session = attempt.session();
    String correlation = attempt.correlation();
    return new AttemptStart(
        assignment,
        agent,
        session == null ? "" : session,
        correlation == null ? "" : correlation,
        attempt.eventId(),
        verifying,
        tree instanceof String s ? s : "");
  }

  static Assignment assignment(State state, AttemptNode attempt, Path root) {
    TaskNode task = attempt.task();
    TaskDefinition definition = task.definition();
    List<String> failures = new ArrayList<>();
    for (AttemptNode before : task.history()) {
      if (!before.reason().isEmpty()) {
        failures.add("attempt " + before.number() + ": " + before.reason());
      }
    }
    Map<String, Object> context = context(state, attempt);
    String session = attempt.session();
    return new Assignment(
        new AttemptId(TaskId.of(task.id()), attempt.number()),
        attempt.token(),
        attempt.effectId(),
        definition,
        task.milestone().definition(),
        session == null ? NO_SESSION : SessionId.of(session),
        root,
        root,
        prompt(task, failures, context),
        context,
        failures,
        Optional.empty(),
        Budget.UNLIMITED);
  }

  /** The more general level wins: policy stands above. */
  private static Map<String, Object> context(State state, AttemptNode attempt) {
    Map<String, Object> values = new LinkedHashMap<>();
    String session = attempt.session();
    add(values, state.context("global", ""));
    if (session != null) {
      add(values, state.context("session", session));
    }
    add(values, state.context("milestone", attempt.task().milestone().id()));
    add(values, state.context("task", attempt.task().id()));
    return values;
  }

  private static void add(Map<String, Object> values, Map<String, ContextEntry> entries) {
    entries.forEach((key, entry) -> values.putIfAbsent(key, entry.value()));
  }

  private static String prompt(TaskNode task, List<String> failures, Map<String, Object> context) {
    TaskDefinition d = task.definition();
    StringBuilder s = new StringBuilder();
    s.append("Task ").append(d.id()).append(": ").append(d.title()).append('\n');
    s.append("Milestone ")
        .append(d.milestone())
        .append(": ")
        .append(task.milestone().definition().title())
        .append('\n');
    if (!d.description().isEmpty()) {
      s.append('\n').append(d.description()).append('\n');
    }
    section(s, "It is done when", d.criteria());
    if (!d.files().isEmpty()) {
      section(s, "Touch only these files", d.files());
    }
    if (!d.verify().isEmpty()) {
      s.append("\nIt will be verified with: ").append(String.join(" ", d.verify())).append('\n');
    }
    section(s, "Earlier attempts failed", failures);
    if (!context.isEmpty()) {
      s.append("\nContext:\n");
      context.forEach(
          (key, value) -> s.append("- ").append(key).append(": ").append(value).append('\n'));
    }
    return s.length() <= MAX_PROMPT ? s.toString() : s.substring(0, MAX_PROMPT);
  }

  private static void section(StringBuilder s, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      s.append('\n').append(title).append(":\n");
      for (String line : lines) {
        s.append("- ").append(line).append('\n');
      }
    }
  }
}
