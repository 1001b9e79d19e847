package dev.milestone.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the program of a command without running it, and says in a sentence why a command could not
 * be started.
 */
final class ProgramLookup {

  private static final int MAX_SHOWN = 400;

  private ProgramLookup() {}

  /**
   * The file that would run, if there is one. A name with a slash is looked for from the directory,
   * others on the PATH.
   */
  static Optional<Path> find(String program, Path directory) {
    return find(program, directory, searchPath());
  }

  static Optional<Path> find(String program, Path directory, String searchPath) {
    try {
      if (program.isEmpty() || program.indexOf('\0') >= 0) {
        return Optional.empty();
      }
      if (program.contains("/")) {
        return Optional.of(directory.resolve(program)).filter(ProgramLookup::isProgram);
      }
      for (String folder : searchPath.split(File.pathSeparator, -1)) {
        Path file = directory.resolve(folder).resolve(program);
        if (isProgram(file)) {
          return Optional.of(file);
        }
      }
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** Why the command could not be started, and what to do. */
  static String whyNotStarted(List<String> command, Path directory, Exception cause) {
    if (command.isEmpty() || command.get(0).isBlank()) {
      return "the command is empty; give the agent a command whose first word is a program";
    }
    String program = command.get(0);
    if (command.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
      return "an argument of '"
          + shown(program)
          + "' holds a NUL character, which no program can be given; take it out";
    }
    if (!Files.isDirectory(directory)) {
      return "the workspace "
          + directory
          + " is not a folder; '"
          + shown(program)
          + "' was not started";
    }
    if (find(program, directory).isEmpty()) {
      return program.contains("/") ? noFile(program, directory) : notOnPath(program);
    }
    String reason = String.valueOf(cause.getMessage());
    if (reason.contains("error=7,")) {
      return "the arguments of '"
          + shown(program)
          + "' are longer than the system allows; hand long text over on standard input instead of"
          + " {prompt} or {run}";
    }
    if (cause instanceof IOException) {
      return "'" + shown(program) + "' could not be started: " + shown(reason);
    }
    return "'" + shown(program) + "' could not be started: " + shown(cause.toString());
  }

  private static String noFile(String program, Path directory) {
    Path file = directory.resolve(program);
    return Files.exists(file)
        ? "'"
            + shown(program)
            + "' is not an executable file ("
            + file
            + "); make it one with chmod +x, or name its interpreter first"
        : "there is no program "
            + file
            + "; correct the command, or create the file in the workspace";
  }

  private static String notOnPath(String program) {
    return "the program '"
        + shown(program)
        + "' was not found on the PATH ("
        + shown(searchPath())
        + "); install it, or write its full path";
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  private static String searchPath() {
    return Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
  }

  private static String shown(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN - 1) + "…";
  }
}
