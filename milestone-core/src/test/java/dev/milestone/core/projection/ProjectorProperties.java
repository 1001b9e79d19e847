package dev.milestone.core.projection;

import static dev.milestone.core.monitor.TestProject.agent;
import static dev.milestone.core.monitor.TestProject.milestone;
import static dev.milestone.core.monitor.TestProject.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.MilestoneException;
import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.State;
import dev.milestone.core.monitor.TestProject;
import dev.milestone.core.projection.Projector.Result;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.RetryPolicy;
import dev.milestone.model.TaskDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever happens and whenever it is projected: at the end the folder is the same. */
class ProjectorProperties {

  @Property(tries = 40)
  void projecting_step_by_step_and_at_once_give_the_same_bytes(@ForAll long seed)
      throws IOException {
    Random chance = new Random(seed);
    Path stepwise = Files.createTempDirectory("stepwise");
    Path atOnce = Files.createTempDirectory("at-once");
    try {
      TestProject project = new TestProject();
      Projector projector = new Projector(stepwise, project.journal, project, "boot-1");
      byte[] oldPosition = null;
      for (int step = 0; step < 60; step++) {
        try {
          step(project, chance, step);
        } catch (MilestoneException refused) {
          assertThat(refused.kind()).isNotEqualTo(dev.milestone.ErrorKind.DEFECT);
        }
        switch (chance.nextInt(6)) {
          case 0, 1 -> assertThat(projector.run()).isEqualTo(Result.DONE);
          case 2 -> {
            assertThat(projector.finish()).isEqualTo(Result.DONE);
            Path position = stepwise.resolve("logs/.position");
            if (chance.nextBoolean()) {
              projector.close();
              // As if the process had been killed after the logs were written, before the position.
              if (oldPosition != null && chance.nextBoolean()) {
                Files.write(position, oldPosition);
              }
              projector =
                  new Projector(
                      stepwise, project.journal, project, chance.nextInt(4) == 0 ? "b2" : "boot-1");
              assertThat(projector.run()).isEqualTo(Result.DONE);
            }
            oldPosition = killedAt(Files.readAllBytes(position));
          }
          default -> {}
        }
      }
      assertThat(projector.finish()).isEqualTo(Result.DONE);
      projector.close();
      State folded = project.refold();
      StateView view =
          new StateView() {
            @Override
            public <T> T look(Function<State, T> look) {
              return look.apply(folded);
            }
          };
      try (Projector once = new Projector(atOnce, project.journal, view, "boot-1")) {
        assertThat(once.finish()).isEqualTo(Result.DONE);
        assertThat(once.check()).isEmpty();
      }
      assertThat(Folders.content(stepwise)).isEqualTo(Folders.content(atOnce));
      assertThat(Folders.logs(stepwise)).isEqualTo(project.journal.text());
    } finally {
      Folders.delete(stepwise);
      Folders.delete(atOnce);
    }
  }

  private static byte[] killedAt(byte[] position) {
    return new String(position, java.nio.charset.StandardCharsets.UTF_8)
        .replace("\"clean\":true", "\"clean\":false")
        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static void step(TestProject project, Random chance, int step) {
    project.now += chance.nextInt(7_200_000);
    if (step == 0 || chance.nextInt(25) == 0) {
      plan(project, chance);
      return;
    }
    List<AttemptNode> running = project.running();
    switch (chance.nextInt(14)) {
      case 0 -> project.begin("s" + step, 3, agent("a1", 2, "x"), agent("a2", 2, "x", "y"));
      case 1 ->
          project.decide(
              new Command.AddNote("t" + chance.nextInt(12), null, "note \"" + step + "\"\n"));
      case 2 -> project.decide(new Command.Focus("m" + chance.nextInt(4)));
      case 3 -> project.decide(new Command.CancelTask("t" + chance.nextInt(12), "no"));
      case 4 -> project.decide(new Command.RetryTask("t" + chance.nextInt(12), "again"));
      case 5 ->
          project.decide(
              new Command.SetContext("milestone", "m1", "k", chance.nextBoolean() ? "v" : null));
      case 6 -> {
        String m = "m" + chance.nextInt(4);
        project.decide(new Command.StartArchive(m, "e" + step, "completed/" + m));
        project.decide(
            new Command.FinishArchive(
                m,
                "e" + step,
                new LinkedHashMap<>(Map.of("effect_id", "e" + step, "folder", "completed/" + m))));
      }
      case 7 ->
          project.decide(
              new Command.Claim(
                  "outsider" + chance.nextInt(3), null, java.util.Set.of("x", "y"), 0, 60_000));
      case 8 -> {
        for (String session : project.state.sessions().keySet()) {
          project.decide(
              new Command.RecordCheckpoint(
                  session,
                  new LinkedHashMap<>(Map.of("checkpoint_id", "c" + step, "trigger", "interval"))));
          break;
        }
      }
      case 9 -> {
        for (String session : project.state.sessions().keySet()) {
          project.decide(new Command.InterruptSession(session, "killed"));
          break;
        }
      }
      default -> {
        if (!running.isEmpty()) {
          AttemptNode attempt = running.get(chance.nextInt(running.size()));
          if (chance.nextInt(4) == 0) {
            project.decide(new Command.Progress(attempt.effectId(), chance.nextDouble(), "…"));
          } else if (attempt.verifying()) {
            boolean passed = chance.nextInt(3) > 0;
            project.decide(
                new Command.Verified(
                    attempt.effectId(),
                    passed,
                    passed ? "" : "exit code 1",
                    new LinkedHashMap<>(Map.of("exit_code", passed ? 0L : 1L))));
          } else {
            AttemptOutcome[] outcomes = {
              AttemptOutcome.SUCCEEDED,
              AttemptOutcome.SUCCEEDED,
              AttemptOutcome.FAILED,
              AttemptOutcome.LOST
            };
            project.report(
                attempt.task().id(), outcomes[chance.nextInt(outcomes.length)], "it is so");
          }
        }
      }
    }
  }

  private static void plan(TestProject project, Random chance) {
    List<MilestoneDefinition> milestones = new ArrayList<>();
    List<TaskDefinition> tasks = new ArrayList<>();
    for (int m = 0; m < 4; m++) {
      milestones.add(
          milestone("m" + m)
              .dependsOn(
                  m > 1 && chance.nextBoolean()
                      ? List.of(MilestoneId.of("m" + chance.nextInt(m)))
                      : List.of())
              .due(LocalDate.of(2026, 11, 21 + chance.nextInt(9)))
              .title("Title " + chance.nextInt(3))
              .build());
    }
    for (int t = 0; t < 12; t++) {
      String[] after =
          t > 0 && chance.nextBoolean() ? new String[] {"t" + chance.nextInt(t)} : new String[0];
      tasks.add(
          task("t" + t, "m" + t / 3, after)
              .requires(chance.nextBoolean() ? List.of("x") : List.of())
              .files(chance.nextBoolean() ? List.of("src/" + chance.nextInt(3) + "/**") : List.of())
              .resources(chance.nextInt(4) == 0 ? Map.of("db", 1) : Map.of())
              .verify(chance.nextBoolean() ? List.of("true") : List.of())
              .retry(new RetryPolicy(1 + chance.nextInt(3), Duration.ZERO))
              .build());
    }
    project.plan(
        milestones, tasks, chance.nextBoolean() ? List.of(agent("a1", 2, "x")) : List.of());
  }
}
