package dev.milestone.agent;

import dev.milestone.spi.agent.ProcessLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process to run. The input is not copied: its maker leaves it alone.
 *
 * @param label ends the name of its thread
 * @param command argument list, the program first
 * @param directory working directory
 * @param environment variables added to those of this process
 * @param input what it reads on standard input, to its end
 * @param merged whether standard error goes into standard output
 * @param timeout longest time
 * @param limits bounds
 * @param conversing whether its standard input stays open for what its observer writes; {@code
 *     input} is then not used
 * @param removed variables of this process that it does not inherit
 */
record ProcessSpec(
    String label,
    List<String> command,
    Path directory,
    Map<String, String> environment,
    byte[] input,
    boolean merged,
    Optional<Duration> timeout,
    ProcessLimits limits,
    boolean conversing,
    List<String> removed) {

  /** A process that inherits all variables. */
  ProcessSpec(
      String label,
      List<String> command,
      Path directory,
      Map<String, String> environment,
      byte[] input,
      boolean merged,
      Optional<Duration> timeout,
      ProcessLimits limits,
      boolean conversing) {
    this(
        label,
        command,
        directory,
        environment,
        input,
        merged,
        timeout,
        limits,
        conversing,
        List.of());
  }

  /** A process that gets all of its input when it starts. */
  ProcessSpec(
      String label,
      List<String> command,
      Path directory,
      Map<String, String> environment,
      byte[] input,
      boolean merged,
      Optional<Duration> timeout,
      ProcessLimits limits) {
    this(label, command, directory, environment, input, merged, timeout, limits, false);
  }

  /** The same without some variables. */
  ProcessSpec without(List<String> variables) {
    return new ProcessSpec(
        label,
        command,
        directory,
        environment,
        input,
        merged,
        timeout,
        limits,
        conversing,
        List.copyOf(variables));
  }

  /** The effect the process belongs to; empty when its environment names none. */
  String effectId() {
    return environment.getOrDefault(ProcessTree.EFFECT_VARIABLE, "");
  }
}
