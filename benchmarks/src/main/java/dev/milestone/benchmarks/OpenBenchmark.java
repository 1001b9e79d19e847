package dev.milestone.benchmarks;

import dev.milestone.core.engine.CodecDefinitions;
import dev.milestone.core.execute.StateFold;
import dev.milestone.core.journal.EventEncoder;
import dev.milestone.core.journal.Json;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.Decided;
import dev.milestone.core.kernel.Decider;
import dev.milestone.core.kernel.Env;
import dev.milestone.core.kernel.NewEvent;
import dev.milestone.core.kernel.State;
import dev.milestone.core.time.SystemTimeSource;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Dependency;
import dev.milestone.model.Estimate;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.spi.storage.AppendRequest;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.StoreRequest;
import dev.milestone.storage.file.FileStorageProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What opening a project costs: a journal of 1,000,000 events as the engine writes them – 2,000
 * milestones, 100,000 tasks, each started, making progress, succeeding – folded, and the same from
 * a snapshot. Each opening happens in a JVM of its own; reported is the CPU time of that process
 * from the first line of its main method to the state (JVM start not counted, compilation and
 * garbage collection counted) and its heap after a collection. The flags are those of the {@code
 * milestone} command, and beside them the same with all compilers, as an embedding program would
 * have it: there the optimizing compiler costs more than it brings in so short a time.
 *
 * <p>{@code --data DIR} (a temporary one; kept and used again when it holds a journal), {@code
 * --rounds N} (5), {@code --heap MB} (512), {@code --json}.
 */
public final class OpenBenchmark {
  private static final int MILESTONES = 2_000;
  private static final int TASKS = 100_000;
  private static final int EVENTS = 1_000_000;
  private static final int BATCH = 4_000;

  private OpenBenchmark() {}

  /** See the class. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length == 2 && args[0].equals("open")) {
      open(Path.of(args[1]));
      return;
    }
    Path data = null;
    int rounds = 5;
    int heap = 512;
    boolean json = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--data" -> data = Path.of(args[++i]);
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--heap" -> heap = Integer.parseInt(args[++i]);
        case "--json" -> json = true;
        default -> {
          System.err.println("usage: open [--data DIR] [--rounds N] [--heap MB] [--json]");
          System.exit(2);
        }
      }
    }
    Path folder = data == null ? Files.createTempDirectory("milestone-open") : data;
    if (!Files.exists(folder.resolve("written"))) {
      write(folder);
    }
    Path document = folder.resolve("snapshot.kept");
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("benchmark", "open");
    report.put("milestones", MILESTONES);
    report.put("tasks", TASKS);
    for (boolean withSnapshot : new boolean[] {false, true}) {
      try (EventStore store = store(folder)) {
        if (withSnapshot) {
          store.documents().write("snapshots/state", Files.readAllBytes(document), true);
        } else {
          store.documents().delete("snapshots/state");
        }
      }
      String what = withSnapshot ? "with_snapshot" : "without_snapshot";
      for (int tier : new int[] {1, 4}) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
          all.add(child(folder, heap, tier));
        }
        report.put(what + (tier == 1 ? "" : "_all_compilers"), median(all));
      }
    }
    report.put("snapshot_bytes", Files.size(document));
    System.out.print((json ? Json.text(report) : report) + "\n");
  }

  private static Map<String, Object> median(List<Map<String, Object>> all) {
    Map<String, Object> result = new LinkedHashMap<>();
    for (String key : all.get(0).keySet()) {
      double[] values =
          all.stream().mapToDouble(m -> ((Number) m.getOrDefault(key, 0)).doubleValue()).toArray();
      Arrays.sort(values);
      result.put(key, values[values.length / 2]);
    }
    return result;
  }

  private static Map<String, Object> child(Path folder, int heap, int tier)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap + "m",
                "-XX:+UseSerialGC",
                "-XX:NewSize=" + Math.min(192, heap / 2) + "m",
                "-XX:TieredStopAtLevel=" + tier,
                "-cp",
                System.getProperty("java.class.path"),
                OpenBenchmark.class.getName(),
                "open",
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] out = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IOException("the opening process failed");
    }
    return Json.readObject(out);
  }

  private static void open(Path folder) throws IOException {
    double cpu = cpuSeconds();
    long wall = System.nanoTime();
    try (EventStore store = store(folder)) {
      double opened = cpuSeconds();
      State state = new StateFold(CodecDefinitions::new).fold(store);
      double folded = cpuSeconds();
      state.readyInOrder(16);
      double ready = cpuSeconds();
      double seconds = (System.nanoTime() - wall) / 1e9;
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("events", state.sequence());
      report.put("tasks", state.tasks().size());
      report.put("cpu_seconds", ready - cpu);
      report.put("of_it_store", opened - cpu);
      report.put("of_it_state", folded - opened);
      report.put("of_it_ready", ready - folded);
      report.put("wall_seconds", seconds);
      report.put("heap_mb", (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0);
      System.out.print(Json.text(report));
    }
  }

  /** User and system time of this process, from the kernel; 10 ms steps. */
  private static double cpuSeconds() throws IOException {
    Path stat = Path.of("/proc/self/stat");
    if (!Files.exists(stat)) {
      return ((com.sun.management.OperatingSystemMXBean)
                  java.lang.management.ManagementFactory.getOperatingSystemMXBean())
              .getProcessCpuTime()
          / 1e9;
    }
    String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }

  private static EventStore store(Path folder) {
    return new FileStorageProvider()
        .open(
            new StoreRequest(
                Optional.of(folder.resolve("store")),
                true,
                false,
                new SystemTimeSource(),
                Map.of()));
  }

  // ---- the journal ----

  private static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (EventStore store = store(folder)) {
      Writer writer = new Writer(store);
      writer.decide(new Command.ApplyPlan(plan(), List.of()));
      int finished = 0;
      Set<String> capabilities = Set.of("java");
      while (writer.state.sequence() < EVENTS - 300) {
        writer.decide(new Command.Claim("agent-" + finished % 16, null, capabilities, 0, 60_000));
        var attempt = writer.state.active().values().iterator().next();
        writer.decide(
            new Command.ProcessStarted(
                attempt.effectId(), Map.of("pid", 4_000L + finished, "boot_id", "b1")));
        for (int i = 1; i <= 6; i++) {
          writer.decide(
              new Command.Progress(attempt.effectId(), i / 7.0, "step " + i + " of 7 is done"));
        }
        writer.decide(
            new Command.Report(
                attempt.task().id(),
                attempt.token(),
                AttemptOutcome.SUCCEEDED,
                Map.of("summary", "all tests pass", "exit_code", 0L),
                null));
        finished++;
      }
      writer.flush();
      StateFold fold = new StateFold(CodecDefinitions::new);
      fold.store(store, writer.state.sequence(), StateFold.encode(writer.state));
      Files.write(
          folder.resolve("snapshot.kept"), store.documents().read("snapshots/state").orElseThrow());
    }
    Files.createFile(folder.resolve("written"));
  }

  private static ProjectDefinition plan() {
    List<MilestoneDefinition> milestones = new ArrayList<>();
    List<TaskDefinition> tasks = new ArrayList<>();
    for (int m = 0; m < MILESTONES; m++) {
      MilestoneId id = MilestoneId.of("milestone-" + m);
      milestones.add(
          MilestoneDefinition.builder(id, "Milestone number " + m)
              .dependsOn(m < 20 ? List.of() : List.of(MilestoneId.of("milestone-" + (m - 20))))
              .build());
      int each = TASKS / MILESTONES;
      for (int t = 0; t < each; t++) {
        List<Dependency> before = new ArrayList<>();
        if (t >= 5) {
          before.add(Dependency.on(TaskId.of("task-" + m + "-" + (t - 5))));
        }
        if (t >= 7) {
          before.add(Dependency.on(TaskId.of("task-" + m + "-" + (t - 7))));
        }
        tasks.add(
            TaskDefinition.builder(
                    TaskId.of("task-" + m + "-" + t), id, "Task " + t + " of milestone " + m)
                .dependencies(before)
                .estimate(Estimate.of(Duration.ofMinutes(30 + (m + t) % 90)))
                .requires(t % 3 == 0 ? List.of("java") : List.of())
                .files(t % 2 == 0 ? List.of("src/part" + t % 10 + "/**") : List.of())
                .build());
      }
    }
    return ProjectDefinition.builder().name("large").milestones(milestones).tasks(tasks).build();
  }

  private static final class Writer {
    private final EventStore store;
    final State state = new State(new CodecDefinitions());
    private final EventEncoder encoder = new EventEncoder();
    private final List<byte[]> lines = new ArrayList<>();
    private long commands;

    Writer(EventStore store) {
      this.store = store;
    }

    void decide(Command command) {
      long now = 1_795_000_000_000L + commands * 250;
      Decided decided =
          Decider.decide(
              state,
              command,
              new Env(
                  now,
                  "01j" + Long.toString(0x4000_0000_0000L + commands++, 36),
                  "ada",
                  "operating_system",
                  null,
                  null,
                  "",
                  session -> false,
                  task -> true,
                  3,
                  30_000));
      for (NewEvent event : decided.events()) {
        lines.add(encoder.encode(event));
      }
      if (lines.size() >= BATCH) {
        flush();
      }
    }

    void flush() {
      for (int from = 0; from < lines.size(); from += BATCH) {
        store
            .append(
                new AppendRequest(
                    AppendRequest.ANY, lines.subList(from, Math.min(lines.size(), from + BATCH))))
            .toCompletableFuture()
            .join();
      }
      lines.clear();
    }
  }
}
