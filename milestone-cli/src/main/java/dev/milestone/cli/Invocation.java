package dev.milestone.cli;

import dev.milestone.EngineBuilder;
import dev.milestone.ErrorKind;
import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.TimeSource;
import dev.milestone.model.Actor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What surrounds one call of the command.
 *
 * @param console where it reads and prints
 * @param env its environment
 * @param cwd its working directory
 * @param time where time comes from
 * @param builders makes engine builders
 */
record Invocation(
    Console console,
    Map<String, String> env,
    Path cwd,
    TimeSource time,
    Supplier<EngineBuilder> builders) {

  /**
   * The folder from which the project is searched: {@code -C}, then {@code MILESTONE_PROJECT}, then
   * the working directory.
   */
  Path start(GlobalOptions options) {
    String named = env.getOrDefault("MILESTONE_PROJECT", "");
    Path folder = options.folder;
    String origin = "-C";
    if (folder == null && !named.isEmpty()) {
      folder = Path.of(named);
      origin = "MILESTONE_PROJECT";
    }
    if (folder == null) {
      return cwd;
    }
    Path start = cwd.resolve(folder);
    if (!Files.isDirectory(start)) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "no_folder",
          origin + ": '" + folder + "' is no folder; name the project's folder, or one in it");
    }
    return start;
  }

  /** Opens the project. */
  MilestoneEngine open(GlobalOptions options, Command.Access access) {
    return builder(options, access).build();
  }

  /** The way to the project, not opened. */
  EngineBuilder builder(GlobalOptions options, Command.Access access) {
    return builders
        .get()
        .project(start(options))
        .create(access == Command.Access.CREATE)
        .readOnly(access == Command.Access.LOOK)
        .actor(actor(options));
  }

  private static Actor actor(GlobalOptions options) {
    String name = options.actor;
    if (name == null) {
      return Actor.operatingSystemUser();
    }
    if (name.isBlank()) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT, "bad_actor", "--as needs a name that is not empty");
    }
    return new Actor(name, "asserted");
  }
}
