package dev.milestone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.ExecuteRequest;
import dev.milestone.Execution;
import dev.milestone.ExecutionSummary;
import dev.milestone.MilestoneEngine;
import dev.milestone.event.MilestoneEvent;
import dev.milestone.model.Decision;
import dev.milestone.model.TaskId;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentQuestion;
import dev.milestone.spi.agent.AgentResult;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an agent asks is put to a person, and the answer comes back to it. */
@Timeout(60)
class AgentQuestionsTest {

  private static final AgentQuestion MAY_I =
      new AgentQuestion("permission", "May I run make?", List.of("allow", "deny"));

  private static final Agent ASKING =
      (assignment, control) ->
          AgentResult.succeeded(
              "told: " + control.ask(MAY_I).toCompletableFuture().get(30, TimeUnit.SECONDS));

  @Test
  void the_option_that_a_person_chooses_reaches_the_agent() throws Exception {
    try (MilestoneEngine engine = Given.builder(ASKING).build()) {
      Given.plan(engine, "id: a");
      Execution run = engine.execute(ExecuteRequest.all());
      Decision asked = question(engine);
      assertThat(asked.question()).isEqualTo("May I run make?");
      assertThat(asked.kind()).isEqualTo("question");
      assertThat(asked.options()).containsExactly("allow", "deny");
      assertThat(asked.task()).contains(TaskId.of("a"));
      engine.decisions().resolve(asked.id(), "deny");
      ExecutionSummary summary = Given.end(run);
      assertThat(summary.succeeded()).containsExactly(TaskId.of("a"));
      assertThat(summaries(engine)).contains("told: deny");
    }
  }

  @Test
  void approving_stands_for_the_first_option_and_rejecting_for_none() throws Exception {
    try (MilestoneEngine engine = Given.builder(ASKING).build()) {
      Given.plan(engine, "id: a", "id: b, depends_on: [a]");
      Execution run = engine.execute(ExecuteRequest.all());
      engine.decisions().approve(question(engine).id(), "go ahead");
      Given.until("the second question", () -> summaries(engine).contains("told: allow"));
      engine.decisions().reject(question(engine).id(), "no");
      Given.end(run);
      assertThat(summaries(engine)).contains("told: \"");
    }
  }

  @Test
  void a_question_does_not_outlive_its_attempt() throws Exception {
    Agent gone =
        (assignment, control) -> {
          control.ask(MAY_I);
          return AgentResult.succeeded();
        };
    try (MilestoneEngine engine = Given.builder(gone).build()) {
      Given.plan(engine, "id: a");
      Given.end(engine.execute(ExecuteRequest.all()));
      Given.until(
          "the question is withdrawn",
          () ->
              Given.types(engine).contains("decision_made") && engine.decisions().open().isEmpty());
    }
  }

  private static Decision question(MilestoneEngine engine) throws InterruptedException {
    Given.until("the question", () -> !engine.decisions().open().isEmpty());
    return engine.decisions().open().get(0);
  }

  private static String summaries(MilestoneEngine engine) {
    StringBuilder all = new StringBuilder();
    for (MilestoneEvent event : Given.events(engine)) {
      Object summary = event.details().get("summary");
      if (summary != null) {
        all.append(summary).append("\"\n");
      }
    }
    return all.toString();
  }
}
