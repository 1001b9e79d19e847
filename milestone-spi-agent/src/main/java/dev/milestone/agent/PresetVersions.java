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

/**
 * Asks programs for their version: in the user's home, where no project has put anything; empty
 * standard input, a bounded time, a bounded answer of which the first word that begins with a digit
 * counts. Answers are remembered as long as the file stays as it is. Thread-safe.
 */
final class PresetVersions {

  /** Longest time of a question that somebody waits for. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Longest time of a question before an attempt, which takes longer anyway. */
  static final Duration PATIENT_TIMEOUT = Duration.ofSeconds(20);

  private static final ProcessLimits LIMITS =
      new ProcessLimits(4_096, 4_096, Duration.ofMillis(500));
  private static final int MAX_VERSION = 60;
  private static final int MAX_ANSWERS = 1_000;

  private final ProcessTable table;
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  PresetVersions(ProcessTable table) {
    this.table = table;
  }

  /** A question that was asked, so that several can be asked at once. Confined to one thread. */
  final class Question {
    private final String key;
    private final Optional<ProcessRun> run;

    private Question(String key, Optional<ProcessRun> run) {
      this.key = key;
      this.run = run;
      run.ifPresent(ProcessRun::begin);
    }

    /** The process that was asked, when the answer was not known. */
    Optional<ProcessRun> process() {
      return run;
    }

    /** Waits for the answer; empty when there is none. */
    Optional<String> answer() {
      if (run.isEmpty()) {
        return Optional.ofNullable(answers.get(key));
      }
      ProcessOutcome outcome = run.get().await();
      String version =
          outcome.ending() == ProcessOutcome.Ending.EXITED && outcome.exitCode() == 0
              ? version(outcome.output().headText(LIMITS.outputBytes()))
              : "";
      if (version.isEmpty()) {
        return Optional.empty();
      }
      if (answers.size() < MAX_ANSWERS) {
        answers.put(key, version);
      }
      return Optional.of(version);
    }
  }

  /**
   * Asks a program; its answer has to be waited for.
   *
   * @param environment variables that are set
   */
  Question ask(Preset preset, Path program, Map<String, String> environment, Duration timeout) {
    String key = key(program, preset.versionArguments());
    if (preset.versionArguments().isEmpty() || answers.containsKey(key)) {
      return new Question(key, Optional.empty());
    }
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(preset.versionArguments());
    ProcessSpec spec =
        new ProcessSpec(
                "version",
                command,
                Path.of(System.getProperty("user.home", "/")),
                environment,
                new byte[0],
                false,
                Optional.of(timeout),
                LIMITS)
            .without(preset.removed());
    return new Question(key, Optional.of(new ProcessRun(spec, table, ProcessObserver.NONE)));
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
