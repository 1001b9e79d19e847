package dev.milestone.benchmarks;

import dev.milestone.TimeSource;
import dev.milestone.spi.storage.AppendRequest;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.StoreRequest;
import dev.milestone.storage.file.FileStorageProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * The journal against its bases, in one run: F = one thread that appends 432 bytes to a growing
 * file and forces them, our file store and RocksDB (each write with a synced log) with 1 and with
 * 16 threads that wait for each event. Slices of all are interleaved; every figure is the median
 * over the rounds, a ratio the median of the ratios within a round.
 *
 * <p>{@code JournalBenchmark [--json] [--rounds N] [--slice-ms N] [--dir PATH]}
 */
public final class JournalBenchmark {

  private static final int EVENT_BYTES = 432;
  private static final int MANY = 16;

  private final Path directory;
  private final long sliceNanos;
  private final byte[] event = event();
  private final Map<String, List<Double>> rates = new LinkedHashMap<>();
  private final List<Double> eventsAForce = new ArrayList<>();

  private JournalBenchmark(Path directory, long sliceMillis) {
    this.directory = directory;
    this.sliceNanos = sliceMillis * 1_000_000;
  }

  /** Runs the benchmark. */
  public static void main(String[] args) throws Exception {
    List<String> given = List.of(args);
    int rounds = number(given, "--rounds", 15);
    int slice = number(given, "--slice-ms", 200);
    int at = given.indexOf("--dir");
    Path base = at >= 0 ? Path.of(given.get(at + 1)) : Path.of("").toAbsolutePath();
    Path directory = Files.createTempDirectory(base, "journal-benchmark-");
    try {
      JournalBenchmark benchmark = new JournalBenchmark(directory, slice);
      benchmark.run(rounds);
      benchmark.print(given.contains("--json"));
    } finally {
      delete(directory);
    }
  }

  private static int number(List<String> args, String name, int otherwise) {
    int at = args.indexOf(name);
    return at < 0 ? otherwise : Integer.parseInt(args.get(at + 1));
  }

  private void run(int rounds) throws Exception {
    StoreRequest request =
        new StoreRequest(
            Optional.of(directory.resolve("store")), true, false, new SystemTime(), Map.of());
    RocksDB.loadLibrary();
    try (FileChannel raw =
            FileChannel.open(
                directory.resolve("raw"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        EventStore store = new FileStorageProvider().open(request);
        Options options = new Options().setCreateIfMissing(true);
        RocksDB rocks = RocksDB.open(options, directory.resolve("rocks").toString());
        WriteOptions synced = new WriteOptions().setSync(true)) {
      AtomicLong key = new AtomicLong();
      ByteBuffer bytes = ByteBuffer.allocateDirect(EVENT_BYTES);
      Work appendRaw =
          () -> {
            bytes.clear();
            raw.write(bytes);
            raw.force(false);
          };
      Work appendStore =
          () ->
              store
                  .append(new AppendRequest(AppendRequest.ANY, List.of(event)))
                  .toCompletableFuture()
                  .get();
      Work putRocks = () -> put(rocks, synced, key.incrementAndGet());
      for (int i = -2; i < rounds; i++) {
        measure(i, "raw 1", 1, appendRaw);
        measure(i, "milestone 1", 1, appendStore);
        measure(i, "rocksdb 1", 1, putRocks);
        long before = store.lastSequence();
        measure(i, "milestone 16", MANY, appendStore);
        if (i >= 0) {
          eventsAForce.add(eventsAForce(store, before));
        }
        measure(i, "rocksdb 16", MANY, putRocks);
      }
    }
  }

  private void put(RocksDB rocks, WriteOptions synced, long key) throws RocksDBException {
    rocks.put(synced, ByteBuffer.allocate(8).putLong(key).array(), event);
  }

  /**
   * Every line names the last sequence forced before its batch: lines that name the same shared one
   * force.
   */
  private static double eventsAForce(EventStore store, long before) {
    long[] counts = new long[3];
    byte[] field = "\"forced\":".getBytes(StandardCharsets.US_ASCII);
    store.read(
        before + 1,
        Long.MAX_VALUE,
        (sequence, buffer, offset, length) -> {
          int p = offset + length - 160;
          while (!Arrays.equals(buffer, p, p + field.length, field, 0, field.length)) {
            p++;
          }
          long forced = 0;
          for (p += field.length; buffer[p] != ','; p++) {
            forced = forced * 10 + buffer[p] - '0';
          }
          counts[0]++;
          if (forced != counts[2]) {
            counts[1]++;
            counts[2] = forced;
          }
        });
    return counts[1] == 0 ? 0 : (double) counts[0] / counts[1];
  }

  private void measure(int round, String name, int threads, Work work) throws Exception {
    CountDownLatch ready = new CountDownLatch(threads);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    List<Throwable> errors = new ArrayList<>();
    List<Thread> all = new ArrayList<>();
    long[] end = new long[1];
    for (int i = 0; i < threads; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  ready.countDown();
                  go.await();
                  while (System.nanoTime() < end[0]) {
                    work.run();
                    done.incrementAndGet();
                  }
                } catch (Exception e) {
                  synchronized (errors) {
                    errors.add(e);
                  }
                }
              });
      all.add(thread);
      thread.start();
    }
    ready.await();
    long begin = System.nanoTime();
    end[0] = begin + sliceNanos;
    go.countDown();
    for (Thread thread : all) {
      thread.join();
    }
    if (!errors.isEmpty()) {
      throw new IllegalStateException(name, errors.get(0));
    }
    if (round >= 0) {
      rates
          .computeIfAbsent(name, n -> new ArrayList<>())
          .add(done.get() * 1e9 / (System.nanoTime() - begin));
    }
  }

  private void print(boolean json) {
    Map<String, Double> rows = new LinkedHashMap<>();
    rates.forEach((name, values) -> rows.put(name + " (events/s)", median(values)));
    rows.put("events a force, 16 waiting writers", median(eventsAForce));
    rows.put("milestone 1 / raw 1", ratio("milestone 1", "raw 1"));
    rows.put("milestone 16 / raw 1", ratio("milestone 16", "raw 1"));
    rows.put("milestone 1 / rocksdb 1", ratio("milestone 1", "rocksdb 1"));
    rows.put("milestone 16 / rocksdb 16", ratio("milestone 16", "rocksdb 16"));
    StringBuilder text = new StringBuilder(json ? "{" : "");
    rows.forEach(
        (name, value) ->
            text.append(
                json
                    ? String.format(
                        Locale.ROOT, "%s\"%s\":%.3f", text.length() > 1 ? "," : "", name, value)
                    : String.format(Locale.ROOT, "%-40s %12.2f%n", name, value)));
    System.out.println(json ? text.append('}') : text);
  }

  private double ratio(String above, String below) {
    List<Double> ratios = new ArrayList<>();
    List<Double> a = rates.getOrDefault(above, List.of());
    List<Double> b = rates.getOrDefault(below, List.of());
    for (int i = 0; i < a.size(); i++) {
      ratios.add(a.get(i) / b.get(i));
    }
    return median(ratios);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
  }

  private static byte[] event() {
    String begin =
        "{\"timestamp\":\"2026-11-20T10:00:00Z\",\"event_type\":\"task.progress\",\"milestone_id\":\"m-1\","
            + "\"details\":{\"text\":\"";
    return (begin + "x".repeat(EVENT_BYTES - begin.length() - 3) + "\"}}")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** What is measured. */
  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  private static final class SystemTime implements TimeSource {
    @Override
    public Instant now() {
      return Instant.now();
    }

    @Override
    public long monotonicNanos() {
      return System.nanoTime();
    }

    @Override
    public String epoch() {
      return "benchmark";
    }
  }
}
