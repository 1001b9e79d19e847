package dev.milestone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Several processes write to one project at once: none is refused for being second, and nothing
 * acknowledged is lost.
 */
class ConcurrentWritesIT {

  private static final int PROCESSES = 4;
  private static final int EACH = Integer.getInteger("milestone.writes.each", 60) / 3;

  @TempDir Path folder;

  @Test
  void four_processes_with_sixty_writes_each_lose_none_and_are_never_refused() throws Exception {
    Path project = Files.createDirectory(folder.resolve("project"));
    RealCli cli = RealCli.prepare(Files.createDirectory(folder.resolve("home")));
    StringBuilder plan =
        new StringBuilder(
            "project: writes\nmilestones:\n  - id: milestone-1\n    title: Writes\n    tasks:\n");
    for (int p = 0; p < PROCESSES; p++) {
      for (int t = 0; t < EACH; t++) {
        plan.append("      - {id: task-")
            .append(p)
            .append('-')
            .append(t)
            .append(", title: Task ")
            .append(p)
            .append(' ')
            .append(t)
            .append("}\n");
      }
    }
    Files.writeString(project.resolve("plan.yaml"), plan);
    assertThat(cli.run(project, "plan", "plan.yaml").code()).isZero();
    List<Process> writers = new ArrayList<>();
    for (int p = 0; p < PROCESSES; p++) {
      writers.add(
          cli.process(Writer.class, project, String.valueOf(p), String.valueOf(EACH))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("writer-" + p + ".txt").toFile())
              .start());
    }
    for (int p = 0; p < PROCESSES; p++) {
      assertThat(writers.get(p).waitFor(180, TimeUnit.SECONDS)).isTrue();
      String said = Files.readString(folder.resolve("writer-" + p + ".txt"));
      assertThat(writers.get(p).exitValue()).as(said).isZero();
    }
    verify(cli.run(project, "events", "--json"), cli.run(project, "update", "--json"));
  }

  private static void verify(Cli.Result events, Cli.Result status) {
    Set<String> notes = new HashSet<>();
    Set<Long> tokens = new HashSet<>();
    long expected = 1;
    for (JsonNode event : events.jsonLines()) {
      assertThat(event.get("seq").asLong()).isEqualTo(expected++);
      JsonNode details = event.get("details");
      switch (event.get("event_type").asString()) {
        case "note_added" -> assertThat(notes.add(details.get("text").asString())).isTrue();
        case "task_started" ->
            assertThat(tokens.add(details.get("fencing_token").asLong())).isTrue();
        default -> {}
      }
    }
    assertThat(notes).hasSize(PROCESSES * EACH);
    assertThat(tokens).hasSize(PROCESSES * EACH);
    JsonNode tasks = status.json().get("milestones").get(0).get("tasks");
    assertThat(tasks).hasSize(PROCESSES * EACH);
    tasks.forEach(task -> assertThat(task.get("status").asString()).isEqualTo("succeeded"));
  }

  /** A process that calls the command as often as it can. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      Cli cli = Cli.in(Path.of("").toAbsolutePath());
      int refused = 0;
      for (int t = 0; t < Integer.parseInt(args[1]); t++) {
        String task = "task-" + args[0] + "-" + t;
        refused += failed(cli.run("note", "--task", task, "note of " + task));
        Cli.Result claim =
            cli.run("claim", "--agent", "writer-" + args[0], "--task", task, "--json");
        refused += failed(claim);
        if (claim.code() == 0) {
          String token = claim.json().get("fencing_token").asString();
          refused += failed(cli.run("complete", "--task", task, "--token", token));
        }
      }
      System.exit(refused == 0 ? 0 : 1);
    }

    private static int failed(Cli.Result result) {
      if (result.code() != 0) {
        System.out.println(result.code() + " " + result.err());
        return 1;
      }
      return 0;
    }
  }
}
