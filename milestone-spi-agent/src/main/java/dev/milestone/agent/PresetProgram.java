package dev.milestone.agent;

import dev.milestone.agent.preset.Preset;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the program of a preset without running it. A name is looked up on the PATH, whose relative
 * folders and folders below the project don't count: a program that came with a checkout must not
 * start because it has a well-known name. A path with a slash, which only the project's own files
 * can say, counts from the project's root.
 */
final class PresetProgram {

  private PresetProgram() {}

  /** The file that would run. */
  static Optional<Path> find(Preset preset, PresetSettings settings, Path project) {
    return find(program(preset, settings), project, System.getenv("PATH"));
  }

  /** The file of a preset that no plan has changed. */
  static Optional<Path> find(Preset preset, Path project) {
    return find(preset.program(), project, System.getenv("PATH"));
  }

  /** What is looked for. */
  static String program(Preset preset, PresetSettings settings) {
    return settings.program().isEmpty() ? preset.program() : settings.program();
  }

  static Optional<Path> find(
      String program, Path project, @org.jspecify.annotations.Nullable String searchPath) {
    try {
      if (program.contains("/")) {
        return Optional.of(project.toAbsolutePath().resolve(program).normalize())
            .filter(PresetProgram::isProgram);
      }
      String folders = searchPath == null ? "/usr/bin:/bin" : searchPath;
      for (String folder : folders.split(File.pathSeparator, -1)) {
        Path at = Path.of(folder);
        if (!folder.isEmpty() && at.isAbsolute() && !isBelow(at, project)) {
          Path file = at.resolve(program);
          if (isProgram(file)) {
            return Optional.of(file);
          }
        }
      }
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** Why there is none, and what to do. */
  static String notFound(Preset preset, PresetSettings settings, Path project) {
    String program = program(preset, settings);
    return program.contains("/")
        ? "there is no program "
            + project.resolve(program)
            + "; correct the setting program of the agent"
        : "the program '"
            + program
            + "' of "
            + preset.title()
            + " was not found on the PATH (relative folders and those of the project do not count);"
            + " install it, or name its file with the setting program";
  }

  private static boolean isBelow(Path folder, Path project) {
    return real(folder).startsWith(real(project));
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
