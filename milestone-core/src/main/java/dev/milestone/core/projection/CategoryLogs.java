package dev.milestone.core.projection;

import dev.milestone.core.journal.StoredEvent;
import dev.milestone.core.kernel.Event;
import dev.milestone.event.EventCategory;
import dev.milestone.event.EventTypes;
import dev.milestone.model.IdGrammar;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.StoreProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The category logs: every line of the journal stands, byte for byte, in exactly one of them.
 * Confined to the holder of the {@link ProjectionLock}.
 *
 * <p>{@link Position} is replaced after the lines up to it have been written. What a killed process
 * has written beyond it is cut off before going on, so nothing stands there twice and nothing is
 * missing. After another boot what was not forced may be gone: then all lines are counted, and the
 * logs made anew when their number is not that of the journal's.
 */
final class CategoryLogs {

  /** Most lines that are taken at once. */
  static final int BATCH = 5_000;

  private static final byte[] SEQ = ",\"seq\":".getBytes(StandardCharsets.US_ASCII);
  private static final int CHUNK = 64 * 1024;

  private final SafeFolder folder;
  private final EventStore store;
  private final StoredEvent view = new StoredEvent();

  CategoryLogs(SafeFolder folder, EventStore store) {
    this.folder = folder;
    this.store = store;
  }

  /** The log that shows an event. */
  static String logOf(Event event) {
    EventCategory category = EventTypes.categoryOf(event.type());
    String milestone = event.milestone();
    return switch (category) {
      case EXECUTION ->
          milestone == null || IdGrammar.fault(milestone).isPresent()
              ? "milestone-updates.jsonl"
              : "execution-" + milestone + ".jsonl";
      case PROGRESS -> "progress-events.jsonl";
      case UPDATE -> "milestone-updates.jsonl";
      case COORDINATION -> "agent-coordination.jsonl";
      case GIT -> "git-operations.jsonl";
    };
  }

  /** Makes sure that the logs hold exactly the lines up to the position; returns where to go on. */
  Position resume(Position position, String boot) throws IOException {
    if (position.logs() > 0 && isOfThisJournal(position)) {
      if (!position.clean()) {
        if (!cutAfter(position.logs())) {
          return restart(position);
        }
      }
      if (position.boot().equals(boot) || countLines() == position.logs()) {
        return position;
      }
    }
    return restart(position);
  }

  /** Deletes all logs. */
  Position restart(Position position) throws IOException {
    for (String name : logs()) {
      folder.resolve("logs/" + name); // a link is refused, not tidied away
      folder.delete("logs/" + name);
    }
    return position.withLogs(0, 0);
  }

  private List<String> logs() throws IOException {
    List<String> names = new ArrayList<>();
    for (String name : folder.list("logs")) {
      if (name.endsWith(".jsonl")) {
        names.add(name);
      }
    }
    return names;
  }

  private boolean isOfThisJournal(Position position) {
    if (store.lastSequence() < position.logs()) {
      return false;
    }
    long[] crc = {-1};
    store.read(
        position.logs(),
        1,
        (sequence, buffer, offset, length) -> crc[0] = crc(buffer, offset, length));
    return crc[0] == position.crc();
  }

  private static long crc(byte[] buffer, int offset, int length) {
    CRC32 crc = new CRC32();
    crc.update(buffer, offset, length);
    return crc.getValue();
  }

  /** Appends the next lines; returns the position after them, the same when there are none. */
  Position advance(Position position) throws IOException {
    Map<String, ByteArrayOutputStream> lines = new LinkedHashMap<>();
    long[] last = {position.logs(), position.crc()};
    store.read(
        position.logs() + 1,
        BATCH,
        (sequence, buffer, offset, length) -> {
          String log = logOf(view.at(sequence, buffer, offset, length));
          ByteArrayOutputStream out =
              lines.computeIfAbsent(log, k -> new ByteArrayOutputStream(4_096));
          out.write(buffer, offset, length);
          out.write('\n');
          last[0] = sequence;
          last[1] = crc(buffer, offset, length);
        });
    for (Map.Entry<String, ByteArrayOutputStream> e : lines.entrySet()) {
      append("logs/" + e.getKey(), e.getValue().toByteArray());
    }
    return position.withLogs(last[0], last[1]);
  }

  private void append(String name, byte[] bytes) throws IOException {
    try (FileChannel out = folder.open(name)) {
      long at = out.size();
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        at += out.write(buffer, at);
      }
    }
  }

  /** Cuts off partial lines and lines after a sequence; false when something else stands there. */
  private boolean cutAfter(long sequence) throws IOException {
    for (String name : logs()) {
      try (FileChannel log = folder.open("logs/" + name)) {
        long size = log.size();
        long end = size;
        while (end > 0) {
          long start = lineStart(log, end);
          if (byteAt(log, end - 1) != '\n') {
            end = start;
            continue;
          }
          long seq = sequenceIn(log, start, end);
          if (seq < 0) {
            return false;
          }
          if (seq <= sequence) {
            break;
          }
          end = start;
        }
        if (end < size) {
          log.truncate(end);
        }
      }
    }
    return true;
  }

  private static int byteAt(FileChannel log, long at) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    return log.read(one, at) == 1 ? one.get(0) : -1;
  }

  /** Where the last line before an end begins. */
  private static long lineStart(FileChannel log, long end) throws IOException {
    long to = end - 1; // a line break that ends the line itself does not count
    while (to > 0) {
      long from = Math.max(0, to - CHUNK);
      byte[] chunk = read(log, from, (int) (to - from));
      for (int i = chunk.length - 1; i >= 0; i--) {
        if (chunk[i] == '\n') {
          return from + i + 1;
        }
      }
      to = from;
    }
    return 0;
  }

  private static byte[] read(FileChannel log, long from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (log.read(buffer, from + buffer.position()) < 0) {
        throw new IOException("a log became shorter while it was read");
      }
    }
    return buffer.array();
  }

  /** The sequence a line names: the last field {@code seq} in it; -1 when there is none. */
  private static long sequenceIn(FileChannel log, long start, long end) throws IOException {
    // The store writes it among the last fields; a long line need not be read whole.
    long from = Math.max(start, end - 1_024);
    byte[] line = read(log, from, (int) (end - from));
    for (int i = line.length - SEQ.length; i >= 0; i--) {
      if (startsWith(line, i)) {
        long value = 0;
        int at = i + SEQ.length;
        while (at < line.length && line[at] >= '0' && line[at] <= '9') {
          value = value * 10 + line[at++] - '0';
        }
        return at == i + SEQ.length ? -1 : value;
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] line, int at) {
    for (int i = 0; i < SEQ.length; i++) {
      if (line[at + i] != SEQ[i]) {
        return false;
      }
    }
    return true;
  }

  private long countLines() throws IOException {
    long lines = 0;
    for (String name : logs()) {
      try (FileChannel log = folder.open("logs/" + name)) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        while (log.read(buffer) >= 0) {
          byte[] bytes = buffer.array();
          for (int i = 0; i < buffer.position(); i++) {
            if (bytes[i] == '\n') {
              lines++;
            } else if (bytes[i] == 0) {
              return -1; // a block that never reached the disk
            }
          }
          buffer.clear();
        }
      }
    }
    return lines;
  }

  /** Compares the logs with the journal up to the position, byte for byte. */
  List<StoreProblem> check(Position position) throws IOException {
    Map<String, Expected> expected = new TreeMap<>();
    long from = 1;
    while (from <= position.logs()) {
      from =
          store.read(
              from,
              Math.min(BATCH, position.logs() - from + 1),
              (sequence, buffer, offset, length) ->
                  expected
                      .computeIfAbsent(
                          logOf(view.at(sequence, buffer, offset, length)), k -> new Expected())
                      .add(buffer, offset, length));
    }
    List<StoreProblem> problems = new ArrayList<>();
    List<String> present = logs();
    for (String name : present) {
      Expected lines = expected.remove(name);
      if (lines == null || !lines.isIn(folder, "logs/" + name)) {
        problems.add(problem(name, "differs from the journal"));
      }
    }
    for (String name : expected.keySet()) {
      problems.add(problem(name, "is missing"));
    }
    return problems;
  }

  private StoreProblem problem(String name, String what) {
    return new StoreProblem(
        "log_differs",
        folder.root().resolve("logs").resolve(name).toString(),
        "the category log " + what,
        "milestone doctor --repair makes it again from the journal");
  }

  /** What a log must hold, as length and checksum. */
  private static final class Expected {
    private final CRC32 crc = new CRC32();
    private long length;

    void add(byte[] buffer, int offset, int count) {
      crc.update(buffer, offset, count);
      crc.update('\n');
      length += count + 1L;
    }

    boolean isIn(SafeFolder folder, String name) throws IOException {
      try (FileChannel log = folder.open(name)) {
        if (log.size() != length) {
          return false;
        }
        CRC32 actual = new CRC32();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        while (log.read(buffer) >= 0) {
          actual.update(buffer.flip());
          buffer.clear();
        }
        return actual.getValue() == crc.getValue();
      }
    }
  }

  /** The line at a sequence as an event; null when there is none. */
  static @Nullable Map<String, Object> detailsAt(EventStore store, long sequence) {
    List<Map<String, Object>> found = new ArrayList<>(1);
    StoredEvent event = new StoredEvent();
    store.read(
        sequence,
        1,
        (at, buffer, offset, length) -> found.add(event.at(at, buffer, offset, length).details()));
    return found.isEmpty() ? null : found.get(0);
  }
}
