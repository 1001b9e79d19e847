package dev.milestone.storage.file;

import dev.milestone.spi.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One seeded story of a store – appends of one and of several events, documents, sealing, kills,
 * failed forces, a full disk – and all it promises, checked on states that a loss of power could
 * leave at every one of its operations.
 */
final class CrashRun {

  private static final int STEPS = 18;

  private final long seed;
  private final Random random;
  private final SimDisk disk;
  private final Supplier<Line> lines;
  private final Folder folder = SimDisk.folder();
  private final Settings settings;

  /** Stored lines as they were when they were acknowledged. */
  private final List<byte[]> acknowledged = new ArrayList<>();

  /** Operations done when something was acknowledged, and the last sequence acknowledged. */
  private final TreeMap<Integer, Integer> acks = new TreeMap<>();

  private final Map<String, List<Version>> documents = new TreeMap<>();
  private Journal journal;
  private int attempts;
  long states;

  /** A version of a document: when writing began, and when it was acknowledged as durable. */
  private static final class Version {
    final byte[] content;
    final int begun;
    int durable = Integer.MAX_VALUE;

    Version(byte[] content, int begun) {
      this.content = content;
      this.begun = begun;
    }
  }

  CrashRun(long seed, Supplier<Line> lines, SimDisk.Bug... bugs) {
    this.seed = seed;
    this.random = new Random(seed);
    this.lines = lines;
    this.disk = new SimDisk(bugs);
    this.settings =
        Settings.of(Map.of("segment_bytes", String.valueOf(400 + random.nextInt(3_000))));
    this.journal = journal();
  }

  private Journal journal() {
    return new Journal(disk, folder, settings, lines.get());
  }

  /** Runs the story and checks states; empty when all is well. */
  Optional<String> run(int statesAnOperation) {
    try {
      for (int i = 0; i < STEPS; i++) {
        step();
      }
    } catch (IOException | RuntimeException e) {
      return Optional.of("seed " + seed + ": the story itself failed: " + e);
    }
    int all = disk.operations();
    for (int count = 1; count <= all; count++) {
      for (int k = 0; k < statesAnOperation; k++) {
        String wrong = check(count, k, new Random(seed * 1_000_003 + count * 101L + k));
        if (wrong != null) {
          return Optional.of(
              "seed "
                  + seed
                  + ", operation "
                  + count
                  + ", state "
                  + k
                  + ": "
                  + wrong
                  + disk.story(count - 40, count));
        }
      }
    }
    return Optional.empty();
  }

  // ---------------------------------------------------------------- the story

  private void step() throws IOException {
    int dice = random.nextInt(100);
    if (dice < 60) {
      append();
    } else if (dice < 75) {
      document();
    } else if (dice < 80) {
      note();
    } else if (dice < 84) {
      journal.refresh();
      new Sealing(disk, folder).sealAll();
    } else if (dice < 92) {
      disk.killAfter = random.nextInt(12);
      attempt();
      disk.killAfter = -1;
    } else if (dice < 97) {
      disk.failForceAfter = random.nextInt(2);
      attempt();
      disk.failForceAfter = -1;
    } else {
      disk.fullAfter = 0;
      attempt();
      disk.fullAfter = -1;
    }
  }

  private void attempt() {
    try {
      append();
    } catch (SimDisk.Killed | IOException e) {
      journal = journal(); // another process, or the store opened again
    }
  }

  private void note() throws IOException {
    journal.refresh();
    if (journal.last() == 0) {
      return;
    }
    new HeadNote(journal.last(), Line.hexOf(journal.chain())).write(disk, folder);
  }

  private void append() throws IOException {
    journal.refresh();
    for (int turns = 1 + random.nextInt(3); turns > 0; turns--) {
      List<byte[]> events = new ArrayList<>();
      int attempt = ++attempts;
      int of = 1 + (random.nextInt(3) == 0 ? random.nextInt(4) : 0);
      for (int i = 0; i < of; i++) {
        events.add(
            ("{\"a\":\""
                    + attempt
                    + "/"
                    + i
                    + "/"
                    + of
                    + "\",\"p\":\""
                    + "x".repeat(random.nextInt(random.nextInt(4) == 0 ? 400 : 60))
                    + "\"}")
                .getBytes(StandardCharsets.US_ASCII));
      }
      journal.collect(events, Journal.checkedBytes(events, 0));
    }
    journal.commit();
    int now = disk.operationsAtAck();
    new EventReader(disk, folder)
        .read(
            acknowledged.size() + 1,
            Long.MAX_VALUE,
            journal.last(),
            (seq, buffer, offset, length) ->
                acknowledged.add(Arrays.copyOfRange(buffer, offset, offset + length)));
    acks.put(now, acknowledged.size());
  }

  private void document() {
    String name = "d" + random.nextInt(2);
    List<Version> versions = documents.computeIfAbsent(name, key -> new ArrayList<>());
    boolean durable = random.nextBoolean();
    byte[] content = new byte[1 + random.nextInt(300)];
    random.nextBytes(content);
    Version version = new Version(content, disk.operations());
    versions.add(version);
    makeDocuments();
    new FileDocuments(disk, folder.documents(), false).write(name, content, durable);
    if (durable) {
      version.durable = disk.operationsAtAck();
    }
  }

  private void makeDocuments() {
    try {
      journal.refresh();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---------------------------------------------------------------- the promises

  private @Nullable String check(int count, int mode, Random chance) {
    states++;
    SimDisk left = disk.crash(count, mode, chance);
    if (chance.nextInt(20) == 0) {
      // Power is lost once more while the store recovers or writes its first lines.
      SimDisk again = left.rebase();
      int from = again.operations();
      String wrong = open(again, count, true);
      if (wrong != null) {
        return wrong;
      }
      left = again.crash(from + chance.nextInt(again.operations() - from + 1), 2, chance);
    }
    return open(left, count, chance.nextInt(4) == 0);
  }

  private @Nullable String open(SimDisk left, int count, boolean goOn) {
    Map.Entry<Integer, Integer> ack = acks.floorEntry(count);
    int sure = ack == null ? 0 : ack.getValue();
    Journal opened = new Journal(left, folder, settings, lines.get());
    try {
      opened.refresh();
      String wrong = content(left, opened.last(), sure);
      if (wrong != null) {
        return wrong;
      }
      if (goOn) {
        List<byte[]> more = List.of("{\"a\":\"0/0/1\"}".getBytes(StandardCharsets.US_ASCII));
        opened.collect(more, Journal.checkedBytes(more, 0));
        long before = opened.last();
        opened.commit();
        if (opened.last() != before + 1) {
          return "an append after recovery got sequence " + opened.last() + " after " + before;
        }
        wrong = content(left, opened.last(), sure);
        if (wrong != null) {
          return wrong;
        }
      }
      return documents(left, count);
    } catch (IOException | StorageException e) {
      return "could not be opened with " + sure + " events acknowledged: " + e.getMessage();
    }
  }

  private @Nullable String content(SimDisk left, long last, int sure) {
    if (last < sure) {
      return sure + " events were acknowledged, " + last + " are left";
    }
    List<byte[]> found = new ArrayList<>();
    new EventReader(left, folder)
        .read(
            1,
            Long.MAX_VALUE,
            last,
            (seq, buffer, offset, length) ->
                found.add(Arrays.copyOfRange(buffer, offset, offset + length)));
    if (found.size() != last) {
      return "the last sequence is " + last + ", but " + found.size() + " events are read";
    }
    for (int i = 0; i < sure; i++) {
      if (!Arrays.equals(found.get(i), acknowledged.get(i))) {
        return "acknowledged event " + (i + 1) + " has changed";
      }
    }
    return whole(found);
  }

  /** Every append is there with all its events, in order, or not at all. */
  private static @Nullable String whole(List<byte[]> found) {
    String attempt = "";
    int next = 0;
    int of = 0;
    for (byte[] line : found) {
      String text = new String(line, StandardCharsets.US_ASCII);
      if (!text.startsWith("{\"a\":\"")) {
        return "a line that nobody wrote: " + text;
      }
      String[] parts = text.substring(6, text.indexOf('"', 6)).split("/");
      if (next < of && !parts[0].equals(attempt)
          || Integer.parseInt(parts[1]) != (next < of ? next : 0)) {
        return "an append is there in part: " + text;
      }
      next = next < of ? next + 1 : 1;
      attempt = parts[0];
      of = Integer.parseInt(parts[2]);
    }
    return next < of ? "the last append is there in part" : null;
  }

  private @Nullable String documents(SimDisk left, int count) {
    FileDocuments store = new FileDocuments(left, folder.documents(), true);
    for (Map.Entry<String, List<Version>> e : documents.entrySet()) {
      int oldest = -1;
      int newest = -1;
      List<Version> versions = e.getValue();
      for (int i = 0; i < versions.size(); i++) {
        oldest = versions.get(i).durable <= count ? i : oldest;
        newest = versions.get(i).begun <= count ? i : newest;
      }
      Optional<byte[]> found = store.read(e.getKey());
      boolean right = found.isEmpty() && oldest < 0;
      for (int i = Math.max(0, oldest); i <= newest && !right; i++) {
        right = found.isPresent() && Arrays.equals(found.get(), versions.get(i).content);
      }
      if (!right) {
        return "document "
            + e.getKey()
            + " is neither old nor new: "
            + found.map(b -> b.length + " bytes").orElse("missing");
      }
    }
    return null;
  }
}
