package dev.milestone.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.milestone.MilestoneEngine;
import dev.milestone.PlanRequest;
import dev.milestone.core.journal.Json;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.plan.PlanImport;
import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What taking in a plan of another tool costs: an {@code issues.jsonl} of beads with 20,000 issues
 * in 500 epics, with descriptions, labels, criteria and dependencies.
 *
 * <p>Reading alone and the whole engine in memory happen in JVMs of their own with the flags of the
 * {@code milestone} command; reported is the CPU time of the process from the first line of its
 * main method on, compilation and garbage collection counted. Beside them, in the same round, all
 * tokens and texts of the same bytes are read with plain Jackson: CPU seconds of a busy machine
 * vary, their ratio less. The command is measured whole, start of the JVM and files on disk
 * included.
 *
 * <p>{@code --issues N} (20,000), {@code --rounds N} (5), {@code --data DIR} (a temporary one),
 * {@code --command FILE} (the launcher of this folder; {@code none} leaves it out), {@code --json}.
 */
public final class ImportBenchmark {
  private static final int EPIC = 40;
  private static final int CALLS = 200;
  private static final String[] WORDS =
      ("the engine reads a plan and writes what it decided to the journal before anything is said"
           + " so that nothing is lost when power fails agents report results retries are counted")
          .split(" ", -1);

  private ImportBenchmark() {}

  /** See the class. */
  public static void main(String[] args) throws Exception {
    if (args.length == 2 && List.of("base", "read", "engine").contains(args[0])) {
      child(args[0], Path.of(args[1]));
      return;
    }
    int issues = 20_000;
    int rounds = 5;
    Path data = null;
    String command = "";
    boolean json = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--issues" -> issues = Integer.parseInt(args[++i]);
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--data" -> data = Path.of(args[++i]);
        case "--command" -> command = args[++i];
        case "--json" -> json = true;
        default -> {
          System.err.println(
              "usage: import [--issues N] [--rounds N] [--data DIR] [--command FILE] [--json]");
          System.exit(2);
        }
      }
    }
    Path folder =
        data == null
            ? Files.createTempDirectory("import")
            : Files.createTempDirectory(Files.createDirectories(data), "import");
    try {
      Map<String, Object> report = run(folder, issues, rounds, command);
      System.out.print(json ? Json.text(report) + "\n" : table(report));
    } finally {
      EngineRuns.delete(folder);
    }
  }

  private static Map<String, Object> run(Path folder, int issues, int rounds, String command)
      throws Exception {
    Path file = folder.resolve("issues.jsonl");
    write(file, issues);
    Map<String, double[]> seen = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      double base = figure(fork("base", file), "cpu_seconds");
      double read = figure(fork("read", file), "cpu_seconds");
      Map<String, Double> engine = fork("engine", file);
      note(seen, "plain Jackson, CPU s", round, rounds, base);
      note(seen, "reading, CPU s", round, rounds, read);
      note(seen, "reading over Jackson", round, rounds, read / base);
      note(seen, "engine in memory, CPU s", round, rounds, figure(engine, "cpu_seconds"));
      note(
          seen,
          "engine in memory over Jackson",
          round,
          rounds,
          figure(engine, "cpu_seconds") / base);
      note(seen, "ready, warm, ms", round, rounds, figure(engine, "ready_ms"));
      if (!command.equals("none")) {
        Path launcher = command.isEmpty() ? launcher() : Path.of(command).toAbsolutePath();
        if (round == 0) {
          // Builds it when that is due, which is not to be measured.
          cpuOf(folder, launcher.toString(), "--version");
        }
        Path project = Files.createDirectory(folder.resolve("project-" + round));
        double whole = cpuOf(project, launcher.toString(), "plan", file.toString());
        note(seen, "milestone plan, cold, CPU s", round, rounds, whole);
        note(seen, "milestone plan, cold, over Jackson", round, rounds, whole / base);
        EngineRuns.delete(project);
      }
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("benchmark", "import");
    report.put("issues", issues);
    report.put("bytes", Files.size(file));
    report.put("rounds", rounds);
    seen.forEach((name, values) -> report.put(name, row(values)));
    return report;
  }

  private static void note(
      Map<String, double[]> seen, String name, int round, int rounds, double value) {
    seen.computeIfAbsent(name, k -> new double[rounds])[round] = value;
  }

  private static Map<String, Object> row(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("median", sorted[sorted.length / 2]);
    row.put("min", sorted[0]);
    row.put("max", sorted[sorted.length - 1]);
    return row;
  }

  private static String table(Map<String, Object> report) {
    StringBuilder text = new StringBuilder();
    report.forEach(
        (name, value) ->
            text.append(
                value instanceof Map<?, ?> row
                    ? String.format(
                        Locale.ROOT,
                        "%-40s %8.3f  (%.3f .. %.3f)%n",
                        name,
                        number(row.get("median")),
                        number(row.get("min")),
                        number(row.get("max")))
                    : name + ": " + value + "\n"));
    return text.toString();
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  // ---- processes ----

  private static double figure(Map<String, Double> figures, String name) {
    Double value = figures.get(name);
    if (value == null) {
      throw new IllegalStateException("the process did not tell " + name);
    }
    return value;
  }

  private static Map<String, Double> fork(String what, Path file)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:NewSize=192m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ImportBenchmark.class.getName(),
                what,
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] out = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IOException("the process '" + what + "' failed");
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    Json.readObject(out).forEach((k, v) -> figures.put(k, ((Number) v).doubleValue()));
    return figures;
  }

  /** User and system time of a command, as bash measures it. */
  private static double cpuOf(Path folder, String... command)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("bash", "-c"));
    line.add("TIMEFORMAT='%U %S'; { time \"$@\" >/dev/null 2>&3; } 3>/dev/null");
    line.add("bash");
    line.addAll(List.of(command));
    Process process =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
    String[] times = out.strip().split(" ", -1);
    return Double.parseDouble(times[0]) + Double.parseDouble(times[1]);
  }

  /** The launcher beside the folder of the benchmarks. */
  private static Path launcher() throws URISyntaxException, IOException {
    Path at =
        Path.of(ImportBenchmark.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    for (Path folder = at; folder != null; folder = folder.getParent()) {
      if (Files.isExecutable(folder.resolve("milestone"))
          && Files.isDirectory(folder.resolve("milestone-cli"))) {
        return folder.resolve("milestone");
      }
    }
    throw new IOException("no launcher above " + at + "; name it with --command");
  }

  private static void child(String what, Path file) throws IOException {
    double begin = cpuSeconds();
    Map<String, Object> report = new LinkedHashMap<>();
    long sum = 0;
    switch (what) {
      case "base" -> sum = tokens(Files.readAllBytes(file));
      case "read" -> {
        PlanFormat beads =
            ServiceLoader.load(PlanFormat.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(format -> format.name().equals("beads"))
                .findFirst()
                .orElseThrow();
        PlanFile bytes = new PlanFile("issues.jsonl", Files.readAllBytes(file));
        sum = beads.read(new PlanImport(List.of(bytes), Duration.ofHours(1))).tasks().size();
      }
      default -> {
        try (MilestoneEngine engine = MilestoneEngine.inMemory()) {
          sum = engine.plan(PlanRequest.builder().files(List.of(file)).build()).added();
          report.put("cpu_seconds", cpuSeconds() - begin);
          report.put("ready_ms", ready(engine));
        }
      }
    }
    report.putIfAbsent("cpu_seconds", cpuSeconds() - begin);
    if (sum == 0) {
      throw new IllegalStateException("nothing was read");
    }
    System.out.print(Json.text(report));
  }

  private static double ready(MilestoneEngine engine) {
    double[] millis = new double[CALLS];
    long sum = 0;
    for (int i = -CALLS; i < CALLS; i++) {
      long begin = System.nanoTime();
      sum += engine.tasks().ready().size();
      millis[Math.floorMod(i, CALLS)] = (System.nanoTime() - begin) / 1e6;
    }
    if (sum == 0) {
      throw new IllegalStateException("nothing is ready");
    }
    Arrays.sort(millis);
    return millis[CALLS / 2];
  }

  private static long tokens(byte[] bytes) throws IOException {
    long sum = 0;
    try (JsonParser parser = new JsonFactory().createParser(bytes)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        sum += token == JsonToken.VALUE_STRING ? parser.getText().length() : 1;
      }
    }
    return sum;
  }

  private static double cpuSeconds() {
    return ((com.sun.management.OperatingSystemMXBean)
                java.lang.management.ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  // ---- the file ----

  private static void write(Path file, int issues) throws IOException {
    Random random = new Random(7);
    String[] states = {"open", "closed", "closed", "open", "closed", "in_progress", "blocked"};
    try (Writer out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < issues; i++) {
        boolean epic = i % EPIC == 0;
        String state = epic ? "open" : states[random.nextInt(states.length)];
        String day = String.format(Locale.ROOT, "%02dT10:%02d:00", 1 + i % 28, i % 60);
        StringBuilder line = new StringBuilder(1_000);
        field(line.append('{'), "id", id(i));
        field(line, "content_hash", Long.toHexString(random.nextLong()).repeat(4));
        field(line, "title", words(random, 7));
        field(
            line,
            "description",
            words(random, 20) + ".\\n\\n" + words(random, 12) + " \\\"quoted\\\" é");
        field(line, "status", state);
        line.append("\"priority\":").append(random.nextInt(5)).append(',');
        field(line, "issue_type", epic ? "epic" : "task");
        field(line, "created_at", "2025-11-" + day + ".123456-08:00");
        field(line, "updated_at", "2025-12-" + day + "Z");
        if (state.equals("closed")) {
          field(line, "closed_at", "2025-12-" + day + "Z");
          field(line, "close_reason", "done");
        }
        if (i % 4 == 0) {
          field(line, "acceptance_criteria", "- " + words(random, 6) + "\\n- " + words(random, 5));
        }
        line.append("\"labels\":[\"core\",\"part").append(i % 7).append("\"]");
        String before = ",\"dependencies\":[";
        if (!epic) {
          line.append(before).append(link(i, i - i % EPIC, "parent-child", day));
          before = ",";
          if (i % EPIC > 3 && i % 3 > 0) {
            line.append(before).append(link(i, i - 1 - random.nextInt(3), "blocks", day));
          }
          line.append(']');
        }
        out.append(line).append("}\n");
      }
    }
  }

  private static String link(int from, int to, String type, String day) {
    StringBuilder link = new StringBuilder("{");
    field(link, "issue_id", id(from));
    field(link, "depends_on_id", id(to));
    field(link, "type", type);
    field(link, "created_at", "2025-11-" + day + "Z");
    return link.append("\"created_by\":\"ada\"}").toString();
  }

  private static void field(StringBuilder line, String name, String value) {
    line.append('"').append(name).append("\":\"").append(value).append("\",");
  }

  private static String id(int i) {
    return "bd-" + Integer.toHexString(0x10000 + i);
  }

  private static String words(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }
}
