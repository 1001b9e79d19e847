package dev.milestone.benchmarks;

import dev.milestone.ExecutionSummary;
import dev.milestone.MilestoneEngine;
import dev.milestone.PlanRequest;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Runs of no-op tasks through a real engine on a real project. */
final class EngineRuns {

  /** After so many tasks of a chain come as many forces of the base. */
  private static final int SLICE = 5;

  /** Forces of the base before and after a fan-out. */
  private static final int LONG_SLICE = 250;

  private EngineRuns() {}

  /**
   * What a run came to.
   *
   * @param tasksPerSecond without the slices of the base
   * @param forcesPerTask forces of the journal from {@code execute} to its result, over the tasks
   * @param base forces a second, raw, in the same run
   */
  record Run(double tasksPerSecond, double forcesPerTask, double base) {
    double ratio() {
      return tasksPerSecond / base;
    }
  }

  /** Tasks one after another; the base is measured inside the agent, between the tasks. */
  static Run chain(Path folder, int tasks) throws Exception {
    try (ForceProbe probe = new ForceProbe(folder.resolve("probe"))) {
      AtomicInteger count = new AtomicInteger();
      AtomicLong taken = new AtomicLong();
      Agent agent =
          (assignment, control) -> {
            if (count.getAndIncrement() % SLICE == 0) {
              taken.addAndGet(probe.slice(SLICE));
            }
            return AgentResult.succeeded();
          };
      return run(folder, chainPlan(tasks), tasks, 1, agent, taken, probe);
    }
  }

  /** Independent tasks; the base is measured before and after. */
  static Run fanOut(Path folder, int tasks, int workers) throws Exception {
    try (ForceProbe probe = new ForceProbe(folder.resolve("probe"))) {
      probe.slice(LONG_SLICE);
      Agent agent = (assignment, control) -> AgentResult.succeeded();
      return run(folder, fanOutPlan(tasks), tasks, workers, agent, new AtomicLong(), probe);
    }
  }

  private static Run run(
      Path folder,
      String plan,
      int tasks,
      int workers,
      Agent agent,
      AtomicLong taken,
      ForceProbe probe)
      throws Exception {
    Path project = Files.createDirectory(folder.resolve("project"));
    try {
      long first;
      long last;
      double seconds;
      try (MilestoneEngine engine = open(project, workers, agent)) {
        engine.plan(PlanRequest.fromText("plan.yaml", plan));
        first = engine.events().lastSequence() + 1;
        long begin = System.nanoTime();
        ExecutionSummary summary = engine.execute(List.of()).await();
        seconds = (System.nanoTime() - begin - taken.get()) / 1e9;
        last = summary.sequence();
        if (summary.succeeded().size() != tasks || summary.attempts() != tasks) {
          throw new IllegalStateException("not what was planned: " + summary.reason());
        }
      }
      if (taken.get() == 0) {
        probe.slice(LONG_SLICE);
      }
      return new Run(tasks / seconds, (double) forces(project, first, last) / tasks, probe.rate());
    } finally {
      delete(project);
    }
  }

  static MilestoneEngine open(Path project, int slots, Agent agent) {
    AgentDefinition noop =
        AgentDefinition.builder(AgentId.of("noop")).slots(slots).provider("program").build();
    return MilestoneEngine.builder().project(project).agent(noop, agent).build();
  }

  static String chainPlan(int tasks) {
    StringBuilder plan = head();
    for (int i = 0; i < tasks; i++) {
      plan.append("      - {id: t").append(i).append(", title: step ").append(i);
      if (i > 0) {
        plan.append(", depends_on: [t").append(i - 1).append(']');
      }
      plan.append("}\n");
    }
    return plan.toString();
  }

  static String fanOutPlan(int tasks) {
    StringBuilder plan = head();
    for (int i = 0; i < tasks; i++) {
      plan.append("      - {id: t").append(i).append(", title: step ").append(i).append("}\n");
    }
    return plan.toString();
  }

  private static StringBuilder head() {
    return new StringBuilder("project: bench\nmilestones:\n  - id: m\n    tasks:\n");
  }

  /** Milestones in ten lines of succession, each with tasks of which every other depends on one. */
  static String largePlan(int milestones, int tasksEach) {
    StringBuilder plan = new StringBuilder("project: bench\nmilestones:\n");
    for (int m = 0; m < milestones; m++) {
      plan.append("  - id: m").append(m).append("\n    title: milestone ").append(m).append('\n');
      if (m >= milestones / 10 && milestones >= 10) {
        plan.append("    depends_on: [m").append(m - milestones / 10).append("]\n");
      }
      plan.append("    tasks:\n");
      for (int t = 0; t < tasksEach; t++) {
        plan.append("      - {id: m").append(m).append("-t").append(t);
        plan.append(", title: task ").append(t).append(" of ").append(m).append(", estimate: 2h");
        plan.append(", files: [\"src/m").append(m).append("/t").append(t).append("/**\"]");
        if (t % 2 == 1) {
          plan.append(", depends_on: [m").append(m).append("-t").append(t - 1).append(']');
        }
        plan.append("}\n");
      }
    }
    return plan.toString();
  }

  /** Forces by which these events came: each batch says what was forced before it. */
  static int forces(Path project, long first, long last) throws IOException {
    Set<String> batches = new HashSet<>();
    Path events = project.resolve(".milestones/journal");
    if (!Files.isDirectory(events)) {
      events = project.resolve(".milestones");
    }
    List<Path> segments;
    try (Stream<Path> walk = Files.walk(events)) {
      segments =
          walk.filter(p -> p.toString().endsWith(".jsonl"))
              .filter(p -> !p.toString().contains("sealed"))
              .sorted()
              .toList();
    }
    for (Path segment : segments) {
      try (BufferedReader lines = Files.newBufferedReader(segment, StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          int seq = line.lastIndexOf(",\"seq\":");
          int forced = line.lastIndexOf(",\"forced\":");
          if (seq < 0 || forced < 0) {
            continue;
          }
          long sequence = number(line, seq + 7);
          if (sequence >= first && sequence <= last) {
            batches.add(line.substring(forced + 10, line.indexOf(',', forced + 1)));
          }
        }
      }
    }
    return batches.size();
  }

  private static long number(String line, int from) {
    int end = from;
    while (Character.isDigit(line.charAt(end))) {
      end++;
    }
    return Long.parseLong(line, from, end, 10);
  }

  static void delete(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
