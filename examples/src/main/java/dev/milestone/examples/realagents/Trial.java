package dev.milestone.examples.realagents;

import dev.milestone.examples.realagents.Command.Failure;
import dev.milestone.testkit.model.MockModelServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One agent at the plan of {@link TwoTasks}, with one kill of the engine. */
final class Trial {

  private static final Duration UNTIL_HELD = Duration.ofMinutes(8);

  private final AgentSetup agent;
  private final Path milestone;
  private final Path programs;
  private final Path folder;

  /**
   * A trial.
   *
   * @param agent the agent
   * @param milestone the milestone command
   * @param programs folder of the agent's program
   * @param folder of the trial, not there yet
   */
  Trial(AgentSetup agent, Path milestone, Path programs, Path folder) {
    this.agent = agent;
    this.milestone = milestone;
    this.programs = programs;
    this.folder = folder;
  }

  /** Runs it. */
  TrialResult run() throws IOException, InterruptedException {
    Path project = Files.createDirectories(folder.resolve("project")).toRealPath();
    Path logs = Files.createDirectories(folder.resolve("logs"));
    TwoTasks script = new TwoTasks(project);
    String version = "?";
    try (MockModelServer model = MockModelServer.start(script).answerWithoutTools("A title")) {
      Map<String, String> environment =
          agent.prepare(folder.resolve("home").toAbsolutePath(), model.address());
      environment.put("PATH", programs + File.pathSeparator + System.getenv("PATH"));
      Command command = new Command(project, environment, logs);
      List<ProcessHandle> left = new ArrayList<>();
      try {
        version = version(command);
        plan(command, project);
        killInTheMiddle(command, model, left);
        command.run("second-run", List.of(milestone.toString(), "execute"));
        if (left.stream().anyMatch(ProcessHandle::isAlive)) {
          throw new Failure("an agent of the killed engine is still at work");
        }
        JournalFigures figures = JournalFigures.read(project);
        return TrialResult.of(agent, version, figures, script, model.served());
      } catch (Failure e) {
        return TrialResult.failed(agent, version, e.getMessage());
      } finally {
        left.forEach(ProcessHandle::destroyForcibly);
      }
    }
  }

  private String version(Command command) throws IOException, InterruptedException, Failure {
    String said =
        command.run("version", List.of(programs.resolve(agent.name()).toString(), "--version"));
    // Some say their name before it, some behind it.
    for (String word : said.strip().split("\\s+")) {
      if (!word.isEmpty() && Character.isDigit(word.charAt(0))) {
        return word.endsWith(".") ? word.substring(0, word.length() - 1) : word;
      }
    }
    return said.lines().findFirst().orElse("?");
  }

  private void plan(Command command, Path project)
      throws IOException, InterruptedException, Failure {
    Files.writeString(project.resolve("plan.yaml"), TwoTasks.plan(agent.name(), agent.model()));
    command.run("git-init", List.of("git", "init", "-q", "."));
    command.run("git-add", List.of("git", "add", "plan.yaml"));
    command.run("git-commit", List.of("git", "commit", "-q", "-m", "A plan"));
    command.run("plan", List.of(milestone.toString(), "plan", "plan.yaml"));
  }

  /**
   * Runs until the agent waits for an answer that does not come, then kills the engine.
   *
   * @param left gets what the engine leaves behind; the next one has to end it
   */
  private void killInTheMiddle(Command command, MockModelServer model, List<ProcessHandle> left)
      throws IOException, InterruptedException, Failure {
    Process engine = command.start("first-run", List.of(milestone.toString(), "execute"));
    try {
      long end = System.nanoTime() + UNTIL_HELD.toNanos();
      while (model.held() == 0) {
        if (!engine.isAlive()) {
          throw new Failure("the first run ended too soon, with " + engine.exitValue());
        }
        if (System.nanoTime() - end > 0) {
          throw new Failure("the agent did not get so far, calls: " + model.calls().size());
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } finally {
      engine.descendants().forEach(left::add);
      engine.destroyForcibly().waitFor();
    }
  }
}
