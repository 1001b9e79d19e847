package dev.milestone.agent;

import dev.milestone.agent.preset.Preset;
import dev.milestone.spi.agent.ProcessLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Asks programs for their version: in the user's home, where no project has put anything; empty
 * standard input, a few seconds, a bounded answer of which the first word that begins with a digit
 * counts. Answers are remembered as long as the file stays as it is. Thread-safe.
 */
final class PresetVersions {

  /** Longest time of a question. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final ProcessLimits LIMITS =
      new ProcessLimits(4_096, 4_096, Duration.ofMillis(500));
  private static final int MAX_VERSION = 60;
  private static final int MAX_ANSWERS = 1_000;

  private final ProcessTable table;
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  PresetVersions(ProcessTable table) {
    this.table = table;
  }

  /**
   * The version of a program; empty when it does not say.
   *
   * @param environment variables that are set
   * @param started is told of the run, which can be cancelled
   */
  Optional<String> ask(
      Preset preset, Path program, Map<String, String> environment, Consumer<ProcessRun> started) {
    if (preset.versionArguments().isEmpty()) {
      return Optional.empty();
    }
    String key = key(program, preset.versionArguments());
    String known = answers.get(key);
    if (known == null) {
      known = run(preset, program, environment, started);
      if (!known.isEmpty() && answers.size() < MAX_ANSWERS) {
        answers.put(key, known);
      }
    }
    return known.isEmpty() ? Optional.empty() : Optional.of(known);
  }

  private String run(
      Preset preset, Path program, Map<String, String> environment, Consumer<ProcessRun> started) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(preset.versionArguments());
    ProcessRun run =
        new ProcessRun(
            new ProcessSpec(
                "version",
                command,
                Path.of(System.getProperty("user.home", "/")),
                environment,
                new byte[0],
                false,
                Optional.of(TIMEOUT),
                LIMITS)
                .without(preset.removed()),
            table,
            ProcessObserver.NONE);
    started.accept(run);
    ProcessOutcome outcome = run.run();
    return outcome.ending() == ProcessOutcome.Ending.EXITED && outcome.exitCode() == 0
        ? version(outcome.output().headText(LIMITS.outputBytes()))
        : "";
  }

  /** The first word that begins with a digit, a {@code v} in front of it left out. */
  static String version(String text) {
    for (String word : text.strip().split("\\s+")) {
      String bare = word.startsWith("v") ? word.substring(1) : word;
      int end = bare.length();
      while (end > 0 && !Character.isLetterOrDigit(bare.charAt(end - 1))) {
        end--;
      }
      if (end > 0 && end <= MAX_VERSION && bare.charAt(0) >= '0' && bare.charAt(0) <= '9') {
        return bare.substring(0, end);
      }
    }
    return "";
  }

  private static String key(Path program, List<String> arguments) {
    try {
      Path file = program.toRealPath();
      return file
          + "\0"
          + Files.size(file)
          + "\0"
          + Files.getLastModifiedTime(file).toMillis()
          + "\0"
          + String.join("\0", arguments);
    } catch (IOException e) {
      return program + "\0" + String.join("\0", arguments);
    }
  }
}
