package dev.milestone.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milestone.MilestoneException;
import dev.milestone.agent.preset.Golden;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentSession;
import dev.milestone.model.Budget;
import dev.milestone.model.Cost;
import dev.milestone.spi.agent.AgentActivity;
import dev.milestone.spi.agent.AgentOffer;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.Unavailability;
import dev.milestone.testkit.agent.RecordingAttemptControl;
import dev.milestone.testkit.agent.SampleAssignments;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Presets start real processes, as their files say. */
class PresetAgentIT {

  private static final String DONE =
      """
      echo '{"type":"result","subtype":"success","is_error":false,"result":"done"}'
      """;
  private static final String ARGUMENTS =
      """
      for a in "$@"; do printf '%s\\n' "$a" >> arguments; done
      """;

  @TempDir Path project;

  static List<Golden> golden() {
    return Golden.all().stream()
        .filter(g -> List.of("success", "failure", "killed", "bad-flag").contains(g.name()))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("golden")
  void what_a_real_agent_printed_comes_to_the_same_through_a_process(Golden golden)
      throws Exception {
    PresetStub.of(
        project, golden.agent(), "cat $CASE/stdout; cat $CASE/stderr >&2; exit `cat $CASE/exit`");
    AgentResult result =
        work(PresetStub.agent("stub", "env.CASE", golden.folder().toString()), assignment());
    assertThat(result.success()).as(result.summary()).isEqualTo(golden.name().equals("success"));
    assertThat(result.exitCode()).hasValue(golden.exit());
    assertThat(result.cost().tokens()).isEqualTo(golden.facts(Optional.empty()).spent().tokens());
  }

  @Test
  void the_command_line_of_a_fresh_run_holds_session_permissions_and_budget() throws Exception {
    PresetStub.of(project, "claude", ARGUMENTS + "cat > prompt\n" + DONE);
    Assignment assignment =
        with(
            assignment(),
            Optional.empty(),
            new Budget(
                Optional.of(new BigDecimal("1.50")),
                "USD",
                OptionalLong.empty(),
                Optional.empty(),
                OptionalInt.empty()));
    AgentResult result =
        work(
            PresetStub.agent("stub", "model", "sonnet", "arguments", "[\"--tools\", \"a b\"]"),
            assignment);
    assertThat(result.success()).as(result.summary()).isTrue();
    assertThat(Files.readAllLines(project.resolve("arguments")))
        .containsExactly(
            "-p",
            "--output-format",
            "stream-json",
            "--verbose",
            "--session-id",
            PresetCommand.newSession(assignment.effectId()),
            "--model",
            "sonnet",
            "--max-budget-usd",
            "1.5",
            "--permission-mode",
            "acceptEdits",
            "--tools",
            "a b");
    assertThat(project.resolve("prompt")).hasContent(assignment.prompt());
  }

  @Test
  void permissions_of_the_plan_replace_those_of_the_preset() throws Exception {
    PresetStub.of(project, "claude", ARGUMENTS + DONE);
    work(PresetStub.agent("stub", "permissions", "--permission-mode plan"), assignment());
    assertThat(Files.readString(project.resolve("arguments")))
        .contains("--permission-mode\nplan\n")
        .doesNotContain("acceptEdits");
  }

  @Test
  void an_interrupted_session_is_resumed() throws Exception {
    PresetStub.of(project, "claude", ARGUMENTS + DONE);
    AgentResult result =
        work(
            PresetStub.agent("stub"),
            with(assignment(), session("s-77", Cost.NONE), Budget.UNLIMITED));
    assertThat(result.success()).isTrue();
    assertThat(Files.readString(project.resolve("arguments")))
        .contains("--resume\ns-77\n")
        .doesNotContain("--session-id");
  }

  @Test
  void a_session_that_the_agent_does_not_know_starts_afresh_once() throws Exception {
    PresetStub.of(
        project,
        "claude",
        """
        echo run >> runs
        case "$*" in *--resume*)
          echo 'No conversation found with session ID: s-77' >&2; exit 1;; esac
        """
            + DONE);
    AgentResult result =
        work(
            PresetStub.agent("stub"),
            with(assignment(), session("s-77", Cost.NONE), Budget.UNLIMITED));
    assertThat(result.success()).as(result.summary()).isTrue();
    assertThat(result.details()).containsEntry("fresh_starts", 1);
    assertThat(Files.readAllLines(project.resolve("runs"))).hasSize(2);
  }

  @Test
  void a_session_whose_name_could_be_an_option_is_not_resumed() throws Exception {
    PresetStub.of(project, "claude", ARGUMENTS + DONE);
    work(
        PresetStub.agent("stub"),
        with(assignment(), session("--dangerously", Cost.NONE), Budget.UNLIMITED));
    assertThat(Files.readString(project.resolve("arguments"))).doesNotContain("--dangerously");
  }

  @Test
  void cumulative_usage_becomes_a_difference() throws Exception {
    PresetStub.of(
        project,
        "codex",
        """
        echo '{"type":"thread.started","thread_id":"t-1"}'
        echo '{"type":"turn.completed","usage":{"input_tokens":22,"output_tokens":14}}'
        """);
    Activities control = new Activities();
    AgentResult result =
        work(
            PresetStub.agent("stub"),
            with(
                assignment(),
                session("t-1", new Cost(11, 7, BigDecimal.ZERO, "USD")),
                Budget.UNLIMITED),
            control);
    assertThat(result.cost().inputTokens()).isEqualTo(11);
    assertThat(result.cost().outputTokens()).isEqualTo(7);
    AgentActivity last = control.activities.get(control.activities.size() - 1);
    assertThat(last.session().orElseThrow().total().inputTokens()).isEqualTo(22);
    assertThat(last.spent()).isEqualTo(result.cost());
    assertThat(last.version()).isEqualTo("9.9.9");
  }

  @Test
  void exit_code_0_without_the_last_line_is_no_success() throws Exception {
    PresetStub.of(project, "claude", "echo '{\"type\":\"system\",\"subtype\":\"init\"}'");
    AgentResult result = work(PresetStub.agent("stub"), assignment());
    assertThat(result.success()).isFalse();
    assertThat(result.summary()).contains("never said that it is through");
  }

  @Test
  void exit_code_0_with_an_error_flag_is_no_success() throws Exception {
    PresetStub.of(
        project,
        "claude",
        """
        echo '{"type":"result","subtype":"success","is_error":true,"result":"no luck"}'
        """);
    AgentResult result = work(PresetStub.agent("stub"), assignment());
    assertThat(result.success()).isFalse();
    assertThat(result.summary()).isEqualTo("the agent says that it failed: no luck");
  }

  @Test
  void another_exit_code_is_no_success_whatever_the_agent_says() throws Exception {
    PresetStub.of(project, "claude", DONE + "exit 9\n");
    assertThat(work(PresetStub.agent("stub"), assignment()).success()).isFalse();
  }

  @Test
  void time_that_is_over_while_the_service_is_waited_for_has_its_reason() throws Exception {
    PresetStub.of(
        project, "gemini", "echo 'Attempt 1 failed with status 429. Retrying' >&2; sleep 60\n");
    AgentResult result = work(PresetStub.agent("stub", "timeout", "2s"), assignment());
    assertThat(result.success()).isFalse();
    assertThat(result.unavailable().orElseThrow().reason())
        .isEqualTo(Unavailability.Reason.RATE_LIMIT);
  }

  @Test
  void a_session_that_the_engine_chose_is_known_before_the_agent_says_anything() throws Exception {
    PresetStub.of(project, "claude", "exit 1\n");
    Activities control = new Activities();
    Assignment assignment = assignment();
    work(PresetStub.agent("stub"), assignment, control);
    assertThat(control.activities.get(control.activities.size() - 1).session().orElseThrow().id())
        .isEqualTo(PresetCommand.newSession(assignment.effectId()));
  }

  @Test
  void secrets_are_kept_nowhere() throws Exception {
    PresetStub.of(
        project,
        "claude",
        """
        echo "{\\"type\\":\\"assistant\\",\\"message\\":{\\"content\\":[{\\"type\\":\\"text\\",\\"text\\":\\"key is $SOME_API_KEY\\"}]}}"
        echo "Error: $SOME_API_KEY and ghp_abcdefghij0123456789abcdefghij" >&2
        exit 1
        """);
    RecordingAttemptControl control = new RecordingAttemptControl();
    AgentResult result =
        work(PresetStub.agent("stub", "env.SOME_API_KEY", "swordfish-4711"), assignment(), control);
    String kept = control.output() + control.progress() + result;
    assertThat(kept).contains("[redacted]").doesNotContain("swordfish", "abcdefghij0123");
  }

  @Test
  void the_engine_s_variables_that_confuse_an_agent_are_removed() throws Exception {
    PresetStub.of(project, "claude", "env > env\n" + DONE)
        .preset("bare", "extends: stub\nenvironment: {remove: [PATH_INFO, HOME]}\n");
    assertThat(work(PresetStub.agent("bare"), assignment()).success()).isTrue();
    assertThat(Files.readAllLines(project.resolve("env")))
        .noneMatch(line -> line.startsWith("HOME="))
        .anyMatch(line -> line.startsWith("MILESTONE_EFFECT_ID="));
  }

  @Test
  void a_prompt_of_a_file_is_private_and_gone_afterwards() throws Exception {
    PresetStub.of(
        project,
        "goose",
        """
        while [ $# -gt 0 ]; do if [ "$1" = -i ]; then cp "$2" prompt; ls -l "$2" > mode; echo "$2" > path; fi; shift; done
        """);
    Assignment assignment = assignment();
    AgentResult result = work(PresetStub.agent("stub"), assignment);
    assertThat(result.success()).as(result.summary()).isTrue();
    assertThat(project.resolve("prompt")).hasContent(assignment.prompt());
    Path file = Path.of(Files.readString(project.resolve("path")).strip());
    assertThat(file).doesNotExist();
    assertThat(file.getParent()).doesNotExist();
  }

  @Test
  void a_prompt_that_no_argument_can_hold_goes_by_standard_input() throws Exception {
    PresetStub.of(project, "claude", "cat > prompt\n" + ARGUMENTS + DONE)
        .preset(
            "worded",
            """
            extends: stub
            prompt: {by: argument, long: stdin}
            arguments: ["{permissions}", "{arguments}", ["-p", "{prompt}"]]
            """);
    AgentResult shortOne = work(PresetStub.agent("worded"), prompt(assignment(), "- do it"));
    assertThat(shortOne.success()).as(shortOne.summary()).isTrue();
    assertThat(Files.readString(project.resolve("arguments"))).contains("-p\n\n- do it\n");
    Files.delete(project.resolve("arguments"));
    String prompt = "x".repeat(200_000);
    AgentResult result = work(PresetStub.agent("worded"), prompt(assignment(), prompt));
    assertThat(result.success()).as(result.summary()).isTrue();
    assertThat(project.resolve("prompt")).hasContent(prompt);
    assertThat(Files.readAllLines(project.resolve("arguments"))).doesNotContain("-p");
  }

  @Test
  void what_an_agent_writes_into_its_report_counts() throws Exception {
    PresetStub.of(
        project,
        "copilot",
        """
        while [ $# -gt 0 ]; do if [ "$1" = --usage-output-file ]; then
          echo '{"modelMetrics":{"m":{"usage":{"inputTokens":7,"outputTokens":3}}}}' > "$2"; fi; shift; done
        echo '{"type":"result","sessionId":"s-1","exitCode":0}'
        """);
    AgentResult result = work(PresetStub.agent("stub"), assignment());
    assertThat(result.success()).as(result.summary()).isTrue();
    assertThat(result.cost().tokens()).isEqualTo(10);
  }

  @Test
  void a_program_below_the_project_is_not_taken_from_the_path() throws Exception {
    Path bin = Files.createDirectories(project.resolve("bin"));
    Path program = Files.createFile(bin.resolve("claude"));
    program.toFile().setExecutable(true);
    assertThat(PresetProgram.find("claude", project, bin + ":bin:.:")).isEmpty();
    assertThat(PresetProgram.find("claude", project.resolve("other"), bin.toString()))
        .contains(program);
    assertThat(PresetProgram.find("bin/claude", project, "")).contains(program);
  }

  @Test
  void an_agent_that_is_not_there_is_not_installed() throws Exception {
    AgentResult result =
        work(PresetStub.agent("claude", "program", "no-such-program-anywhere"), assignment());
    assertThat(result.unavailable().orElseThrow().reason())
        .isEqualTo(Unavailability.Reason.NOT_INSTALLED);
  }

  @Test
  void offers_name_all_presets_and_never_run_what_the_project_brings() {
    PresetStub.of(project, "claude", "touch ran\n").preset("broken", "program: x\nargumenst: []\n");
    List<AgentOffer> offers = new PresetAgentProvider().offers(project, true);
    assertThat(offers.stream().map(AgentOffer::name))
        .contains(
            "claude", "codex", "gemini", "opencode", "copilot", "aider", "goose", "stub", "broken");
    AgentOffer stub = offers.stream().filter(o -> o.name().equals("stub")).findFirst().get();
    assertThat(stub.program()).isPresent();
    assertThat(stub.version()).isEmpty();
    assertThat(project.resolve("ran")).doesNotExist();
    AgentOffer broken = offers.stream().filter(o -> o.name().equals("broken")).findFirst().get();
    assertThat(broken.problem()).contains("broken.yaml:2:1").contains("did you mean 'arguments'");
  }

  @Test
  void a_declaration_that_cannot_be_used_is_refused() {
    assertThatThrownBy(() -> create(PresetStub.agent("cluade")))
        .isInstanceOf(MilestoneException.class)
        .hasMessageContaining("cluade");
    assertThatThrownBy(() -> create(PresetStub.agent("claude", "modell", "x")))
        .isInstanceOf(MilestoneException.class);
    assertThatThrownBy(() -> create(PresetStub.agent("claude", "arguments", "[1]")))
        .isInstanceOf(MilestoneException.class);
    assertThatThrownBy(() -> create(PresetStub.agent("claude", "timeout", "soon")))
        .isInstanceOf(MilestoneException.class);
  }

  @Test
  void the_version_is_the_first_word_that_begins_with_a_digit() {
    assertThat(PresetVersions.version("2.1.197 (Claude Code)\n")).isEqualTo("2.1.197");
    assertThat(PresetVersions.version("codex-cli 0.169.0")).isEqualTo("0.169.0");
    assertThat(PresetVersions.version("GitHub Copilot CLI 1.0.102.\nRun 'copilot update'"))
        .isEqualTo("1.0.102");
    assertThat(PresetVersions.version("aider v0.86.1")).isEqualTo("0.86.1");
    assertThat(PresetVersions.version("no idea")).isEmpty();
  }

  private Object create(AgentDefinition definition) {
    return new PresetAgentProvider().create(Fixture.request(project, definition));
  }

  private AgentResult work(AgentDefinition definition, Assignment assignment) throws Exception {
    return work(definition, assignment, new RecordingAttemptControl());
  }

  private AgentResult work(
      AgentDefinition definition,
      Assignment assignment,
      dev.milestone.spi.agent.AttemptControl control)
      throws Exception {
    return new PresetAgentProvider()
        .create(Fixture.request(project, definition))
        .work(assignment, control);
  }

  private Assignment assignment() {
    return SampleAssignments.of(project, Fixture.effect());
  }

  private static Optional<AgentSession> session(String id, Cost total) {
    return Optional.of(new AgentSession(id, total));
  }

  private static Assignment prompt(Assignment a, String prompt) {
    return new Assignment(
        a.attempt(),
        a.fencingToken(),
        a.effectId(),
        a.task(),
        a.milestone(),
        a.session(),
        a.workspace(),
        a.project(),
        prompt,
        a.context(),
        a.previousFailures(),
        a.resume(),
        a.remaining());
  }

  private static Assignment with(Assignment a, Optional<AgentSession> resume, Budget remaining) {
    return new Assignment(
        a.attempt(),
        a.fencingToken(),
        a.effectId(),
        a.task(),
        a.milestone(),
        a.session(),
        a.workspace(),
        a.project(),
        a.prompt(),
        a.context(),
        a.previousFailures(),
        resume,
        remaining);
  }

  /** Remembers what an agent said of itself. */
  private static final class Activities implements dev.milestone.spi.agent.AttemptControl {
    private final List<AgentActivity> activities = new ArrayList<>();

    @Override
    public void progress(double fraction, String note) {}

    @Override
    public void note(String text) {}

    @Override
    public void heartbeat() {}

    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public void onCancel(Runnable action) {}

    @Override
    public void processStarted(Map<String, Object> identity) {}

    @Override
    public void activity(AgentActivity activity) {
      activities.add(activity);
    }
  }
}
