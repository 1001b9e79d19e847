package dev.milestone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.ArchiveReport;
import dev.milestone.DoctorReport;
import dev.milestone.ErrorKind;
import dev.milestone.ExecutionSummary;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.SessionId;
import dev.milestone.model.TaskId;
import dev.milestone.spi.storage.StoreProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ExitCodeTest {

  private final FakeProject project = new FakeProject();
  private final Cli cli = Cli.on(project);

  @ParameterizedTest
  @CsvSource({
    "INVALID_INPUT,2",
    "DECISION_REQUIRED,3",
    "BUSY,4",
    "DAMAGED,5",
    "FORBIDDEN,6",
    "REFUSED,7",
    "DEFECT,70",
    "IO,74"
  })
  void each_kind_of_error_has_its_code(ErrorKind kind, int code) {
    project.onOpen = new MilestoneException(kind, "some_code", "what to do");
    Cli.Result words = cli.run("ready");
    assertThat(words.code()).isEqualTo(code);
    assertThat(words.out()).isEmpty();
    assertThat(words.err()).isEqualTo("milestone: what to do" + System.lineSeparator());
    Cli.Result json = cli.run("ready", "--json");
    assertThat(json.code()).isEqualTo(code);
    assertThat(json.out()).isEmpty();
    assertThat(json.error().get("code").asString()).isEqualTo("some_code");
    assertThat(json.error().has("problems")).isFalse();
  }

  @Test
  void located_problems_are_all_told_and_unknown_parts_are_absent() {
    project.onOpen =
        MilestoneException.invalid(
            "bad_plan",
            "2 problems",
            List.of(
                new Problem("p.yaml", 3, 7, "milestones[0].id", "a b", "an id", "no blanks"),
                Problem.of("x", "", "", "say it")));
    Cli.Result words = cli.run("ready");
    assertThat(words.err()).contains("p.yaml:3:7: milestones[0].id: found a b, expected an id");
    JsonNode problems = cli.run("--json", "ready").error().get("problems");
    assertThat(problems).hasSize(2);
    assertThat(problems.get(0).get("line").asInt()).isEqualTo(3);
    assertThat(problems.get(1).propertyNames()).containsExactly("field", "hint");
  }

  @Test
  void a_defect_is_told_in_one_line_and_traced_only_when_asked() {
    project.onOpen = new IllegalStateException("oops");
    Cli.Result short_ = cli.run("ready");
    assertThat(short_.code()).isEqualTo(70);
    assertThat(short_.err().lines()).hasSize(1);
    assertThat(short_.err()).contains("oops").contains("-v");
    assertThat(cli.run("ready", "-v").err()).contains("\tat ");
  }

  @Test
  void an_io_error_is_told_as_such() {
    project.onOpen = new UncheckedIOException(new IOException("No space left on device"));
    assertThat(cli.run("ready").code()).isEqualTo(74);
  }

  private void ended(String reason, int decisions, TaskId... failed) {
    project.summary =
        ExecutionSummary.builder(SessionId.of("session-1"), reason)
            .failed(List.of(failed))
            .waitingDecisions(decisions)
            .build();
  }

  @Test
  void execute_tells_by_its_code_how_it_ended() {
    ended("completed", 0);
    assertThat(cli.run("execute").code()).isZero();
    ended("until_reached", 0);
    assertThat(cli.run("execute").code()).isZero();
    ended("goal_not_met", 0, TaskId.of("task-1"));
    assertThat(cli.run("execute").code()).isEqualTo(1);
    ended("waiting", 1);
    assertThat(cli.run("execute").code()).isEqualTo(3);
    ended("goal_not_met", 1, TaskId.of("task-1"));
    assertThat(cli.run("execute").code()).as("waiting wins over failed").isEqualTo(3);
    ended("cancelled", 0);
    assertThat(cli.run("execute").code()).isEqualTo(1);
  }

  @Test
  void archive_tells_by_its_code_how_it_ended() {
    MilestoneId id = MilestoneId.of("milestone-001");
    project.archive = ArchiveReport.builder(id, true).build();
    assertThat(cli.run("archive", "milestone-001").code()).isZero();
    project.archive = ArchiveReport.builder(id, false).waiting(true).build();
    assertThat(cli.run("archive", "milestone-001").code()).isEqualTo(3);
    project.archive = ArchiveReport.builder(id, false).build();
    assertThat(cli.run("archive", "milestone-001").code()).isEqualTo(1);
  }

  @Test
  void doctor_tells_by_its_code_what_it_found() {
    assertThat(cli.run("doctor").code()).isZero();
    project.doctor =
        new DoctorReport(
            "/s", 1, List.of(new StoreProblem("bad_line", "j:3", "CRC", "repair")), List.of());
    assertThat(cli.run("doctor").code()).isEqualTo(1);
    assertThat(cli.run("doctor", "--repair").code()).isEqualTo(5);
    JsonNode json = cli.run("doctor", "--json").json();
    assertThat(json.get("ok").asBoolean()).isFalse();
    assertThat(json.get("store").asString()).isEqualTo("/s");
    assertThat(json.get("problems").get(0).propertyNames())
        .containsExactlyInAnyOrder("code", "where", "what", "repair");
  }

  @Test
  void a_reader_that_went_away_is_no_error() {
    for (int i = 1; i <= 3; i++) {
      project.events.add(Sample.event(i, "note_added", null, java.util.Map.of()));
    }
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = cli.run(new OutputStreams.Watched(failing("Broken pipe")), err, "events");
    assertThat(code).isZero();
    assertThat(err.size()).isZero();
  }

  @Test
  void a_full_disk_is_an_error() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = cli.run(new OutputStreams.Watched(failing("No space left on device")), err, "ready");
    assertThat(code).isEqualTo(74);
    assertThat(err.toString(java.nio.charset.StandardCharsets.UTF_8)).contains("disk");
  }

  private static OutputStream failing(String why) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(why);
      }
    };
  }
}
