package dev.milestone.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.milestone.spi.agent.CommandRequest;
import dev.milestone.spi.agent.CommandResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifications as real processes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessCommandRunnerIT {

  @TempDir Path workspace;

  private final String effect = Fixture.effect();

  @AfterEach
  void nothingIsLeft() {
    assertThat(Fixture.running(effect)).isZero();
    assertThat(Fixture.processThreads()).isEmpty();
  }

  @Test
  void exit_code_and_both_outputs_in_order_come_back() throws Exception {
    CommandResult result = run("echo one; echo two >&2; echo three; exit 9");
    assertThat(result.exitCode()).isEqualTo(9);
    assertThat(result.output()).isEqualTo("one\ntwo\nthree\n");
    assertThat(result.outputBytes()).isEqualTo(14);
    assertThat(result.outputDigest()).isEqualTo(sha256("one\ntwo\nthree\n"));
    assertThat(result.error()).isEmpty();
    assertThat(result.duration()).isPositive();
  }

  @Test
  void standard_input_is_empty() {
    assertThat(run("cat; echo end").output()).isEqualTo("end\n");
  }

  @Test
  void variables_are_added_and_the_workspace_is_the_folder() throws Exception {
    CommandResult result = run("echo $MILESTONE_EFFECT_ID; pwd -P");
    assertThat(result.output()).isEqualTo(effect + "\n" + workspace.toRealPath() + "\n");
  }

  @Test
  void arguments_are_not_read_by_a_shell() {
    CommandResult result =
        run(Optional.empty(), "printf", "<%s>", "$(touch pwned)", "a  b", "'", "*");
    assertThat(result.output()).isEqualTo("<$(touch pwned)><a  b><'><*>");
    assertThat(workspace.resolve("pwned")).doesNotExist();
  }

  @Test
  void when_its_time_is_over_the_tree_is_ended() {
    CommandResult result =
        run(
            Optional.of(Duration.ofMillis(300)),
            "/bin/sh",
            "-c",
            "trap '' TERM; echo started; setsid sleep 300 & while :; do sleep 0.2; done");
    assertThat(result.exitCode()).isEqualTo(CommandResult.TIMED_OUT);
    assertThat(result.output()).isEqualTo("started\n");
    assertThat(result.duration()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(20));
  }

  @Test
  void what_it_leaves_behind_is_ended_and_the_exit_code_stays() {
    assertThat(run("setsid sleep 300 & exit 6").exitCode()).isEqualTo(6);
  }

  @Test
  void the_output_is_bounded_and_the_digest_covers_all_of_it() throws Exception {
    CommandResult result = run("head -c 1000000 /dev/zero | tr '\\0' x");
    assertThat(result.outputBytes()).isEqualTo(1_000_000);
    assertThat(result.output().length()).isLessThan(Fixture.LIMITS.outputBytes() + 200);
    assertThat(result.output()).contains("bytes left out");
    assertThat(result.outputDigest()).isEqualTo(sha256("x".repeat(1_000_000)));
  }

  @Test
  void what_cannot_be_started_is_said_in_a_sentence() {
    CommandResult result = run(Optional.empty(), "no-such-program");
    assertThat(result.exitCode()).isEqualTo(CommandResult.NOT_STARTED);
    assertThat(result.error()).contains("was not found on the PATH");
    CommandResult empty = run(Optional.empty());
    assertThat(empty.exitCode()).isEqualTo(CommandResult.NOT_STARTED);
    assertThat(empty.error()).contains("empty");
  }

  @Test
  void an_interrupt_ends_it() throws Exception {
    FutureTask<CommandResult> task =
        new FutureTask<>(() -> run("touch started; while :; do sleep 0.1; done"));
    Thread thread = new Thread(task, "junit-verification");
    thread.start();
    await().until(() -> Files.exists(workspace.resolve("started")));
    thread.interrupt();
    assertThat(task.get(30, TimeUnit.SECONDS).exitCode()).isEqualTo(CommandResult.INTERRUPTED);
  }

  private CommandResult run(String script) {
    return run(Optional.empty(), "/bin/sh", "-c", script);
  }

  private CommandResult run(Optional<Duration> timeout, String... command) {
    return new ProcessCommandRunner()
        .run(
            new CommandRequest(
                List.of(command),
                workspace,
                Map.of("MILESTONE_EFFECT_ID", effect),
                timeout,
                Fixture.LIMITS));
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
