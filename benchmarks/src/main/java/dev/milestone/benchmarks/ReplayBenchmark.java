package dev.milestone.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.milestone.core.journal.Json;
import dev.milestone.core.journal.StoredEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What replaying a journal costs, per event, in CPU time: the journal's view against Jackson 2
 * streaming (a parser a line, to a record), both into the same fold – per milestone a count by
 * type, per task the last status – and floors below them.
 *
 * <p>{@code --events N} (1,000,000), {@code --rounds N} (5), {@code --data DIR} (a temporary one),
 * {@code --json}. All ways run in turn in each round, after one round of warm-up with all events;
 * reported is the median round. Thread CPU leaves out garbage collection and compilation, process
 * CPU holds both.
 */
public final class ReplayBenchmark {
  private static final int BUFFER = 1 << 18;
  private static final int CRC_TAIL = "\"crc\":\"01234567\"}".length() + 1;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(ReplayLines.Framing.CHECKSUM, ReplayLines.Spread.IN_FLIGHT),
          new Shape(ReplayLines.Framing.JOURNAL, ReplayLines.Spread.IN_FLIGHT),
          new Shape(ReplayLines.Framing.JOURNAL, ReplayLines.Spread.SCATTERED));

  private final int events;
  private final int rounds;

  private ReplayBenchmark(int events, int rounds) {
    this.events = events;
    this.rounds = rounds;
  }

  /** See the class. */
  public static void main(String[] args) throws IOException {
    int events = 1_000_000;
    int rounds = 5;
    Path data = null;
    boolean json = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--events" -> events = Integer.parseInt(args[++i]);
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--data" -> data = Path.of(args[++i]);
        case "--json" -> json = true;
        default -> {
          System.err.println("usage: replay [--events N] [--rounds N] [--data DIR] [--json]");
          System.exit(2);
        }
      }
    }
    if (data != null) {
      Files.createDirectories(data);
    }
    Map<String, Object> report = new ReplayBenchmark(events, rounds).run(data);
    System.out.print(json ? Json.text(report) + "\n" : table(report));
  }

  private Map<String, Object> run(@Nullable Path data) throws IOException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("benchmark", "replay");
    report.put("events", events);
    report.put("rounds", rounds);
    report.put("jvm", System.getProperty("java.vm.version", ""));
    report.put("load_average_before", load());
    List<Object> shapes = new ArrayList<>();
    for (Shape shape : SHAPES) {
      Path file =
          data == null
              ? Files.createTempFile("replay", ".jsonl")
              : Files.createTempFile(data, "replay", ".jsonl");
      try {
        ReplayLines.write(file, events, shape.framing, shape.spread);
        shapes.add(measure(file, shape));
      } finally {
        Files.delete(file);
      }
    }
    report.put("load_average_after", load());
    report.put("shapes", shapes);
    return report;
  }

  private Map<String, Object> measure(Path file, Shape of) throws IOException {
    List<Way> ways =
        List.of(
            new Way("newline scan (S)", false, ReplayBenchmark::newlines),
            new Way("newline scan + CRC32C", false, ReplayBenchmark::checksums),
            new Way("ours: CRC, envelope only", false, ReplayBenchmark::envelopes),
            new Way(
                "ours: CRC, kernel view (times, ids, 3 details)",
                false,
                ReplayBenchmark::kernelViews),
            new Way("ours: CRC, maps fold", true, ReplayBenchmark::oursIntoMaps),
            new Way("ours: CRC, arrays fold", true, ReplayBenchmark::oursIntoArrays),
            new Way("Jackson 2 to record, no fold", false, f -> jackson(f, null)),
            new Way(
                "Jackson 2 to record, maps fold (J)",
                true,
                f -> jackson(f, new ReplayFold.Maps())));
    double[][] thread = new double[ways.size()][rounds];
    double[][] process = new double[ways.size()][rounds];
    Long hash = null;
    for (int round = -1; round < rounds; round++) {
      for (int w = 0; w < ways.size(); w++) {
        Way way = ways.get(w);
        System.gc();
        long process0 = processCpu();
        long thread0 = THREADS.getCurrentThreadCpuTime();
        long result = way.replay.run(file);
        long threadNanos = THREADS.getCurrentThreadCpuTime() - thread0;
        long processNanos = processCpu() - process0;
        if (way.folds) {
          if (hash != null && hash != result) {
            throw new IllegalStateException(way.name + " folds to another state");
          }
          hash = result;
        }
        if (round >= 0) {
          thread[w][round] = threadNanos / 1000.0 / events;
          process[w][round] = processNanos / 1000.0 / events;
        }
      }
    }
    int j = ways.size() - 1;
    List<Object> rows = new ArrayList<>();
    for (int w = 0; w < ways.size(); w++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("way", ways.get(w).name);
      row.put("thread_us", rounded(median(thread[w])));
      row.put("process_us", rounded(median(process[w])));
      row.put("process_us_min", rounded(Arrays.stream(process[w]).min().orElse(0)));
      row.put("process_us_max", rounded(Arrays.stream(process[w]).max().orElse(0)));
      row.put("x_jackson_thread", rounded(ratio(thread[j], thread[w])));
      row.put("x_jackson_process", rounded(ratio(process[j], process[w])));
      row.put("of_scan_thread", rounded(ratio(thread[0], thread[w])));
      rows.add(row);
    }
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("framing", of.framing.meaning());
    shape.put("spread", of.spread.meaning());
    shape.put("bytes_a_line", rounded(Files.size(file) / (double) events));
    shape.put("rows", rows);
    return shape;
  }

  /** The median of the rounds' ratios: a neighbour that slows one round slows both. */
  private static double ratio(double[] base, double[] way) {
    double[] ratios = new double[base.length];
    for (int i = 0; i < ratios.length; i++) {
      // The process clock ticks in 10 ms: with few events a way may seem to cost nothing.
      ratios[i] = way[i] == 0 ? 0 : base[i] / way[i];
    }
    return median(ratios);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[n / 2] + sorted[(n - 1) / 2]) / 2;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private static double load() {
    return rounded(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static long processCpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private record Shape(ReplayLines.Framing framing, ReplayLines.Spread spread) {}

  private record Way(String name, boolean folds, Replay replay) {}

  private interface Replay {
    long run(Path file) throws IOException;
  }

  // ---- the ways

  private static long newlines(Path file) throws IOException {
    long[] lines = new long[1];
    ReplayLines.each(file, BUFFER, (buffer, from, length) -> lines[0]++);
    return lines[0];
  }

  private static long checksums(Path file) throws IOException {
    CRC32C crc = new CRC32C();
    long[] lines = new long[1];
    ReplayLines.each(
        file,
        BUFFER,
        (buffer, from, length) -> {
          check(crc, buffer, from, length);
          lines[0]++;
        });
    return lines[0];
  }

  private static void check(CRC32C crc, byte[] buffer, int from, int length) {
    crc.reset();
    crc.update(buffer, from, length - CRC_TAIL);
    int value = (int) crc.getValue();
    int at = from + length - 10;
    int stored = 0;
    for (int i = at; i < at + 8; i++) {
      byte b = buffer[i];
      stored = stored << 4 | (b <= '9' ? b - '0' : b - 'a' + 10);
    }
    if (stored != value) {
      throw new IllegalStateException("a line does not fit its checksum");
    }
  }

  private static void ours(Path file, StoredEvent view, Runnable look) throws IOException {
    CRC32C crc = new CRC32C();
    long[] sequence = new long[1];
    ReplayLines.each(
        file,
        BUFFER,
        (buffer, from, length) -> {
          check(crc, buffer, from, length);
          view.at(++sequence[0], buffer, from, length);
          look.run();
        });
  }

  private static long envelopes(Path file) throws IOException {
    StoredEvent view = new StoredEvent();
    long[] sum = new long[1];
    ours(file, view, () -> sum[0] += view.sequence());
    return sum[0];
  }

  private static long kernelViews(Path file) throws IOException {
    StoredEvent view = new StoredEvent();
    long[] sum = new long[1];
    ours(
        file,
        view,
        () -> {
          sum[0] += view.millis() + hash(view.type()) + hash(view.milestone());
          sum[0] += hash(view.session()) + hash(view.agent()) + hash(view.text("task_id"));
          sum[0] += view.number("attempt", 0) + hash(view.text("status"));
        });
    return sum[0];
  }

  private static int hash(@Nullable String text) {
    return text == null ? 0 : text.hashCode();
  }

  private static long oursIntoMaps(Path file) throws IOException {
    StoredEvent view = new StoredEvent();
    ReplayFold.Maps fold = new ReplayFold.Maps();
    ours(
        file,
        view,
        () -> fold.add(view.milestone(), view.type(), view.text("task_id"), view.text("status")));
    return fold.hash();
  }

  private static long oursIntoArrays(Path file) throws IOException {
    StoredEvent view = new StoredEvent();
    ReplayFold.Columns fold = new ReplayFold.Columns(view);
    ours(file, view, fold::add);
    return fold.hash();
  }

  // ---- Jackson

  private record Parsed(
      @Nullable String timestamp,
      @Nullable String type,
      @Nullable String id,
      @Nullable String milestone,
      @Nullable String session,
      @Nullable String agent,
      @Nullable String actor,
      @Nullable String actorBy,
      Map<String, Object> details,
      @Nullable String correlation,
      @Nullable String parent) {}

  private static long jackson(Path file, ReplayFold.@Nullable Maps fold) throws IOException {
    JsonFactory factory = new JsonFactory();
    long[] count = new long[1];
    ReplayLines.each(
        file,
        BUFFER,
        (buffer, from, length) -> {
          Parsed event;
          try (JsonParser parser = factory.createParser(buffer, from, length)) {
            event = parse(parser);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          count[0] += event.details.size();
          if (fold != null) {
            fold.add(
                event.milestone,
                String.valueOf(event.type),
                (String) event.details.get("task_id"),
                (String) event.details.get("status"));
          }
        });
    return fold == null ? count[0] : fold.hash();
  }

  private static Parsed parse(JsonParser parser) throws IOException {
    String timestamp = null;
    String type = null;
    String id = null;
    String milestone = null;
    String session = null;
    String agent = null;
    String actor = null;
    String actorBy = null;
    Map<String, Object> details = Map.of();
    String correlation = null;
    String parent = null;
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "timestamp" -> timestamp = parser.getText();
        case "event_type" -> type = parser.getText();
        case "event_id" -> id = parser.getText();
        case "milestone_id" -> milestone = parser.getText();
        case "session_id" -> session = parser.getText();
        case "agent_id" -> agent = parser.getText();
        case "actor" -> actor = parser.getText();
        case "actor_by" -> actorBy = parser.getText();
        case "details" -> details = object(parser);
        case "correlation_id" -> correlation = parser.getText();
        case "parent_event_id" -> parent = parser.getText();
        default -> parser.skipChildren();
      }
    }
    return new Parsed(
        timestamp,
        type,
        id,
        milestone,
        session,
        agent,
        actor,
        actorBy,
        details,
        correlation,
        parent);
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      Object value = value(parser);
      if (value != null) {
        map.put(name, value);
      }
    }
    return map;
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case VALUE_STRING:
        return parser.getText();
      case VALUE_NUMBER_INT:
        return parser.getLongValue();
      case VALUE_NUMBER_FLOAT:
        return parser.getDoubleValue();
      case VALUE_TRUE:
        return Boolean.TRUE;
      case VALUE_FALSE:
        return Boolean.FALSE;
      case START_OBJECT:
        return object(parser);
      case START_ARRAY:
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          Object element = value(parser);
          if (element != null) {
            list.add(element);
          }
        }
        return list;
      default:
        return null;
    }
  }

  // ---- the report

  private static String table(Map<String, Object> report) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "replay of %s events, median of %s rounds after one; load average %s before, %s"
                + " after%n",
            report.get("events"),
            report.get("rounds"),
            report.get("load_average_before"),
            report.get("load_average_after")));
    for (Object shape : (List<?>) report.getOrDefault("shapes", List.of())) {
      Map<?, ?> s = (Map<?, ?>) shape;
      out.append(
          String.format(
              "%n%s; %s; %s bytes a line%n",
              s.get("framing"), s.get("spread"), s.get("bytes_a_line")));
      out.append(
          String.format(
              "%-48s %10s %10s %17s %8s %8s %8s%n",
              "CPU microseconds an event",
              "thread",
              "process",
              "min..max",
              "x J thr",
              "x J proc",
              "of S"));
      for (Object row : (List<?>) Objects.requireNonNull(s.get("rows"))) {
        Map<?, ?> r = (Map<?, ?>) row;
        out.append(
            String.format(
                "%-48s %10s %10s %17s %8s %8s %8s%n",
                r.get("way"),
                r.get("thread_us"),
                r.get("process_us"),
                r.get("process_us_min") + ".." + r.get("process_us_max"),
                r.get("x_jackson_thread"),
                r.get("x_jackson_process"),
                r.get("of_scan_thread")));
      }
    }
    return out.toString();
  }
}
