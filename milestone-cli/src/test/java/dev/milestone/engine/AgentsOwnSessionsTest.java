package dev.milestone.engine;

import static dev.milestone.engine.Given.SOON;
import static dev.milestone.engine.Given.builder;
import static dev.milestone.engine.Given.end;
import static dev.milestone.engine.Given.events;
import static dev.milestone.engine.Given.plan;
import static dev.milestone.engine.Given.run;
import static dev.milestone.engine.Given.task;
import static dev.milestone.engine.Given.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milestone.ExecuteRequest;
import dev.milestone.Execution;
import dev.milestone.ExecutionSummary;
import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.PlanRequest;
import dev.milestone.Problem;
import dev.milestone.model.AgentSession;
import dev.milestone.model.AgentView;
import dev.milestone.model.Attempt;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Cost;
import dev.milestone.model.TaskId;
import dev.milestone.spi.agent.AgentActivity;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.Unavailability;
import dev.milestone.testkit.ManualTime;
import dev.milestone.testkit.ScriptedAgent;
import dev.milestone.testkit.ScriptedAgent.Step;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What agents say of themselves, and what the engine makes of it. */
@Timeout(60)
class AgentsOwnSessionsTest {
  private static final String KEY = "sk-ant-api03-abcdefghijklmnopqrstuvwxyz";

  private final ManualTime time = new ManualTime();
  private final TestStore store = new TestStore();
  private final ScriptedAgent first = new ScriptedAgent();
  private final ScriptedAgent second = new ScriptedAgent();

  @TempDir Path folder;

  private MilestoneEngine engine(ScriptedAgent agent) {
    return builder(agent).storage(store).time(time).build();
  }

  private static Cost tokens(long tokens) {
    return new Cost(tokens, 0, BigDecimal.ZERO, "USD");
  }

  private static AgentActivity activity(String session, Cost total, Cost spent) {
    return new AgentActivity("2.1.0", "opus", Optional.of(new AgentSession(session, total)), spent);
  }

  private Step says(AgentActivity activity) {
    return (agent, assignment, control) -> {
      control.activity(activity);
      return Step.hold().play(agent, assignment, control);
    };
  }

  /** Kills the engine in the middle of an attempt, and has another go on; what all has cost. */
  private long costWithAKillInTheMiddle(AgentActivity said, Step after) throws Exception {
    first.on("a", says(said));
    second.on("a", after);
    MilestoneEngine one = engine(first);
    plan(one, "id: a");
    one.execute(ExecuteRequest.all());
    until("it has said so", () -> !events(one, "agent_activity").isEmpty());
    store.dead.addAll(store.participants());
    try (MilestoneEngine two = engine(second)) {
      assertThat(end(two.execute(ExecuteRequest.all())).goalMet()).isTrue();
      List<Attempt> attempts = task(two, "a").attempts();
      assertThat(attempts.get(0).outcome()).contains(AttemptOutcome.LOST);
      assertThat(attempts.get(0).cost().tokens()).isEqualTo(100);
      assertThat(attempts.get(0).agentVersion()).isEqualTo("2.1.0");
      assertThat(attempts.get(0).model()).isEqualTo("opus");
      return two.update().metrics().cost().tokens();
    } finally {
      one.close();
    }
  }

  @Test
  void a_kill_in_the_middle_of_an_agent_that_counts_a_session_is_paid_for_once() throws Exception {
    long cost =
        costWithAKillInTheMiddle(
            activity("conversation-7", tokens(100), tokens(100)),
            (agent, assignment, control) -> {
              AgentSession own = assignment.resume().orElseThrow();
              assertThat(own).isEqualTo(new AgentSession("conversation-7", tokens(100)));
              assertThat(assignment.prompt()).contains("Go on in the same session");
              long before = own.total().tokens();
              return AgentResult.succeeded("done").withCost(tokens(250 - before));
            });
    assertThat(cost).isEqualTo(250);
  }

  @Test
  void a_kill_in_the_middle_of_an_agent_that_counts_each_call_is_paid_for_once() throws Exception {
    long cost =
        costWithAKillInTheMiddle(
            activity("conversation-8", Cost.NONE, tokens(100)),
            (agent, assignment, control) -> {
              assertThat(assignment.resume().orElseThrow().total()).isEqualTo(Cost.NONE);
              return AgentResult.succeeded("done").withCost(tokens(50));
            });
    assertThat(cost).isEqualTo(150);
  }

  @Test
  void an_attempt_that_failed_is_followed_by_a_fresh_start() throws Exception {
    first.on(
        "a",
        (agent, assignment, control) -> {
          control.activity(activity("s-1", tokens(1), tokens(1)));
          return AgentResult.failed("wrong way");
        },
        Step.succeed());
    try (MilestoneEngine engine = builder(first).build()) {
      plan(engine, "id: a, retry: {attempts: 2}");
      assertThat(run(engine).goalMet()).isTrue();
      Assignment again = first.given().get(1);
      assertThat(again.resume()).isEmpty();
      assertThat(again.prompt()).contains("wrong way").doesNotContain("same session");
    }
  }

  @Test
  void an_agent_at_its_limit_is_tried_again_when_its_time_has_come() throws Exception {
    first.on(
        "a",
        (agent, assignment, control) ->
            AgentResult.unavailable(
                "usage limit reached",
                new Unavailability(
                    Unavailability.Reason.RATE_LIMIT, Optional.of(Duration.ofMinutes(5)))),
        Step.succeed());
    try (MilestoneEngine engine = builder(first).time(time).build()) {
      plan(engine, "id: a, retry: {attempts: 1}");
      Execution execution = engine.execute(ExecuteRequest.all());
      until("it is known", () -> !engine.tasks().blockers().isEmpty());
      assertThat(engine.tasks().blockers().get(0).type()).isEqualTo("agent_unavailable");
      AgentView.Absence absence = engine.agents().list().get(0).unavailable().orElseThrow();
      assertThat(absence.until()).contains(ManualTime.BEGIN.plus(Duration.ofMinutes(5)));
      time.advance(Duration.ofMinutes(4));
      assertThat(first.started()).hasSize(1);
      until(
          "it is over",
          () -> {
            time.advance(Duration.ofSeconds(10));
            return execution.result().toCompletableFuture().isDone();
          });
      assertThat(end(execution).goalMet()).isTrue();
      assertThat(events(engine, "blocker_resolved")).hasSize(1);
      assertThat(engine.agents().list()).noneMatch(a -> a.unavailable().isPresent());
    }
  }

  @Test
  void an_execution_ends_as_waiting_when_a_person_has_to_log_in() throws Exception {
    first.on(
        "a",
        (agent, assignment, control) ->
            AgentResult.unavailable(
                "please log in",
                new Unavailability(Unavailability.Reason.NOT_AUTHENTICATED, Optional.empty())),
        Step.succeed());
    try (MilestoneEngine engine = builder(first).time(time).build()) {
      plan(engine, "id: a, retry: {attempts: 1}");
      ExecutionSummary summary = run(engine);
      assertThat(summary.reason()).isEqualTo("waiting");
      assertThat(engine.tasks().blockers().get(0).hint()).contains("log in");
      assertThat(run(engine).goalMet()).isTrue();
    }
  }

  @Test
  void a_budget_stops_an_execution_and_is_reported() throws Exception {
    first.on("a", (agent, a, control) -> AgentResult.succeeded("x").withCost(tokens(90)));
    first.on("b", (agent, a, control) -> AgentResult.succeeded("x").withCost(tokens(90)));
    try (MilestoneEngine engine = builder(first, 1).build()) {
      engine.plan(
          PlanRequest.fromText(
              "p.yaml",
              "budget: {tokens: 100, attempts: 50}\n" + Given.yaml("id: a", "id: b", "id: c")));
      ExecutionSummary summary = run(engine);
      assertThat(summary.reason()).isEqualTo("waiting");
      assertThat(summary.waitingDecisions()).isEqualTo(1);
      var report = engine.update().budgets().get(0);
      assertThat(report.scope()).isEqualTo("project");
      assertThat(report.state().text()).isEqualTo("exhausted");
      assertThat(report.spent().tokens()).isEqualTo(180);
      assertThat(report.expected().orElseThrow().tokens()).isEqualTo(90);
      assertThat(report.waiting()).containsExactly("c");
      assertThat(engine.update().risks()).anyMatch(r -> r.code().equals("budget"));
      engine.decisions().approve(engine.decisions().open().get(0).id(), "go on");
      assertThat(run(engine).goalMet()).isTrue();
    }
  }

  @Test
  void the_time_of_a_budget_ends_an_attempt_without_failing_its_task() throws Exception {
    first.on("a", Step.hold());
    try (MilestoneEngine engine = builder(first).time(time).build()) {
      plan(engine, "id: a, budget: {time: 10m}, retry: {attempts: 1}");
      Execution execution = engine.execute(ExecuteRequest.all());
      first.awaitStarted("a", SOON);
      until(
          "it is over",
          () -> {
            time.advance(Duration.ofMinutes(1));
            return execution.result().toCompletableFuture().isDone();
          });
      assertThat(end(execution).reason()).isEqualTo("waiting");
      assertThat(task(engine, "a").attempts().get(0).outcome()).contains(AttemptOutcome.CANCELLED);
      assertThat(task(engine, "a").status().text()).isEqualTo("ready");
    }
  }

  @Test
  void secrets_in_what_an_agent_says_reach_no_event() throws Exception {
    first.on(
        "a",
        (agent, assignment, control) -> {
          control.note("I use " + KEY);
          control.progress(0.5, "Authorization: Bearer abcdef0123456789");
          control.activity(new AgentActivity(KEY, KEY, Optional.empty(), Cost.NONE));
          return new AgentResult(
              false,
              "key " + KEY,
              java.util.OptionalInt.empty(),
              List.of(),
              Cost.NONE,
              List.of("again " + KEY),
              java.util.Map.of("tail", List.of("x", "k=" + KEY)));
        });
    try (MilestoneEngine engine = builder(first).build()) {
      plan(engine, "id: a, retry: {attempts: 1}");
      run(engine);
      String all = events(engine).toString();
      assertThat(all).doesNotContain("abcdefghijklm").doesNotContain("abcdef0123456789");
      assertThat(all).contains("[redacted]");
    }
  }

  private MilestoneEngine onDisk(ScriptedAgent agent) {
    return MilestoneEngine.builder()
        .project(folder)
        .create(true)
        .commandRunner(Given.PASSES)
        .agent(
            dev.milestone.model.AgentDefinition.builder(dev.milestone.model.AgentId.of("worker"))
                .build(),
            agent)
        .build();
  }

  @Test
  void what_an_attempt_printed_is_kept_for_its_owner_without_secrets() throws Exception {
    first.on(
        "a",
        (agent, assignment, control) -> {
          control.output("hello " + KEY + "\nbye\n", 50);
          return AgentResult.succeeded("done");
        });
    try (MilestoneEngine engine = onDisk(first)) {
      plan(engine, "id: a");
      run(engine);
      Path log = engine.tasks().log(TaskId.of("a"), 1).orElseThrow();
      assertThat(log).startsWith(folder.toRealPath());
      assertThat(Files.readString(log)).isEqualTo("hello [redacted]\nbye\n");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
          .isEqualTo("rw-------");
      assertThat(engine.tasks().log(TaskId.of("a"), 2)).isEmpty();
    }
  }

  @Test
  void a_project_words_its_prompts_itself() throws Exception {
    Path template = folder.resolve(".milestones/templates/prompt.md");
    Files.createDirectories(template.getParent());
    Files.writeString(
        template, "Do {{task.title}}.\n{{#task.files}}\nFiles:\n{{task.files}}\n{{/task.files}}\n");
    try (MilestoneEngine engine = onDisk(first)) {
      plan(engine, "id: a, title: \"Hash {{task.id}}\"", "id: b, files: [src/x]");
      assertThat(engine.tasks().prompt(TaskId.of("a"))).isEqualTo("Do Hash {{task.id}}.\n");
      run(engine);
      assertThat(first.given().get(0).prompt()).isEqualTo("Do Hash {{task.id}}.\n");
      assertThat(engine.tasks().prompt(TaskId.of("b"))).isEqualTo("Do T.\nFiles:\n- src/x\n");
    }
  }

  @Test
  void a_template_that_cannot_be_used_is_refused_before_anything_starts() throws Exception {
    Path template = folder.resolve(".milestones/templates/prompt.md");
    Files.createDirectories(template.getParent());
    Files.writeString(template, "One\n{{#task.files}}\n  {{task.nam}}\n");
    try (MilestoneEngine engine = onDisk(first)) {
      plan(engine, "id: a");
      assertThatThrownBy(() -> engine.execute(ExecuteRequest.all()))
          .isInstanceOfSatisfying(
              MilestoneException.class,
              e -> {
                assertThat(e.code()).isEqualTo("bad_template");
                List<Problem> problems = e.problems();
                assertThat(problems).hasSize(2);
                assertThat(problems.get(0).line()).isEqualTo(3);
                assertThat(problems.get(0).column()).isEqualTo(3);
                assertThat(problems.get(0).found()).contains("task.nam");
                assertThat(problems.get(1).line()).isEqualTo(2);
              });
      assertThat(events(engine, "session_started")).isEmpty();
      Files.delete(template);
      Files.createSymbolicLink(template, folder.resolve("elsewhere"));
      assertThatThrownBy(() -> engine.execute(ExecuteRequest.all()))
          .hasMessageContaining("cannot be used");
      Files.delete(template);
      Files.write(template, "a\u00e9".getBytes(StandardCharsets.ISO_8859_1));
      assertThatThrownBy(() -> engine.execute(ExecuteRequest.all()))
          .hasMessageContaining("cannot be used");
    }
  }
}
