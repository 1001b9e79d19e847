package dev.milestone.examples.realagents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Starts commands in a folder, with an environment that holds nothing of the caller's but what
 * programs need to be found. Their output goes into a file each.
 *
 * @param folder to work in
 * @param environment variables that are added
 * @param logs folder of the outputs
 */
record Command(Path folder, Map<String, String> environment, Path logs) {

  private static final Set<String> KEPT = Set.of("PATH", "JAVA_HOME", "LANG", "TMPDIR");
  private static final long LONGEST_SECONDS = 480;

  /** Starts; standard input is empty. */
  Process start(String log, List<String> words) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().keySet().retainAll(KEPT);
    builder.environment().putAll(environment);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(logs.resolve(log + ".txt").toFile());
    return builder.start();
  }

  /** Runs to the end; the output. */
  String run(String log, List<String> words) throws IOException, InterruptedException, Failure {
    Process process = start(log, words);
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      List<ProcessHandle> started = process.descendants().toList();
      process.destroyForcibly().waitFor();
      started.forEach(ProcessHandle::destroyForcibly);
      throw new Failure(log + " did not end in " + LONGEST_SECONDS + " s");
    }
    String output = Files.readString(logs.resolve(log + ".txt"));
    if (process.exitValue() != 0) {
      throw new Failure(
          log + " ended with " + process.exitValue() + ", see " + logs.resolve(log + ".txt"));
    }
    return output;
  }

  /** What was expected and is not so. */
  static final class Failure extends Exception {

    private static final long serialVersionUID = 1L;

    Failure(String sentence) {
      super(sentence);
    }
  }
}
