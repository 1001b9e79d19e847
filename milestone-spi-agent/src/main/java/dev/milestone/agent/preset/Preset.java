package dev.milestone.agent.preset;

import dev.milestone.spi.agent.Unavailability;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How one kind of coding agent is started and read. Immutable.
 *
 * @param name how a plan selects it
 * @param origin where it comes from
 * @param title what it is, in a line
 * @param program its program: a name that is looked up on the PATH, or a path
 * @param programFromProject whether the project's file names the program
 * @param versionArguments arguments with which the program says its version; empty: it cannot
 * @param arguments its arguments
 * @param permissions arguments that say what it may do, unless the plan says otherwise
 * @param prompt how it gets its prompt
 * @param environment variables that are set
 * @param removed variables that it does not inherit
 * @param timeout longest time of a run, unless the plan says otherwise
 * @param currency currency of its money limit; empty: it has none
 * @param successCodes exit codes of success
 * @param exitCodes what other exit codes mean
 * @param output how its output is read
 */
public record Preset(
    String name,
    Origin origin,
    String title,
    String program,
    boolean programFromProject,
    List<String> versionArguments,
    List<PresetArgument> arguments,
    List<String> permissions,
    PromptWay prompt,
    Map<String, String> environment,
    List<String> removed,
    Duration timeout,
    String currency,
    Set<Integer> successCodes,
    Map<Integer, ExitMeaning> exitCodes,
    OutputFormat output) {

  /** Where a preset comes from. */
  public enum Origin {
    /** A jar on the class path, ours or a vendor's. */
    JAR,
    /** A file of the project. */
    PROJECT
  }

  /**
   * How the prompt is handed over.
   *
   * @param first the way of a prompt that fits into an argument
   * @param big the way of one that does not
   */
  public record PromptWay(Way first, Way big) {}

  /** Ways of a prompt. */
  public enum Way {
    ARGUMENT,
    STDIN,
    FILE
  }

  /**
   * What an exit code means.
   *
   * @param words in words
   * @param unavailable whether the agent could not work at all, and why
   */
  public record ExitMeaning(String words, Optional<Unavailability.Reason> unavailable) {}

  /** Whether the agent can go on with a session. */
  public boolean resumes() {
    return arguments.stream().anyMatch(argument -> argument.names("session.resume"));
  }

  /** Whether the agent says when it is through; without, an exit code is all there is. */
  public boolean hasTerminal() {
    return output.hasTerminal();
  }
}
