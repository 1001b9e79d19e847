package dev.milestone.agent;

import dev.milestone.TimeSource;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.ProcessLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** What the tests of this module share. */
final class Fixture {

  static final ProcessTable TABLE = ProcessTable.system();

  /** Small enough to be seen at work, with a grace that a test can wait for. */
  static final ProcessLimits LIMITS =
      new ProcessLimits(64 * 1024, 8 * 1024, Duration.ofMillis(300));

  private static final AtomicLong EFFECTS = new AtomicLong();

  private Fixture() {}

  static AgentRequest request(Path project, String... command) {
    return request(
        project, AgentDefinition.builder(AgentId.of("builder")).command(List.of(command)).build());
  }

  static AgentRequest request(Path project, AgentDefinition definition) {
    return new AgentRequest(definition, project, LIMITS, standingStill());
  }

  static AgentRequest shell(Path project, String script) {
    return request(project, "/bin/sh", "-c", script);
  }

  static String effect() {
    return "test-" + ProcessHandle.current().pid() + "-" + EFFECTS.incrementAndGet();
  }

  /** How many processes of an effect are running. */
  static long running(String effect) {
    return TABLE.processes().stream()
        .filter(
            entry ->
                TABLE.hasVariable(entry.pid(), ProcessTree.EFFECT_VARIABLE, effect)
                    == ProcessTable.Answer.YES)
        .count();
  }

  static boolean isRunning(long pid) {
    return TABLE.find(pid).isPresent();
  }

  static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  static List<String> processThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("milestone-process-"))
        .toList();
  }

  /** Virtual time that never moves: real processes must not wait for it. */
  private static TimeSource standingStill() {
    return new TimeSource() {
      @Override
      public Instant now() {
        return Instant.EPOCH;
      }

      @Override
      public long monotonicNanos() {
        return 0;
      }

      @Override
      public String epoch() {
        return "test";
      }
    };
  }
}
