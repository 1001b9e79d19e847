package dev.milestone.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.milestone.MilestoneException;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.model.AgentSession;
import dev.milestone.model.AttemptId;
import dev.milestone.model.Budget;
import dev.milestone.model.Cost;
import dev.milestone.model.Dependency;
import dev.milestone.model.Estimate;
import dev.milestone.model.TaskId;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.AttemptControl;
import dev.milestone.spi.agent.CommandRunner;
import dev.milestone.testkit.agent.RecordingAttemptControl;
import dev.milestone.testkit.agent.SampleAssignments;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Real processes, most of them badly behaved. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessAgentIT {

  @TempDir Path workspace;

  private final RecordingAttemptControl control = new RecordingAttemptControl();
  private String effect = "";

  @BeforeEach
  void nameTheEffect() {
    effect = Fixture.effect();
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(Fixture.running(effect)).as("processes of the attempt").isZero();
    assertThat(Fixture.processThreads()).isEmpty();
  }

  @Test
  void both_services_are_found_by_the_service_loader() {
    assertThat(ServiceLoader.load(AgentProvider.class))
        .extracting(AgentProvider::name)
        .contains("process");
    assertThat(ServiceLoader.load(CommandRunner.class))
        .hasAtLeastOneElementOfType(ProcessCommandRunner.class);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, false", "3, false", "127, false"})
  void the_exit_code_decides(int code, boolean success) {
    AgentResult result = work("exit " + code);
    assertThat(result.success()).isEqualTo(success);
    assertThat(result.exitCode()).isEqualTo(OptionalInt.of(code));
    assertThat(result.details()).containsEntry("exit_code", code).doesNotContainKey("signal");
  }

  @Test
  void a_failure_says_the_code_and_the_last_line() {
    AgentResult result = work("echo one; echo 'no space left' >&2; echo; exit 3");
    assertThat(result.summary()).startsWith("exit code 3: ");
  }

  @Test
  void a_signal_is_told() {
    AgentResult result = work("kill -9 $$");
    assertThat(result.success()).isFalse();
    assertThat(result.details()).containsEntry("signal", 9).containsEntry("exit_code", 137);
    assertThat(result.summary()).startsWith("ended by signal 9");
  }

  @Test
  void the_result_holds_excerpts_count_and_digest() throws Exception {
    AgentResult result = work("printf head; printf '%05000d' 7; printf tail >&2");
    assertThat(result.details())
        .containsEntry("output_bytes", 5008L)
        .containsKey("output_digest")
        .containsKey("output_head");
    assertThat((String) result.details().get("output_tail")).hasSizeLessThanOrEqualTo(4096);
    assertThat((String) result.details().get("output_digest")).matches("[0-9a-f]{64}");
    assertThat(control.outputBytes()).isEqualTo(5008);
    assertThat(control.output()).hasSize(5008);
  }

  @Test
  void reports_come_through_with_cost_artefacts_and_notes() {
    AgentResult result =
        work(
            """
            echo '{"progress":0.4,"note":"reading"}'
            echo 'words for people'
            echo '{"note":"found a bug"}'
            echo '{"cost":{"input_tokens":10,"output_tokens":2,"money":0.5,"currency":"EUR"}}'
            echo '{"artefact":{"path":"out.txt","kind":"report"}}'
            printf '{"progress":1,"note":"done"}'
            """);
    assertThat(result.success()).isTrue();
    assertThat(result.summary()).isEqualTo("done");
    assertThat(control.progress()).hasSize(2);
    assertThat(control.notes()).containsExactly("found a bug");
    assertThat(control.heartbeats()).isPositive();
    assertThat(result.cost().tokens()).isEqualTo(12);
    assertThat(result.cost().money()).isEqualByComparingTo(new BigDecimal("0.5"));
    assertThat(result.artefacts()).singleElement().extracting("path").isEqualTo("out.txt");
  }

  @Test
  void reports_come_while_the_process_works() throws Exception {
    Running running = start("echo '{\"note\":\"early\"}'; while [ ! -e go ]; do sleep 0.05; done");
    assertThat(control.awaitReport(30)).isTrue();
    Files.createFile(workspace.resolve("go"));
    assertThat(running.result().success()).isTrue();
  }

  @Test
  void the_environment_is_as_documented_and_adds_to_the_inherited_one() {
    work("env | grep ^MILESTONE_ | sort; [ -n \"$PATH\" ] && echo inherited");
    assertThat(control.output().lines())
        .containsExactly(
            "MILESTONE_ATTEMPT=1",
            "MILESTONE_EFFECT_ID=" + effect,
            "MILESTONE_MILESTONE_ID=milestone-001",
            "MILESTONE_PROJECT=" + workspace,
            "MILESTONE_SESSION_ID=session-001",
            "MILESTONE_TASK_ID=task-001-001",
            "MILESTONE_TOKEN=7",
            "MILESTONE_WORKSPACE=" + workspace,
            "inherited");
  }

  @Test
  void it_works_in_its_workspace() throws Exception {
    work("pwd -P");
    assertThat(control.output().strip()).isEqualTo(workspace.toRealPath().toString());
  }

  @Test
  void the_assignment_is_one_json_document_on_standard_input() {
    Assignment sample = assignment();
    Assignment full =
        new Assignment(
            new AttemptId(sample.task().id(), 3),
            42,
            effect,
            sample.task().toBuilder()
                .run("make \"hash\" \uD800 end")
                .dependencies(List.of(Dependency.on(TaskId.of("task-001-000"))))
                .requires(List.of("shell"))
                .resources(Map.of("db", 1))
                .estimate(Estimate.of(Duration.ofHours(2)))
                .files(List.of("src/auth/**"))
                .verify(List.of("make", "test"))
                .timeout(Duration.ofMinutes(10))
                .criteria(List.of("it works"))
                .extensions(Map.of("x-team", List.of("a", 1, true)))
                .build(),
            sample.milestone(),
            sample.session(),
            workspace,
            workspace,
            "line one\nline two \u0000 ü",
            Map.of("depth", Map.of("inner", List.of(1, 2.5, "x"))),
            List.of("exit code 1"),
            Optional.of(new AgentSession("own-7", Cost.NONE)),
            new Budget(
                Optional.of(new BigDecimal("1.50")),
                "EUR",
                OptionalLong.of(9_000),
                Optional.of(Duration.ofMinutes(3)),
                OptionalInt.of(2)));
    work(full, control, "cat");
    List<String> paths = jsonPaths(control.output());
    assertThat(paths)
        .contains(
            "/schema=milestone.assignment/1",
            "/task/id=task-001-001",
            "/task/milestone_id=milestone-001",
            "/task/title=Password hashing",
            "/task/priority=2",
            "/task/depends_on/task=task-001-000",
            "/task/depends_on/type=finish-start",
            "/task/requires=shell",
            "/task/resources/db=1",
            "/task/estimate/likely=PT2H",
            "/task/files=src/auth/**",
            "/task/run=make \"hash\" \uFFFD end",
            "/task/verify=make",
            "/task/timeout=PT10M",
            "/task/retry/attempts=1",
            "/task/criteria=it works",
            "/task/x-team=a",
            "/milestone/id=milestone-001",
            "/milestone/title=User authentication",
            "/attempt=3",
            "/fencing_token=42",
            "/effect_id=" + effect,
            "/session=session-001",
            "/workspace=" + workspace,
            "/project=" + workspace,
            "/prompt=line one\nline two \u0000 ü",
            "/context/depth/inner=2.5",
            "/previous_failures=exit code 1",
            "/resume=own-7",
            "/remaining/money=1.50",
            "/remaining/currency=EUR",
            "/remaining/tokens=9000",
            "/remaining/time=PT3M",
            "/remaining/attempts=2");
  }

  @Test
  void a_process_that_never_reads_a_long_assignment_is_not_waited_for() {
    AgentResult result = work(longAssignment(), control, "exit 0");
    assertThat(result.success()).isTrue();
  }

  @Test
  void a_long_assignment_arrives_whole_and_ends() {
    work(longAssignment(), control, "cat >copy; wc -c <copy; tail -c 2 copy");
    assertThat(control.output()).endsWith("}\n");
    assertThat(Long.parseLong(control.output().lines().findFirst().orElse("0").strip()))
        .isGreaterThan(1024 * 1024);
  }

  @Test
  void nothing_of_the_assignment_stays_on_disk() throws Exception {
    Set<Path> before = inputs();
    work("exit 0");
    assertThat(inputs()).isEqualTo(before);
  }

  @Test
  void each_argument_stays_one_whatever_is_put_in() {
    String nasty =
        "a  b \"c\" 'd' $(touch pwned) `touch pwned`; touch pwned & {prompt} {task.id} *";
    Assignment assignment =
        SampleAssignments.of(workspace, effect, task -> task.run(nasty).title(nasty));
    work(
        assignment,
        Fixture.request(
            workspace,
            "/bin/sh",
            "-c",
            "for a in \"$@\"; do printf '<%s>\\n' \"$a\"; done",
            "sh",
            "{run}",
            "--run={run};{task.id}",
            "{workspace}/x",
            "{prompt}",
            "{other} {}"));
    assertThat(control.output())
        .isEqualTo(
            "<"
                + nasty
                + ">\n<--run="
                + nasty
                + ";task-001-001>\n<"
                + workspace
                + "/x>\n<Hash passwords with a memory-hard function.>\n<{other} {}>\n");
    assertThat(workspace.resolve("pwned")).doesNotExist();
  }

  @Test
  void a_prompt_inside_a_longer_argument_is_refused() {
    AgentProvider provider = new ProcessAgentProvider();
    AgentRequest request = Fixture.request(workspace, "/bin/sh", "-c", "agent '{prompt}'");
    assertThatThrownBy(() -> provider.create(request))
        .isInstanceOf(MilestoneException.class)
        .satisfies(e -> assertThat(((MilestoneException) e).problems()).hasSize(1));
  }

  @Test
  void a_missing_program_is_a_sentence() {
    AgentResult result = work(assignment(), Fixture.request(workspace, "no-such-program", "x"));
    assertThat(result.success()).isFalse();
    assertThat(result.summary())
        .contains("'no-such-program' was not found on the PATH")
        .contains(System.getenv("PATH"))
        .contains("install it");
  }

  @Test
  void other_commands_that_cannot_be_started_are_sentences() throws Exception {
    Files.writeString(workspace.resolve("plain"), "#!/bin/sh\n");
    assertThat(work(assignment(), Fixture.request(workspace, "./plain")).summary())
        .contains("not an executable file")
        .contains("chmod +x");
    assertThat(work(assignment(), Fixture.request(workspace, "./absent")).summary())
        .contains("there is no program");
    assertThat(work(assignment(), Fixture.request(workspace)).summary()).contains("no command");
    assertThat(work(assignment(), Fixture.request(workspace, "")).summary())
        .contains("the command is empty");
    assertThat(work(assignment(), Fixture.request(workspace, "/bin/sh", "a\0b")).summary())
        .contains("NUL");
    assertThat(
            work(longAssignment(), Fixture.request(workspace, "/bin/echo", "{prompt}")).summary())
        .contains("standard input");
    Assignment nowhere = SampleAssignments.of(workspace.resolve("nowhere"), effect);
    assertThat(work(nowhere, Fixture.shell(workspace, "exit 0")).summary())
        .contains("is not a folder");
  }

  @Test
  void probing_finds_the_program_without_running_it() throws Exception {
    AgentProvider provider = new ProcessAgentProvider();
    assertThat(provider.probe(Fixture.request(workspace, "sh")))
        .hasValueSatisfying(path -> assertThat(path).endsWith("/sh"));
    assertThat(provider.probe(Fixture.request(workspace, "no-such-program"))).isEmpty();
    assertThat(provider.probe(Fixture.request(workspace))).isEmpty();
    Path script = workspace.resolve("agent.sh");
    Files.writeString(script, "#!/bin/sh\ntouch ran\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    assertThat(provider.probe(Fixture.request(workspace, "./agent.sh"))).isPresent();
    assertThat(workspace.resolve("ran")).doesNotExist();
  }

  @Test
  void one_that_is_cancelled_before_it_starts_is_not_started() {
    control.cancel();
    AgentResult result = work("touch started; exit 0");
    assertThat(result.success()).isFalse();
    assertThat(result.summary()).startsWith("cancelled");
    assertThat(result.exitCode()).isEmpty();
    assertThat(workspace.resolve("started")).doesNotExist();
  }

  @Test
  void one_that_ignores_sigterm_is_killed_after_the_grace() throws Exception {
    Running running =
        start("trap '' TERM; echo '{\"note\":\"deaf\"}'; while :; do sleep 0.1; done");
    assertThat(control.awaitReport(30)).isTrue();
    control.cancel();
    AgentResult result = running.result();
    assertThat(result.success()).isFalse();
    assertThat(result.summary()).startsWith("cancelled");
    assertThat(result.details()).containsEntry("signal", 9);
  }

  @Test
  void one_that_listens_to_sigterm_may_tidy_up() throws Exception {
    Running running =
        start(
            "trap 'echo tidied > tidy; exit 0' TERM; echo '{\"note\":\"polite\"}'; "
                + "while :; do sleep 0.05; done");
    assertThat(control.awaitReport(30)).isTrue();
    control.cancel();
    AgentResult result = running.result();
    assertThat(result.success()).as("cancelled, whatever it exits with").isFalse();
    assertThat(workspace.resolve("tidy")).exists();
  }

  @Test
  void the_whole_tree_is_ended_when_it_is_cancelled() throws Exception {
    Running running =
        start(
            "(trap '' TERM; sh -c 'trap \"\" TERM; while :; do sleep 0.2; done') & "
                + "sleep 300 & echo '{\"note\":\"x\"}'; wait");
    assertThat(control.awaitReport(30)).isTrue();
    control.cancel();
    assertThat(running.result().success()).isFalse();
    assertThat(Fixture.running(effect)).isZero();
  }

  @Test
  void a_tree_that_cleared_its_environment_is_ended_by_descent() throws Exception {
    Running running =
        start("env -i /bin/sh -c 'echo $$ > pid; while :; do /bin/sleep 0.2; done'; exit 1");
    await().until(() -> Files.exists(workspace.resolve("pid")) && !pid("pid").isEmpty());
    long pid = Long.parseLong(pid("pid"));
    control.cancel();
    running.result();
    assertThat(Fixture.isRunning(pid)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "setsid sleep 300 & exit 0",
        "nohup sleep 300 >/dev/null 2>&1 & exit 0",
        "setsid sh -c 'trap \"\" TERM; while :; do sleep 0.2; done' & sleep 0.1; exit 0",
        "(setsid sh -c 'sleep 300 & sleep 300' &) ; exit 0"
      })
  void a_grandchild_that_outlives_its_parent_is_ended_and_told(String script) {
    AgentResult result = work(script);
    assertThat(result.success()).isTrue();
    assertThat((Integer) result.details().get("ended_descendants")).isPositive();
    assertThat(result.details()).doesNotContainKey("remaining_processes");
  }

  @Test
  void a_grandchild_that_cannot_be_found_holds_nothing_up() throws Exception {
    AgentResult result =
        work(
            "env -i setsid /bin/sh -c 'echo $$ > pid; exec /bin/sleep 300' & "
                + "while [ ! -s pid ]; do sleep 0.02; done; echo said; exit 0");
    assertThat(result.success()).isTrue();
    assertThat(control.output()).isEqualTo("said\n");
    ProcessHandle.of(Long.parseLong(pid("pid"))).ifPresent(ProcessHandle::destroyForcibly);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"yes &", "sh -c 'trap \"\" TERM; while :; do echo floodfloodfloodflood; done' &"})
  void a_grandchild_that_floods_after_its_parent_is_ended(String script) throws Exception {
    Running running = start(script + " while [ ! -e go ]; do sleep 0.02; done; exit 0");
    assertThat(control.awaitProcess(30)).isTrue();
    Files.createFile(workspace.resolve("go"));
    AgentResult result = running.result();
    assertThat(result.success()).isTrue();
    assertThat((Integer) result.details().get("ended_descendants")).isPositive();
    assertThat(control.output().length()).isLessThan(Fixture.LIMITS.outputBytes() + 200);
  }

  /**
   * The process may be gone before its streams are taken; whoever reads them then must not read for
   * ever.
   */
  @Test
  void a_grandchild_that_floods_from_the_first_moment_holds_nothing_up() {
    for (int i = 0; i < 20; i++) {
      assertThat(work("yes & yes & yes & yes & exit 0").success()).isTrue();
      assertThat(Fixture.running(effect)).isZero();
    }
  }

  @Test
  void a_flood_is_counted_and_not_kept() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/yes")), "yes is not installed");
    long bytes = 200L * 1024 * 1024;
    AgentResult result = work("yes | head -c " + bytes);
    assertThat(result.success()).isTrue();
    assertThat(result.details()).containsEntry("output_bytes", bytes);
    assertThat(control.output().length()).isLessThan(Fixture.LIMITS.outputBytes() + 200);
    assertThat(control.heartbeats()).isBetween(1L, 600L);
  }

  @Test
  void an_endless_line_is_output_only() {
    AgentResult result =
        work("printf '{\"note\":\"'; head -c 5000000 /dev/zero | tr '\\0' x; printf '\"}'");
    assertThat(result.success()).isTrue();
    assertThat(control.notes()).isEmpty();
    assertThat(result.details()).containsEntry("output_bytes", 5_000_011L);
  }

  @Test
  void one_that_closes_its_output_and_goes_on_is_waited_for() {
    AgentResult result =
        work("exec >&- 2>&-; i=0; while [ $i -lt 5 ]; do sleep 0.05; i=$((i+1)); done; exit 4");
    assertThat(result.exitCode()).isEqualTo(OptionalInt.of(4));
  }

  @Test
  void invalid_utf_8_and_nul_bytes_are_kept_as_output() {
    AgentResult result =
        work("printf '\\377\\376\\000{\"note\":\"x\"}\\n'; printf '\\303\\050\\n{\"note\":\"y\"}'");
    assertThat(result.success()).isTrue();
    assertThat(control.notes()).containsExactly("y");
    assertThat(control.output()).contains("\uFFFD").contains("\0");
  }

  @Test
  void the_timeout_of_the_agent_ends_it() {
    AgentDefinition definition =
        AgentDefinition.builder(AgentId.of("builder"))
            .command(List.of("/bin/sh", "-c", "while :; do sleep 0.1; done"))
            .settings(Map.of("timeout", "PT0.3S"))
            .build();
    AgentResult result = work(assignment(), Fixture.request(workspace, definition));
    assertThat(result.success()).isFalse();
    assertThat(result.summary()).contains("timeout of PT0.3S");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5s", "0s"})
  void a_timeout_that_is_none_is_refused(String text) {
    AgentDefinition definition =
        AgentDefinition.builder(AgentId.of("builder"))
            .command(List.of("true"))
            .settings(Map.of("timeout", text))
            .build();
    AgentProvider provider = new ProcessAgentProvider();
    AgentRequest request = Fixture.request(workspace, definition);
    assertThatThrownBy(() -> provider.create(request)).isInstanceOf(MilestoneException.class);
  }

  @Test
  void an_interrupt_ends_the_tree_and_stays_pending() throws Exception {
    List<Boolean> pending = new ArrayList<>();
    FutureTask<AgentResult> task =
        new FutureTask<>(
            () -> {
              AgentResult result = work("echo '{\"note\":\"x\"}'; while :; do sleep 0.1; done");
              pending.add(Thread.currentThread().isInterrupted());
              return result;
            });
    Thread thread = new Thread(task, "junit-interrupted");
    thread.start();
    assertThat(control.awaitReport(30)).isTrue();
    thread.interrupt();
    assertThat(task.get(30, TimeUnit.SECONDS).summary()).contains("interrupted");
    assertThat(pending).containsExactly(true);
  }

  @Test
  void an_engine_that_refuses_a_report_ends_the_attempt() {
    AttemptControl refusing = refusing();
    AgentResult result =
        work(assignment(), refusing, "echo '{\"progress\":0.1}'; while :; do sleep 0.1; done");
    assertThat(result.success()).isFalse();
    assertThat(result.summary()).contains("the token is stale");
  }

  @Test
  void the_identity_of_the_process_is_reported_right_after_the_start() throws Exception {
    Running running = start("echo $$; while [ ! -e go ]; do sleep 0.05; done");
    assertThat(control.awaitProcess(30)).isTrue();
    Files.createFile(workspace.resolve("go"));
    running.result();
    Map<String, Object> identity = control.process().orElseThrow();
    assertThat(identity.get("pid")).isEqualTo(Long.parseLong(control.output().strip()));
    assertThat(identity).containsKey("start_millis");
    if (Files.exists(Path.of("/proc/self/stat"))) {
      assertThat(identity).containsKeys("boot_id", "start_ticks");
    }
  }

  @Test
  void two_hundred_attempts_leave_nothing_behind() throws Exception {
    work("exit 0");
    long files = Fixture.openFiles();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<AgentResult>> results = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String script =
            i % 4 == 0 ? "sleep 300 & exit 0" : "cat >/dev/null; echo '{\"note\":\"x\"}'";
        results.add(pool.submit(() -> work(assignment(), new RecordingAttemptControl(), script)));
      }
      for (Future<AgentResult> result : results) {
        assertThat(result.get(50, TimeUnit.SECONDS)).isNotNull();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Fixture.processThreads()).isEmpty();
    assertThat(Fixture.running(effect)).isZero();
    // The JDK closes its ends of the pipes on a thread of its own, a moment after the exit.
    await().until(() -> Fixture.openFiles() <= files);
    await()
        .until(() -> ProcessHandle.current().children().noneMatch(c -> Fixture.isRunning(c.pid())));
  }

  @Test
  void without_proc_a_tree_is_ended_as_well() throws Exception {
    AgentProvider portable = new ProcessAgentProvider(new PortableProcessTable());
    FutureTask<AgentResult> task =
        new FutureTask<>(
            () ->
                portable
                    .create(
                        Fixture.shell(
                            workspace,
                            "trap '' TERM; sh -c 'trap \"\" TERM; while :; do sleep 0.2; done' & "
                                + "echo '{\"note\":\"x\"}'; wait; wait"))
                    .work(assignment(), control));
    Thread thread = new Thread(task, "junit-portable");
    thread.start();
    assertThat(control.awaitReport(30)).isTrue();
    control.cancel();
    assertThat(task.get(30, TimeUnit.SECONDS).success()).isFalse();
    assertThat(control.process().orElseThrow()).containsOnlyKeys("pid", "start_millis");
  }

  private AgentResult work(String script) {
    return work(assignment(), control, script);
  }

  private AgentResult work(Assignment assignment, AttemptControl line, String script) {
    return work(assignment, line, Fixture.shell(workspace, script));
  }

  private AgentResult work(Assignment assignment, AgentRequest request) {
    return work(assignment, control, request);
  }

  private static AgentResult work(
      Assignment assignment, AttemptControl line, AgentRequest request) {
    try {
      return new ProcessAgentProvider().create(request).work(assignment, line);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Assignment assignment() {
    return SampleAssignments.of(workspace, effect);
  }

  private Assignment longAssignment() {
    Assignment a = assignment();
    return new Assignment(
        a.attempt(),
        a.fencingToken(),
        a.effectId(),
        a.task(),
        a.milestone(),
        a.session(),
        a.workspace(),
        a.project(),
        "x".repeat(1024 * 1024),
        a.context(),
        a.previousFailures(),
        a.resume(),
        a.remaining());
  }

  private Running start(String script) {
    return new Running(script);
  }

  private String pid(String file) throws IOException {
    return Files.readString(workspace.resolve(file)).strip();
  }

  private static Set<Path> inputs() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("milestone-input-"))
          .collect(Collectors.toSet());
    }
  }

  private static AttemptControl refusing() {
    return new AttemptControl() {
      @Override
      public void progress(double fraction, String note) {
        throw new IllegalStateException("the token is stale");
      }

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
    };
  }

  /** Every scalar of a document with its path; elements of arrays share the array's. */
  private static List<String> jsonPaths(String document) {
    List<String> found = new ArrayList<>();
    List<String> path = new ArrayList<>();
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), bytes)) {
      String name = "";
      for (var token = json.nextToken(); token != null; token = json.nextToken()) {
        switch (token) {
          case START_OBJECT, START_ARRAY -> {
            path.add(name);
            name = "";
          }
          case END_OBJECT, END_ARRAY -> path.remove(path.size() - 1);
          case PROPERTY_NAME -> name = "/" + json.currentName();
          default -> {
            found.add(String.join("", path) + name + "=" + json.getString());
          }
        }
        if (token.isScalarValue()
            || token == tools.jackson.core.JsonToken.END_OBJECT
            || token == tools.jackson.core.JsonToken.END_ARRAY) {
          name = "";
        }
      }
    }
    return found;
  }

  /** An attempt on a thread of its own. */
  private final class Running {
    private final FutureTask<AgentResult> task;

    Running(String script) {
      task = new FutureTask<>(() -> work(script));
      Thread thread = new Thread(task, "junit-attempt");
      thread.setDaemon(true);
      thread.start();
    }

    AgentResult result() throws Exception {
      return task.get(30, TimeUnit.SECONDS);
    }
  }
}
