package dev.milestone.examples.realagents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs the milestone command with real agents. Each has to come to the end of a plan of two tasks
 * although it lies about the first and its engine is killed in the second, and each cost has to be
 * counted once. Ends with a code other than 0 when one does not.
 *
 * <p>Arguments: the milestone command; the folder of the agents, with a folder of npm for each; a
 * folder for the trials; the names of agents, none for all that are there.
 */
public final class RealAgents {

  private RealAgents() {}

  /** Runs the trials, one after the other. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 3) {
      System.err.println("usage: RealAgents MILESTONE AGENTS-FOLDER TRIALS-FOLDER [AGENT…]");
      System.exit(2);
    }
    Path milestone = Path.of(args[0]).toAbsolutePath();
    Path agents = Path.of(args[1]).toAbsolutePath();
    Path trials = Path.of(args[2]).toAbsolutePath();
    List<String> chosen = List.of(args).subList(3, args.length);
    List<TrialResult> results = new ArrayList<>();
    for (AgentSetup agent : AgentSetup.ALL) {
      if (!chosen.isEmpty() && !chosen.contains(agent.name())) {
        continue;
      }
      Optional<Path> programs = programs(agents, agent.name());
      if (programs.isEmpty()) {
        results.add(TrialResult.failed(agent, "-", "not in " + agents));
        continue;
      }
      System.out.println(agent.name() + ": " + trials.resolve(agent.name()));
      Trial trial = new Trial(agent, milestone, programs.get(), trials.resolve(agent.name()));
      results.add(trial.run());
    }
    System.out.println();
    System.out.println(TrialResult.heading());
    results.forEach(result -> System.out.println(result.line()));
    boolean good = !results.isEmpty();
    for (TrialResult result : results) {
      for (String problem : result.problems()) {
        System.out.println(result.agent().name() + ": " + problem);
        good = false;
      }
    }
    System.exit(good ? 0 : 1);
  }

  /** The folder that holds an agent's program: where npm puts it, or the agents' folder itself. */
  private static Optional<Path> programs(Path agents, String name) {
    for (Path folder : List.of(agents.resolve(name).resolve("node_modules/.bin"), agents)) {
      if (Files.isExecutable(folder.resolve(name)) && !Files.isDirectory(folder.resolve(name))) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }
}
