package dev.milestone.benchmarks;

import dev.milestone.Execution;
import dev.milestone.MilestoneEngine;
import dev.milestone.PlanRequest;
import dev.milestone.StatusReport;
import dev.milestone.core.journal.Json;
import dev.milestone.model.TaskId;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentResult;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the engine does in a second, and what a call of its API costs.
 *
 * <p>{@code --only chain,fan-out,dbos,memory,api,large} (all), {@code --rounds N} (5), {@code
 * --data DIR} (a temporary one), {@code --json}. Everything that waits for the disk is given over
 * F, the raw forces a second of {@link ForceProbe} in the same run: absolute figures of a shared
 * disk say little. Reported is the median round with the range of all.
 */
public final class EngineBenchmark {
  private static final Set<String> PARTS =
      Set.of("chain", "fan-out", "dbos", "memory", "api", "large");
  private static final Agent NOOP = (assignment, control) -> AgentResult.succeeded();

  private static final int CHAIN = 1_000;
  private static final int FAN_OUT = 10_000;
  private static final int WORKERS = 16;
  private static final int QUEUED = 300;
  private static final int DIRECT = 2_000;
  private static final int CALLS = 200;

  private final Path data;
  private final int rounds;
  private final List<Object> rows = new ArrayList<>();

  private EngineBenchmark(Path data, int rounds) {
    this.data = data;
    this.rounds = rounds;
  }

  /** See the class. */
  public static void main(String[] args) throws Exception {
    Set<String> only = new TreeSet<>(PARTS);
    int rounds = 5;
    Path data = null;
    boolean json = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--only" -> only = new TreeSet<>(List.of(args[++i].split(",", -1)));
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--data" -> data = Path.of(args[++i]);
        case "--json" -> json = true;
        default -> usage();
      }
    }
    if (!PARTS.containsAll(only) || rounds < 1) {
      usage();
    }
    Path folder =
        data == null
            ? Files.createTempDirectory("engine")
            : Files.createTempDirectory(Files.createDirectories(data), "engine");
    try {
      Map<String, Object> report = new EngineBenchmark(folder, rounds).run(only);
      System.out.print(json ? Json.text(report) + "\n" : table(report));
    } finally {
      EngineRuns.delete(folder);
    }
    // DBOS leaves threads behind.
    System.exit(0);
  }

  private static void usage() {
    System.err.println(
        "usage: engine [--only "
            + String.join(",", new TreeSet<>(PARTS))
            + "] [--rounds N]"
            + " [--data DIR] [--json]");
    System.exit(2);
  }

  private Map<String, Object> run(Set<String> only) throws Exception {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("benchmark", "engine");
    report.put("rounds", rounds);
    report.put("jvm", System.getProperty("java.vm.version", ""));
    report.put("max_heap_mib", Runtime.getRuntime().maxMemory() >> 20);
    report.put("load_average_before", load());
    boolean dbos = only.contains("dbos");
    if (only.contains("chain") || only.contains("fan-out") || dbos) {
      throughput(only.contains("chain") || dbos, only.contains("fan-out") || dbos, dbos);
    }
    if (only.contains("memory")) {
      memory();
    }
    if (only.contains("api")) {
      api();
    }
    if (only.contains("large")) {
      large();
    }
    report.put("load_average_after", load());
    report.put("rows", rows);
    return report;
  }

  // ---- tasks a second ----

  private void throughput(boolean chain, boolean fanOut, boolean dbos) throws Exception {
    Optional<LocalPostgres> server = dbos ? LocalPostgres.start(data) : Optional.empty();
    Map<String, double[]> seen = new LinkedHashMap<>();
    try {
      Optional<DbosRuns> peer = server.map(s -> new DbosRuns(s, WORKERS));
      try {
        for (int round = -1; round < rounds; round++) {
          if (chain) {
            EngineRuns.Run run = EngineRuns.chain(data, CHAIN);
            note(seen, "chain: tasks/s", round, run.tasksPerSecond());
            note(seen, "chain: F, forces/s", round, run.base());
            note(seen, "chain: tasks/s over F", round, run.ratio());
            note(seen, "chain: forces a task", round, run.forcesPerTask());
          }
          if (fanOut) {
            EngineRuns.Run run = EngineRuns.fanOut(data, FAN_OUT, WORKERS);
            note(seen, "fan-out: tasks/s", round, run.tasksPerSecond());
            note(seen, "fan-out: F, forces/s", round, run.base());
            note(seen, "fan-out: tasks/s over F", round, run.ratio());
            note(seen, "fan-out: tasks a force", round, 1 / run.forcesPerTask());
            if (peer.isPresent()) {
              double queue = peer.get().queue(QUEUED);
              double direct = peer.get().direct(DIRECT);
              note(seen, "DBOS queue: tasks/s", round, queue);
              note(seen, "DBOS direct: tasks/s", round, direct);
              note(seen, "fan-out over DBOS queue", round, run.tasksPerSecond() / queue);
              note(seen, "fan-out over DBOS direct", round, run.tasksPerSecond() / direct);
            }
          }
          if (peer.isPresent()) {
            note(seen, "DBOS chain: steps/s", round, peer.get().chain(CHAIN));
          }
        }
      } finally {
        peer.ifPresent(DbosRuns::close);
      }
    } finally {
      server.ifPresent(LocalPostgres::close);
    }
    seen.forEach((name, values) -> row(name, values));
  }

  /** The first round warms up and is not counted. */
  private void note(Map<String, double[]> seen, String name, int round, double value) {
    if (round >= 0) {
      seen.computeIfAbsent(name, n -> new double[rounds])[round] = value;
    }
  }

  // ---- the API, warm ----

  private void memory() {
    double[] millis = new double[CALLS];
    for (int i = -20; i < CALLS; i++) {
      long begin = System.nanoTime();
      MilestoneEngine engine = MilestoneEngine.inMemory();
      if (i >= 0) {
        millis[i] = (System.nanoTime() - begin) / 1e6;
      }
      engine.close();
    }
    row("in-memory engine: open, ms", millis);
  }

  private void api() throws Exception {
    Path project = Files.createDirectory(data.resolve("api"));
    try (MilestoneEngine engine = EngineRuns.open(project, WORKERS, NOOP);
        ForceProbe probe = new ForceProbe(data.resolve("probe"))) {
      engine.plan(PlanRequest.fromText("plan.yaml", EngineRuns.largePlan(40, 50)));
      double[] ready = new double[CALLS];
      double[] change = new double[CALLS];
      double[] force = new double[CALLS];
      double[] above = new double[CALLS];
      double[] dashboard = new double[CALLS];
      long sum = 0;
      for (int i = -CALLS; i < CALLS; i++) {
        int k = Math.floorMod(i, CALLS);
        long begin = System.nanoTime();
        sum += engine.tasks().ready().size();
        ready[k] = (System.nanoTime() - begin) / 1e6;
        force[k] = probe.slice(1) / 1e6;
        TaskId task = TaskId.of("m" + k % 40 + "-t" + 2 * (k / 40));
        begin = System.nanoTime();
        // Back and forth, so that each call is a change.
        sum +=
            (i < 0 ? engine.tasks().cancel(task, "bench") : engine.tasks().retry(task))
                .id()
                .value()
                .length();
        change[k] = (System.nanoTime() - begin) / 1e6;
        above[k] = change[k] - force[k];
        begin = System.nanoTime();
        StatusReport report = engine.update();
        dashboard[k] = (System.nanoTime() - begin) / 1e6;
        sum += report.hashCode() & 1;
      }
      row("2,000 tasks: ready, ms", ready);
      row("2,000 tasks: status change, ms", change);
      row("2,000 tasks: raw force beside it, ms", force);
      row("2,000 tasks: status change above one force, ms", above);
      row("2,000 tasks: dashboard, ms", dashboard);
      if (sum == 0) {
        throw new IllegalStateException("nothing was measured");
      }
    } finally {
      EngineRuns.delete(project);
    }
  }

  // ---- a large project ----

  private void large() throws Exception {
    Path project = Files.createDirectory(data.resolve("large"));
    try {
      String plan = EngineRuns.largePlan(1_000, 100);
      System.gc();
      double before = cpuSeconds();
      long begin = System.nanoTime();
      try (MilestoneEngine engine = EngineRuns.open(project, WORKERS, NOOP)) {
        engine.plan(PlanRequest.fromText("plan.yaml", plan));
      }
      row("100,000 tasks: plan, s", seconds(begin));
      row("100,000 tasks: plan, CPU s", cpuSeconds() - before);
      row("100,000 tasks: plan, peak heap MiB", peakMebibytes());
      before = cpuSeconds();
      begin = System.nanoTime();
      int limit = 2_000;
      AtomicInteger ran = new AtomicInteger();
      CountDownLatch enough = new CountDownLatch(1);
      Agent agent =
          (assignment, control) -> {
            if (ran.incrementAndGet() == limit) {
              enough.countDown();
            }
            return AgentResult.succeeded();
          };
      try (MilestoneEngine engine = EngineRuns.open(project, WORKERS, agent)) {
        row("100,000 tasks: open, s", seconds(begin));
        row("100,000 tasks: open, CPU s", cpuSeconds() - before);
        begin = System.nanoTime();
        before = cpuSeconds();
        Execution execution = engine.execute(List.of());
        enough.await();
        row("100,000 tasks: the first 2,000 run, s", seconds(begin));
        row("100,000 tasks: the first 2,000 run, CPU s", cpuSeconds() - before);
        execution.cancel();
        execution.await();
        double[] dashboard = new double[5];
        for (int i = 0; i < dashboard.length; i++) {
          begin = System.nanoTime();
          engine.update();
          dashboard[i] = (System.nanoTime() - begin) / 1e6;
        }
        row("100,000 tasks: dashboard, ms", dashboard);
      }
      row("100,000 tasks: open and run, peak heap MiB", peakMebibytes());
    } finally {
      EngineRuns.delete(project);
    }
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : 0;
  }

  /** Highest use of the heap since the last call; garbage counts. */
  private static double peakMebibytes() {
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        peak += pool.getPeakUsage().getUsed();
        pool.resetPeakUsage();
      }
    }
    return peak / 1048576.0;
  }

  // ---- the report ----

  private void row(String name, double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", name);
    row.put("median", round(sorted[sorted.length / 2]));
    row.put("min", round(sorted[0]));
    row.put("max", round(sorted[sorted.length - 1]));
    rows.add(row);
    System.err.println(line(row));
  }

  private static double round(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.4g", value));
  }

  private static String line(Map<?, ?> row) {
    return String.format(
        Locale.ROOT,
        "%-48s %10s  (%s .. %s)",
        row.get("name"),
        row.get("median"),
        row.get("min"),
        row.get("max"));
  }

  private static String table(Map<String, Object> report) {
    StringBuilder text = new StringBuilder();
    report.forEach(
        (key, value) -> {
          if (value instanceof List<?> list) {
            text.append(String.format(Locale.ROOT, "%-48s %10s  (range)%n", "", "median"));
            for (Object row : list) {
              text.append(line((Map<?, ?>) row)).append('\n');
            }
          } else {
            text.append(key).append(": ").append(value).append('\n');
          }
        });
    long collections = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collections += Math.max(0, collector.getCollectionTime());
    }
    return text.append("garbage collection, ms: ").append(collections).append('\n').toString();
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
