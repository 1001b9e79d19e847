package dev.milestone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The command as a process: signals, pipes, terminals. */
class SignalIT {

  private static final String PLAN =
      """
      agents:
        - {id: shell, command: [sh, -c, "{run}"], slots: 2}
      milestones:
        - id: m-1
          title: One
          tasks:
            - {id: t-1, title: First, run: "true"}
            - {id: t-2, title: Long, run: "sleep 60", depends_on: [t-1]}
      """;

  @TempDir static Path home;
  private static RealCli cli;

  @TempDir Path project;

  @BeforeAll
  static void prepare() throws Exception {
    cli = RealCli.prepare(home);
  }

  private void plan() throws IOException {
    Files.writeString(project.resolve("plan.yaml"), PLAN);
    assertThat(cli.run(project, "plan", "plan.yaml").code()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143"})
  void a_signal_ends_a_run_in_order_with_a_checkpoint(String signal, int code) throws Exception {
    plan();
    Path out = project.resolve("out.txt");
    Process process =
        cli.process(project, "execute", "--no-git", "--json")
            .redirectOutput(out.toFile())
            .redirectError(project.resolve("err.txt").toFile())
            .start();
    awaitText(out, "agent_process_started\",.*t-2|\"task_id\":\"t-2\"");
    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as(Files.readString(project.resolve("err.txt")))
        .isEqualTo(code);
    List<JsonNode> lines = new Cli.Result(0, Files.readString(out), "").jsonLines();
    JsonNode last = lines.get(lines.size() - 1);
    assertThat(last.get("type").asString()).isEqualTo("summary");
    assertThat(last.get("reason").asString()).isEqualTo("cancelled");
    assertThat(
            lines.stream().limit(lines.size() - 1).map(event -> event.get("event_type").asString()))
        .contains("checkpoint_created");
    JsonNode status =
        cli.run(project, "update", "--json").json().get("milestones").get(0).get("tasks");
    assertThat(status.get(0).get("status").asString()).isEqualTo("succeeded");
    assertThat(status.get(1).get("status").asString()).isIn("ready", "pending");
  }

  @Test
  void after_a_kill_the_next_attempt_finds_claimed_files_as_they_were() throws Exception {
    Files.writeString(project.resolve("work.txt"), "original\n");
    Files.writeString(
        project.resolve("plan.yaml"),
        """
        agents:
          - {id: shell, command: [sh, -c, "{run}"]}
        milestones:
          - id: m-1
            title: One
            tasks:
              - id: t-1
                title: Edits a file
                files: [work.txt]
                run: "cat work.txt >> seen.log; echo broken > work.txt; [ -f go ] || { touch begun; exec sleep 600; }"
        """);
    assertThat(cli.run(project, "plan", "plan.yaml").code()).isZero();
    Process process =
        cli.process(project, "execute", "--no-git")
            .redirectErrorStream(true)
            .redirectOutput(project.resolve("out.txt").toFile())
            .start();
    org.awaitility.Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> Files.exists(project.resolve("begun")));
    process.destroyForcibly().waitFor();
    assertThat(project.resolve("work.txt")).hasContent("broken");
    Files.writeString(project.resolve("go"), "");
    Cli.Result again = cli.run(project, "execute", "--no-git");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(Files.readAllLines(project.resolve("seen.log")))
        .containsExactly("original", "original");
    List<JsonNode> restored =
        cli.run(project, "events", "--json", "--type", "workspace_restored").jsonLines();
    assertThat(restored).hasSize(1);
    JsonNode details = restored.get(0).get("details");
    assertThat(details.get("files").get(0).asString()).isEqualTo("work.txt");
    assertThat(Files.readString(Path.of(details.get("parked").asString()).resolve("work.txt")))
        .isEqualTo("broken\n");
  }

  private static void awaitText(Path file, String pattern) {
    org.awaitility.Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () -> java.util.regex.Pattern.compile(pattern).matcher(Files.readString(file)).find());
  }

  @Test
  void a_reader_that_goes_away_ends_it_quietly() throws Exception {
    plan();
    Process process = cli.process(project, "events", "--json", "--follow").start();
    process.getInputStream().read();
    process.getInputStream().close();
    // Following ends with the first line that nobody takes.
    cli.run(project, "note", "--task", "t-1", "one");
    cli.run(project, "note", "--task", "t-1", "two");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(
            new String(
                process.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
        .isEmpty();
  }

  @Test
  void a_pseudo_terminal_gets_colour_and_a_pipe_does_not() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no 'script' here");
    plan();
    ProcessBuilder plain = cli.process(project, "update");
    plain.environment().remove("MILESTONE_TTY");
    plain.environment().put("TERM", "xterm");
    String command = String.join(" ", plain.command());
    ProcessBuilder onTerminal =
        new ProcessBuilder("/usr/bin/script", "-qec", command, "/dev/null")
            .directory(project.toFile());
    onTerminal.environment().putAll(plain.environment());
    onTerminal.environment().remove("MILESTONE_TTY");
    assertThat(said(onTerminal)).contains("\u001b[1m");
    onTerminal.environment().put("NO_COLOR", "1");
    assertThat(said(onTerminal)).doesNotContain("\u001b[").contains("DASHBOARD");
    assertThat(said(plain)).doesNotContain("\u001b[").contains("DASHBOARD");
  }

  private static String said(ProcessBuilder builder) throws Exception {
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .start();
    String text =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return text;
  }
}
