package dev.milestone.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.agent.preset.Golden;
import dev.milestone.agent.preset.PresetFacts;
import dev.milestone.agent.preset.Redaction;
import dev.milestone.model.AgentSession;
import dev.milestone.model.Cost;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Unavailability;
import dev.milestone.spi.agent.Unavailability.Reason;
import dev.milestone.testkit.agent.RecordingAttemptControl;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What real agents printed is read as what happened. */
class GoldenFilesTest {

  private static final Set<String> SUCCESSES =
      Set.of(
          "success",
          "success-after-resume",
          "tool-denied",
          "tool-denied-outside",
          "tool-blocked",
          "usage-file");

  private static final Map<String, Reason> CLASSES =
      Map.of(
          "auth-missing", Reason.NOT_AUTHENTICATED,
          "auth-invalid", Reason.NOT_AUTHENTICATED,
          "rate-limit", Reason.RATE_LIMIT,
          "failure-500", Reason.MODEL_UNAVAILABLE,
          "overloaded", Reason.MODEL_UNAVAILABLE);

  static List<Golden> cases() {
    return Golden.all();
  }

  @Test
  void there_are_cases_of_five_agents() {
    assertThat(cases()).hasSizeGreaterThan(50);
    assertThat(cases().stream().map(Golden::agent).distinct())
        .containsExactly("claude", "codex", "copilot", "gemini", "opencode");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void success_is_told_from_failure(Golden golden) {
    AgentResult result = result(golden, Optional.empty());
    assertThat(result.success()).as(result.summary()).isEqualTo(SUCCESSES.contains(golden.name()));
    assertThat(result.summary()).isNotBlank();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void failures_have_their_class(Golden golden) {
    AgentResult result = result(golden, Optional.empty());
    assertThat(result.unavailable().map(Unavailability::reason))
        .as(result.summary())
        .isEqualTo(Optional.ofNullable(CLASSES.get(golden.name())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void an_unknown_session_is_recognised_and_nothing_else_is_taken_for_one(Golden golden) {
    assertThat(golden.facts(Optional.empty()).unknownSession())
        .isEqualTo(golden.name().equals("unknown-session"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void nothing_of_a_real_output_is_unusable(Golden golden) {
    assertThat(golden.facts(Optional.empty()).counts())
        .doesNotContainKeys("unusable_values", "lines_not_json", "lines_too_long", "invalid_utf8");
  }

  @ParameterizedTest(name = "{0}: session {1}, {2} + {3} tokens, {4}")
  @CsvSource({
    "claude, 11111111-2222-4333-8444-179518332800, 2400, 100, 0.00762",
    "codex, 01a1f945-89a1-78f3-98a7-070c6daf93f3, 2000, 100, 0",
    "gemini, 22222222-2222-4333-8444-179518353000, 2000, 100, 0",
    "opencode, ses_e06b40b1dffevhd7Q13YCIrVhN, 2000, 100, 0.0026",
    "copilot, 55555555-2222-4333-8444-179518390600, 0, 0, 0",
  })
  void session_and_usage_of_a_success_and_of_its_resume_are_the_same(
      String agent, String session, long input, long output, BigDecimal money) {
    PresetFacts first = Golden.of(agent, "success").facts(Optional.empty());
    PresetFacts again = Golden.of(agent, "success-after-resume").facts(first.session());
    for (PresetFacts facts : List.of(first, again)) {
      assertThat(facts.session().orElseThrow().id()).isEqualTo(session);
      assertThat(facts.text()).isEqualTo("Done: hello.txt is written.");
      Cost spent = facts.spent();
      assertThat(spent.inputTokens()).isEqualTo(input);
      assertThat(spent.outputTokens()).isEqualTo(output);
      assertThat(spent.money()).isEqualByComparingTo(money);
    }
  }

  @Test
  void the_total_of_a_cumulative_session_is_kept_for_the_next_resume() {
    AgentSession first =
        Golden.of("codex", "success").facts(Optional.empty()).session().orElseThrow();
    AgentSession again =
        Golden.of("codex", "success-after-resume")
            .facts(Optional.of(first))
            .session()
            .orElseThrow();
    assertThat(first.total().inputTokens()).isEqualTo(2000);
    assertThat(again.total().inputTokens()).isEqualTo(4000);
  }

  @Test
  void model_and_version_are_taken_from_the_output() {
    PresetFacts claude = Golden.of("claude", "success").facts(Optional.empty());
    assertThat(claude.model()).isEqualTo("claude-sonnet-5");
    assertThat(claude.version()).isEqualTo("2.1.197");
    assertThat(Golden.of("gemini", "success").facts(Optional.empty()).model())
        .isEqualTo("gemini-2.5-pro");
    assertThat(Golden.of("copilot", "success").facts(Optional.empty()).model()).isEqualTo("mock-1");
  }

  @Test
  void a_run_that_its_own_budget_ended_has_its_cost() {
    Golden golden = Golden.of("claude", "budget");
    PresetFacts facts = golden.facts(Optional.empty());
    assertThat(facts.spent().money()).isEqualByComparingTo("0.00381");
    assertThat(facts.spent().tokens()).isEqualTo(1250);
    assertThat(result(golden, Optional.empty()).summary()).contains("Reached maximum budget");
  }

  @Test
  void usage_that_stands_in_a_file_is_read() {
    PresetFacts facts = Golden.of("copilot", "usage-file").facts(Optional.empty());
    assertThat(facts.spent().inputTokens()).isEqualTo(2000);
    assertThat(facts.spent().outputTokens()).isEqualTo(100);
    assertThat(facts.session().orElseThrow().total()).isEqualTo(facts.spent());
  }

  @Test
  void colours_are_taken_out_of_a_reason() {
    assertThat(result(Golden.of("opencode", "unknown-session"), Optional.empty()).summary())
        .isEqualTo("exit code 1: Session not found");
  }

  @Test
  void a_refused_tool_is_named() {
    assertThat(Golden.of("claude", "tool-denied").facts(Optional.empty()).denied())
        .containsExactly("Bash");
    assertThat(Golden.of("opencode", "tool-denied").facts(Optional.empty()).denied())
        .containsExactly("write");
    assertThat(Golden.of("copilot", "tool-denied").facts(Optional.empty()).denied())
        .containsExactly("denied");
  }

  @Test
  void a_wait_that_the_service_asked_for_is_handed_on() {
    assertThat(Golden.of("opencode", "rate-limit").facts(Optional.empty()).unavailable())
        .contains(new Unavailability(Reason.RATE_LIMIT, Optional.of(Duration.ofSeconds(1))));
  }

  @Test
  void a_killed_run_has_the_usage_that_was_told_before() {
    PresetFacts facts = Golden.of("opencode", "killed").facts(Optional.empty());
    assertThat(facts.spent().tokens()).isEqualTo(1050);
    assertThat(facts.session()).isPresent();
  }

  private static AgentResult result(Golden golden, Optional<AgentSession> resumed) {
    Redaction redaction = Redaction.of(Map.of());
    PresetReport report =
        new PresetReport(golden.preset(), new RecordingAttemptControl(), redaction, "", "");
    ProcessObserver observer = report.begin(resumed, resumed);
    HeadTail output = new HeadTail(1024 * 1024);
    byte[] out = golden.stdout();
    byte[] err = golden.stderr();
    observer.output(out, 0, out.length);
    observer.error(err, 0, err.length);
    output.add(out, 0, out.length);
    output.add(err, 0, err.length);
    ProcessOutcome outcome =
        new ProcessOutcome(
            ProcessOutcome.Ending.EXITED,
            golden.exit(),
            Duration.ZERO,
            output,
            "",
            0,
            0,
            "",
            Optional.empty());
    report.end(outcome);
    return new PresetJudgement(golden.preset(), Duration.ofHours(1), redaction)
        .result(outcome, report);
  }
}
