package dev.milestone.core.effect;

import dev.milestone.core.execute.Caller;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.DecisionNode;
import dev.milestone.core.kernel.State;
import dev.milestone.model.Actor;
import dev.milestone.model.DecisionStatus;
import dev.milestone.spi.agent.AgentQuestion;
import dev.milestone.spi.agent.Assignment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Puts the questions of an attempt's agent to a person, as decisions, and brings the answers back.
 * What is not answered when the attempt is over is rejected in the engine's name. Answers are
 * looked for: whoever gives them may be another process. Thread-safe.
 */
final class AttemptQuestions {

  /** Most questions of an attempt that wait at once; a further one is refused. */
  static final int MAX_OPEN = 16;

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int ID_LENGTH = 12;

  private final AttemptRunner runner;
  private final Assignment assignment;
  private final Caller caller;
  private final Map<String, CompletableFuture<String>> open = new LinkedHashMap<>();
  private int asked;
  private boolean looking;
  private boolean over;

  AttemptQuestions(AttemptRunner runner, Assignment assignment, Caller caller) {
    this.runner = runner;
    this.assignment = assignment;
    this.caller = caller;
  }

  /** Asks; see {@link dev.milestone.spi.agent.AttemptControl#ask}. */
  CompletionStage<String> ask(AgentQuestion question) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    String id;
    synchronized (this) {
      if (over || open.size() >= MAX_OPEN) {
        return CompletableFuture.completedFuture("");
      }
      id = id(++asked);
      open.put(id, answer);
    }
    Command.DecisionRequest request =
        new Command.DecisionRequest(
            id,
            "question",
            question.text(),
            "",
            question.kind() + " " + id,
            assignment.milestone().id().value(),
            assignment.task().id().value(),
            question.options());
    runner
        .submit(new Command.RequestDecisions(List.of(request)), caller, (state, ids) -> true)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                settle(Map.of(id, ""));
              } else if (isOver()) {
                // It ended between the question and its record, so nobody has withdrawn it yet.
                withdraw(id);
              } else {
                lookLater();
              }
            });
    return answer;
  }

  private String id(int number) {
    String seed = assignment.effectId() + " " + number;
    return "ask-" + Digests.sha256(seed.getBytes(StandardCharsets.UTF_8)).substring(0, ID_LENGTH);
  }

  private synchronized boolean isOver() {
    return over;
  }

  private void lookLater() {
    synchronized (this) {
      if (looking || open.isEmpty()) {
        return;
      }
      looking = true;
    }
    runner.later(() -> runner.background(this::look), LOOK_NANOS);
  }

  private void look() {
    runner
        .submit(new Command.Look(), caller, (state, ignored) -> answers(state))
        .whenComplete(
            (answers, failure) -> {
              synchronized (this) {
                looking = false;
              }
              if (failure == null) {
                settle(answers);
              }
              lookLater();
            });
  }

  private synchronized Map<String, String> answers(State state) {
    Map<String, String> answers = new LinkedHashMap<>();
    for (String id : open.keySet()) {
      DecisionNode decision = state.decisions().get(id);
      if (decision == null || decision.status() != DecisionStatus.OPEN) {
        answers.put(id, decision == null ? "" : answer(decision));
      }
    }
    return answers;
  }

  /** Approving stands for the first option. */
  private static String answer(DecisionNode decision) {
    return switch (decision.status()) {
      case RESOLVED -> decision.answer();
      case APPROVED -> decision.options().isEmpty() ? decision.answer() : decision.options().get(0);
      case OPEN, REJECTED -> "";
    };
  }

  private void settle(Map<String, String> answers) {
    answers.forEach(
        (id, words) -> {
          CompletableFuture<String> waiting;
          synchronized (this) {
            waiting = open.remove(id);
          }
          if (waiting != null) {
            // The agent's code runs on it, so not here, on the thread of the store.
            runner.background(() -> waiting.complete(words));
          }
        });
  }

  /** The attempt is over: nobody waits any more. */
  void over() {
    List<String> left;
    synchronized (this) {
      over = true;
      left = new ArrayList<>(open.keySet());
    }
    for (String id : left) {
      settle(Map.of(id, ""));
      withdraw(id);
    }
  }

  private void withdraw(String id) {
    runner.send(
        new Command.Decide(id, DecisionStatus.REJECTED, "the attempt ended before it was answered"),
        new Caller(new Actor("engine", "engine"), caller.correlation(), caller.parent()));
  }
}
