package dev.milestone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.ExecutionSummary;
import dev.milestone.model.SessionId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TerminalTest {

  private static final String ESCAPE = "\u001b[";

  private final FakeProject project = new FakeProject();
  private final Cli cli = Cli.on(project);

  @BeforeEach
  void something_happens() {
    project.status = Sample.shop();
    project.events.add(
        Sample.event(1, "task_started", null, Map.of("task_id", "task-1", "attempt", 1L)));
    project.events.add(
        Sample.event(2, "task_succeeded", "e1", Map.of("task_id", "task-1", "attempt", 1L)));
    project.summary =
        ExecutionSummary.builder(SessionId.of("session-1"), "completed").sequence(2).build();
  }

  @Test
  void colour_is_for_terminals() {
    assertThat(cli.run("update").out()).doesNotContain(ESCAPE);
    cli.env("MILESTONE_TTY", "out,err");
    assertThat(cli.run("update").out()).contains(ESCAPE);
    assertThat(cli.run("update", "--no-color").out()).doesNotContain(ESCAPE);
    assertThat(cli.run("--no-color", "update").out()).doesNotContain(ESCAPE);
    cli.env("NO_COLOR", "1");
    assertThat(cli.run("update").out()).doesNotContain(ESCAPE);
  }

  @Test
  void a_dumb_terminal_gets_neither_colour_nor_cursor_movement() {
    cli.env("MILESTONE_TTY", "out,err").env("TERM", "dumb");
    assertThat(cli.run("update").out()).doesNotContain(ESCAPE);
    assertThat(cli.run("execute").err()).doesNotContain(ESCAPE).contains("task_started task-1#1");
  }

  @Test
  void execute_draws_on_a_terminal_and_writes_lines_elsewhere() {
    Cli.Result lines = cli.run("execute");
    assertThat(lines.err())
        .contains("task_started task-1#1")
        .contains("task_succeeded task-1#1")
        .doesNotContain(ESCAPE);
    assertThat(lines.out()).contains("completed: ").contains("milestone archive");
    project.executed = null;
    Cli.Result drawn = cli.env("MILESTONE_TTY", "err").run("execute");
    assertThat(drawn.err()).contains(ESCAPE).contains("running");
    assertThat(drawn.out()).doesNotContain(ESCAPE);
  }

  @Test
  void no_colour_still_draws() {
    cli.env("MILESTONE_TTY", "err").env("NO_COLOR", "1");
    assertThat(cli.run("execute").err())
        .doesNotContain("m0 running")
        .contains(ESCAPE)
        .doesNotContain(ESCAPE + "1m");
  }

  @Test
  void quiet_says_only_results() {
    Cli.Result quiet = cli.run("execute", "-q");
    assertThat(quiet.err()).isEmpty();
    assertThat(quiet.out()).isEmpty();
  }

  @Test
  void the_width_is_kept() {
    cli.env("COLUMNS", "60");
    assertThat(cli.run("update").lines())
        .allMatch(line -> line.codePointCount(0, line.length()) <= 60);
    for (String odd : List.of("wide", "0", "1", "40", "")) {
      cli.env("COLUMNS", odd);
      assertThat(cli.run("update").code()).as(odd).isZero();
      assertThat(cli.run("update", "--help").code()).as(odd).isZero();
    }
  }
}
