package dev.milestone.testkit.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the tools for files and commands are called, by agent, and what their arguments are. Seen in
 * the requests of the agents' command lines: see the golden files of {@code milestone-spi-agent}.
 */
final class ToolNames {

  private ToolNames() {}

  /** The call that writes a file, with one of the tools that were announced. */
  static Optional<Spoken> write(List<String> announced, String path, String content) {
    for (String tool : announced) {
      switch (tool) {
        case "Write", "write_file" -> {
          return call(tool, Map.of("file_path", path, "content", content));
        }
        case "write" -> {
          return call(tool, Map.of("filePath", path, "content", content));
        }
        case "create" -> {
          return call(tool, Map.of("path", path, "file_text", content));
        }
        default -> {
          // another tool
        }
      }
    }
    return run(announced, "printf '%s' " + quoted(content) + " > " + quoted(path));
  }

  /** The call that runs a command, with one of the tools that were announced. */
  static Optional<Spoken> run(List<String> announced, String command) {
    for (String tool : announced) {
      switch (tool) {
        case "exec_command" -> {
          return call(tool, Map.of("cmd", command));
        }
        case "shell" -> {
          return call(tool, Map.of("command", List.of("sh", "-c", command)));
        }
        case "shell_command" -> {
          return call(tool, Map.of("command", command));
        }
        case "Bash", "bash", "run_shell_command" -> {
          return call(tool, Map.of("command", command, "description", "Run a command"));
        }
        default -> {
          // another tool
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Spoken> call(String tool, Map<String, ?> arguments) {
    return Optional.of(new Spoken.Call(tool, arguments));
  }

  /** As one word of a POSIX shell. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
