package dev.milestone.core.engine;

import dev.milestone.core.effect.AttemptStart;
import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.Budgets;
import dev.milestone.core.kernel.ContextEntry;
import dev.milestone.core.kernel.Resumption;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.core.prompt.PromptTemplate;
import dev.milestone.core.prompt.Prompts;
import dev.milestone.model.AttemptId;
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

  /** Session of an attempt outside of any. */
  private static final SessionId NO_SESSION = SessionId.of("none");

  private Assignments() {}

  static AttemptStart start(
      State state,
      AttemptNode attempt,
      Optional<Agent> agent,
      Path root,
      long nowMillis,
      PromptTemplate template,
      boolean verifying) {
    Assignment assignment = assignment(state, attempt, root, nowMillis);
    Optional<Resumption> resumption = Resumption.of(attempt);
    Object tree = attempt.report().get("tree_id");
    String session = attempt.session();
    String correlation = attempt.correlation();
    return new AttemptStart(
        assignment,
        a -> prompted(a, template, resumption),
        agent,
        session == null ? "" : session,
        correlation == null ? "" : correlation,
        attempt.eventId(),
        verifying,
        tree instanceof String s ? s : "");
  }

  /** The assignment with its words. Takes time, so not in a turn. */
  static Assignment prompted(
      Assignment a, PromptTemplate template, Optional<Resumption> resumption) {
    return new Assignment(
        a.attempt(),
        a.fencingToken(),
        a.effectId(),
        a.task(),
        a.milestone(),
        a.session(),
        a.workspace(),
        a.project(),
        Prompts.of(template, a, resumption),
        a.context(),
        a.previousFailures(),
        a.resume(),
        a.remaining());
  }

  /** The assignment without its words. */
  static Assignment assignment(State state, AttemptNode attempt, Path root, long nowMillis) {
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
        "",
        context,
        failures,
        Resumption.of(attempt).map(Resumption::session),
        Budgets.remaining(state, task, nowMillis, attempt));
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
}
