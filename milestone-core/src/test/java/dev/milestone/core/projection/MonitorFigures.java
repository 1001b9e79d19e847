package dev.milestone.core.projection;

import static dev.milestone.core.monitor.TestProject.agent;
import static dev.milestone.core.monitor.TestProject.milestone;
import static dev.milestone.core.monitor.TestProject.task;

import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.monitor.StatusReports;
import dev.milestone.core.monitor.TestProject;
import dev.milestone.core.monitor.Views;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Prints what the dashboard and the projections cost. Run by hand: no test. */
final class MonitorFigures {
  private MonitorFigures() {}

  public static void main(String[] args) throws Exception {
    figures(20, 100);
    figures(1_000, 100);
  }

  private static void figures(int milestones, int each) throws Exception {
    TestProject project = new TestProject();
    List<MilestoneDefinition> ms = new ArrayList<>();
    List<TaskDefinition> ts = new ArrayList<>();
    for (int m = 0; m < milestones; m++) {
      ms.add(
          milestone("m" + m)
              .due(LocalDate.of(2026, 12, 1).plusDays(m % 60))
              .dependsOn(m % 10 == 9 ? List.of(MilestoneId.of("m" + (m - 1))) : List.of())
              .build());
      for (int t = 0; t < each; t++) {
        ts.add(
            task(
                    "t" + m + "-" + t,
                    "m" + m,
                    t % 5 == 0 ? new String[0] : new String[] {"t" + m + "-" + (t - 1)})
                .requires(t % 7 == 0 ? List.of("gpu") : List.of("shell"))
                .files(List.of("src/m" + m + "/" + t % 13 + "/**"))
                .build());
      }
    }
    project.plan(ms, ts, List.of(agent("builder", 64, "shell")));
    project.begin("s1", 64, agent("builder", 64, "shell"));
    for (int i = 0; i < 400 && !project.state.active().isEmpty(); i++) {
      project.after(Duration.ofMinutes(5));
      AttemptNode attempt = project.running().get(0);
      project.report(
          attempt.task().id(),
          i % 20 == 19 ? AttemptOutcome.FAILED : AttemptOutcome.SUCCEEDED,
          "done");
    }
    System.out.printf(
        "%d milestones, %d tasks, %d events%n",
        milestones, ts.size(), project.journal.lastSequence());
    time(
        "dashboard",
        30,
        () -> StatusReports.make(project.state, Instant.ofEpochMilli(project.now)));
    time("ready, all", 30, () -> Views.ready(project.state, Integer.MAX_VALUE));
    time("ready, 100", 30, () -> Views.ready(project.state, 100));
    Path dir = Files.createTempDirectory("figures");
    long[] longest = {0};
    StateView timed =
        new StateView() {
          @Override
          public <T> T look(java.util.function.Function<dev.milestone.core.kernel.State, T> look) {
            long begin = System.nanoTime();
            T result = project.look(look);
            longest[0] = Math.max(longest[0], System.nanoTime() - begin);
            return result;
          }
        };
    Projector projector = new Projector(dir, project.journal, timed, "b");
    {
      time("first projection", 1, projector::run);
      System.out.printf("  longest look %.2f ms%n", longest[0] / 1e6);
      longest[0] = 0;
      time(
          "projection after one event",
          200,
          () -> {
            project.decide(new dev.milestone.core.kernel.Command.AddNote("t0-1", null, "n"));
            return projector.run();
          });
      System.out.printf("  longest look %.2f ms%n", longest[0] / 1e6);
      time("nothing new", 200, projector::run);
      time("finish", 1, projector::finish);
      time("repair", 3, projector::repair);
      time("check", 3, projector::check);
      time(
          "lock, resume, one event, finish, close",
          50,
          () -> {
            projector.close();
            try (Projector other = new Projector(dir, project.journal, project, "b")) {
              project.decide(new dev.milestone.core.kernel.Command.AddNote("t0-1", null, "n"));
              return other.finish();
            }
          });
    }
    time(
        "one milestone's file, bytes",
        300,
        () -> Documents.milestone(project.state, project.state.milestone("m0")).get());
    Folders.delete(dir);
  }

  private static void time(String what, int times, java.util.concurrent.Callable<?> body)
      throws Exception {
    List<Long> nanos = new ArrayList<>();
    Object last = null;
    for (int i = 0; i < times; i++) {
      long begin = System.nanoTime();
      last = body.call();
      nanos.add(System.nanoTime() - begin);
    }
    List<Long> warm = new ArrayList<>(nanos.subList(nanos.size() / 2, nanos.size()));
    warm.sort(null);
    System.out.printf(
        "  %-40s first %8.2f ms, warm median %8.3f ms, worst %8.2f ms%s%n",
        what,
        nanos.get(0) / 1e6,
        warm.get(warm.size() / 2) / 1e6,
        warm.get(warm.size() - 1) / 1e6,
        last instanceof Projector.Result ? " " + last : "");
  }
}
