package dev.milestone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Kills the real command with SIGKILL at random moments of {@code execute}, again and again, and
 * checks the journal against a log outside of the engine's reach, to which every attempt of every
 * task appends a line of its own.
 *
 * <p>{@code -Dmilestone.kill.rounds=N} (default 100), {@code -Dmilestone.kill.seed=S} replays the
 * moments of a run as far as the machine lets it.
 */
class KillIT {

  private static final int ROUNDS = Integer.getInteger("milestone.kill.rounds", 100);
  private static final long SEED = Long.getLong("milestone.kill.seed", System.nanoTime());
  private static final int SLOTS = 4;
  private static final int TASKS = 250;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Random random = new Random(SEED);
  private final List<String> acknowledged = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int milestones;
  private int runs;

  @TempDir Path folder;

  @Test
  void after_any_number_of_kills_nothing_is_lost_and_nothing_done_twice() throws Exception {
    System.out.println("KillIT: " + ROUNDS + " kills, seed " + SEED);
    Path home = Files.createDirectory(folder.resolve("home"));
    Path project = Files.createDirectory(folder.resolve("project"));
    Path log = Files.createFile(folder.resolve("effects.log"));
    RealCli cli = RealCli.prepare(home);
    // So many kills in a row can meet one task more than three times; that it then fails is another
    // test's concern.
    Path config = project.resolve(".milestones/config/milestone-config.yaml");
    Files.createDirectories(config.getParent());
    Files.writeString(config, "execution:\n  retries:\n    lost_attempts: 100\n");
    morePlan(cli, project, log);
    int kills = 0;
    for (int round = 0; kills < ROUNDS; round++) {
      assertThat(round).as("rounds that end before the kill").isLessThan(ROUNDS * 3);
      if (killed(cli, project)) {
        kills++;
      } else {
        morePlan(cli, project, log);
      }
      if (round % 10 == 0) {
        note(cli, project, "note " + round);
      }
    }
    long before = System.nanoTime();
    Run last = new Run(cli, project, runs++);
    assertThat(last.printed(1, 60_000)).as("the run goes on").isTrue();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
    assertThat(millis).as("goes on without waiting for a lease").isLessThan(30_000);
    assertThat(last.process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    acknowledged.addAll(last.lines());
    assertThat(last.process.exitValue()).as("the last run's code").isZero();
    verify(cli.run(project, "events", "--json"), Files.readAllLines(log));
    Cli.Result doctor = cli.run(project, "doctor");
    assertThat(doctor.code()).as(doctor.out()).isZero();
  }

  /** Starts a run and kills it at a random moment; false when it ended by itself before. */
  private boolean killed(RealCli cli, Path project) throws Exception {
    boolean early = random.nextInt(5) == 0;
    int moment = early ? random.nextInt(900) : random.nextInt(60);
    int events = 1 + random.nextInt(40);
    Run run = new Run(cli, project, runs++);
    if (!early) {
      run.printed(events, 20_000);
    }
    boolean ended = run.process.waitFor(moment, TimeUnit.MILLISECONDS);
    run.process.destroyForcibly();
    run.process.waitFor();
    List<String> printed = run.lines();
    acknowledged.addAll(printed);
    if (ended) {
      assertThat(run.process.exitValue())
          .as("a run that ended by itself: " + printed.get(printed.size() - 1))
          .isZero();
    }
    return !ended;
  }

  /**
   * A run that prints into a file. Not into a pipe: its end comes only when every process that
   * holds it is gone, and once a killed run's pipe was seen to stay open for minutes, which would
   * stop this test and prove nothing about the journal.
   */
  private static final class Run {
    final Process process;
    private final Path out;

    Run(RealCli cli, Path project, int number) throws Exception {
      out = project.resolveSibling("out-" + number + ".jsonl");
      Path err = project.resolveSibling("stderr.txt");
      process =
          cli.process(project, "execute", "--json", "--no-git", "-q")
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()))
              .start();
    }

    /** Waits until so many lines are printed; false when the run or the time was over before. */
    boolean printed(int wanted, long millis) throws Exception {
      for (long waited = 0; lines().size() < wanted; waited += 5) {
        if (waited > millis || process.waitFor(5, TimeUnit.MILLISECONDS)) {
          return false;
        }
      }
      return true;
    }

    /** The lines that were printed whole: what was cut by the kill was not acknowledged. */
    List<String> lines() throws Exception {
      String text = Files.readString(out);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }
  }

  private void note(RealCli cli, Path project, String text) {
    Cli.Result noted = cli.run(project, "note", "--task", "task-1-0", text);
    assertThat(noted.code()).as(noted.err()).isZero();
    notes.add(text);
  }

  /**
   * Another milestone: short tasks in layers, so that there are always some in flight, some ready
   * and some waiting.
   */
  private void morePlan(RealCli cli, Path project, Path log) throws Exception {
    milestones++;
    StringBuilder plan = new StringBuilder("project: kill\nagents:\n");
    plan.append("  - {id: shell, command: [sh, -c, \"{run}\"], slots: ")
        .append(SLOTS)
        .append("}\nmilestones:\n");
    for (int m = 1; m <= milestones; m++) {
      plan.append("  - id: milestone-")
          .append(m)
          .append("\n    title: Milestone ")
          .append(m)
          .append("\n    tasks:\n");
      for (int t = 0; t < TASKS; t++) {
        plan.append("      - id: task-")
            .append(m)
            .append('-')
            .append(t)
            .append("\n        title: Task ")
            .append(t)
            .append('\n');
        // One write(2) of a short line with O_APPEND: whole, or not at all.
        plan.append("        run: 'echo \"$MILESTONE_TASK_ID $MILESTONE_ATTEMPT $$\" >> ")
            .append(log)
            .append("; sleep 0.")
            .append(t % 3)
            .append("'\n");
        if (t >= 8) {
          plan.append("        depends_on: [task-")
              .append(m)
              .append('-')
              .append(t - 8 + t % 3)
              .append("]\n");
        }
      }
    }
    Path file = Files.writeString(project.resolve("plan.yaml"), plan);
    Cli.Result planned = cli.run(project, "plan", file.toString());
    assertThat(planned.code()).as(planned.err()).isZero();
  }

  private void verify(Cli.Result events, List<String> effects) {
    assertThat(events.code()).as(events.err()).isZero();
    List<String> journal = events.lines();
    Set<String> stored = new HashSet<>(journal);
    List<String> missing =
        acknowledged.stream()
            .filter(line -> !line.startsWith("{\"type\":\"summary\""))
            .filter(line -> !stored.contains(line))
            .toList();
    assertThat(missing).as("acknowledged events that the journal lacks").isEmpty();

    Map<String, TreeMap<Integer, String>> attempts = new HashMap<>();
    Map<String, Integer> succeeded = new HashMap<>();
    List<String> noted = new ArrayList<>();
    long expected = 1;
    for (String line : journal) {
      JsonNode event = JSON.readTree(line);
      assertThat(event.get("seq").asLong()).isEqualTo(expected++);
      JsonNode details = event.get("details");
      switch (event.get("event_type").asString()) {
        case "task_started" -> {
          String task = details.get("task_id").asString();
          assertThat(succeeded).as("started after its success").doesNotContainKey(task);
          String was =
              attempts
                  .computeIfAbsent(task, t -> new TreeMap<>())
                  .put(details.get("attempt").asInt(), "open");
          assertThat(was).as("attempt numbers are never reused: " + line).isNull();
        }
        case "task_succeeded" -> {
          String task = details.get("task_id").asString();
          assertThat(succeeded.put(task, details.get("attempt").asInt()))
              .as("succeeded twice: " + task)
              .isNull();
          attempts.get(task).put(details.get("attempt").asInt(), "succeeded");
        }
        case "attempt_failed" ->
            attempts
                .get(details.get("task_id").asString())
                .put(details.get("attempt").asInt(), details.get("outcome").asString());
        case "note_added" -> noted.add(details.get("text").asString());
        default -> {}
      }
    }
    assertThat(noted).containsExactlyElementsOf(notes);
    assertThat(succeeded).hasSize(milestones * TASKS);
    int second = 0;
    for (Map.Entry<String, TreeMap<Integer, String>> task : attempts.entrySet()) {
      TreeMap<Integer, String> of = task.getValue();
      assertThat(of.lastEntry().getValue()).as("last attempt of " + task).isEqualTo("succeeded");
      of.headMap(of.lastKey())
          .values()
          .forEach(outcome -> assertThat(outcome).as("" + task).isEqualTo("lost"));
      second += of.size() - 1;
    }
    // An attempt that was in flight is followed by one; nothing else is.
    assertThat(second).as("second attempts").isLessThanOrEqualTo(ROUNDS * SLOTS);
    verifyEffects(effects, attempts);
    System.out.println(
        "KillIT: "
            + journal.size()
            + " events, "
            + acknowledged.size()
            + " acknowledged lines, "
            + effects.size()
            + " effects of "
            + succeeded.size()
            + " tasks, "
            + second
            + " attempts lost");
  }

  private static void verifyEffects(
      List<String> effects, Map<String, TreeMap<Integer, String>> attempts) {
    Set<String> seen = new HashSet<>();
    Map<String, Integer> last = new HashMap<>();
    for (String effect : effects) {
      String[] parts = effect.split(" ");
      assertThat(parts).as(effect).hasSize(3);
      assertThat(seen.add(parts[0] + " " + parts[1]))
          .as("an attempt ran twice: " + effect)
          .isTrue();
      int attempt = Integer.parseInt(parts[1]);
      assertThat(attempts.get(parts[0]))
          .as("an effect without its intent: " + effect)
          .containsKey(attempt);
      Integer before = last.put(parts[0], attempt);
      assertThat(before == null || before < attempt).as("out of order: " + effect).isTrue();
    }
    // Success means that the work was done.
    attempts.forEach((task, of) -> assertThat(seen).contains(task + " " + of.lastKey()));
  }
}
