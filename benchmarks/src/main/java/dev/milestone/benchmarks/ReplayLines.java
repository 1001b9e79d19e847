package dev.milestone.benchmarks;

import dev.milestone.core.journal.EventEncoder;
import dev.milestone.event.EventTypes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * A journal that is made up: 2,000 milestones of 50 tasks, 12 types, details of seven entries. The
 * same for the same number of events.
 */
final class ReplayLines {
  private static final int MILESTONES = 2_000;
  private static final int TASKS = 50;
  private static final int IN_FLIGHT = 64;
  private static final List<String> TYPES =
      List.of(
          EventTypes.TASK_STARTED,
          EventTypes.AGENT_PROCESS_STARTED,
          EventTypes.PROGRESS_UPDATED,
          EventTypes.VERIFICATION_STARTED,
          EventTypes.VERIFICATION_COMPLETED,
          EventTypes.TASK_SUCCEEDED,
          EventTypes.ATTEMPT_FAILED,
          EventTypes.TASK_RETRY_SCHEDULED,
          EventTypes.DEPENDENCY_RESOLVED,
          EventTypes.BLOCKER_DETECTED,
          EventTypes.NOTE_ADDED,
          EventTypes.GIT_OPERATION);
  private static final List<String> STATUSES =
      List.of("pending", "ready", "running", "verifying", "succeeded", "failed");
  private static final String WORDS =
      "wrote the parser and its tests, two cases still fail; \"retry\" looked at the order of"
          + " fields ";

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long NEWLINES = ONES * '\n';

  private ReplayLines() {}

  /** What a store adds to an object. */
  enum Framing {
    /** The line of the first measurements: an object and its checksum. */
    CHECKSUM("object and CRC32C, as in the first measurements"),
    /** The line of the file store. */
    JOURNAL("journal line: sequence, schema, forced, chain, CRC32C");

    private final String meaning;

    Framing(String meaning) {
      this.meaning = meaning;
    }

    String meaning() {
      return meaning;
    }
  }

  /** Which task an event is about. */
  enum Spread {
    /** As an execution writes it: 64 tasks in flight, each of about ten events. */
    IN_FLIGHT("64 tasks in flight"),
    /** Any of 100,000 tasks: caches are of little use, whoever reads it. */
    SCATTERED("tasks at random");

    private final String meaning;

    Spread(String meaning) {
      this.meaning = meaning;
    }

    String meaning() {
      return meaning;
    }
  }

  /** Receives a line without its line break. */
  interface Line {
    void accept(byte[] buffer, int from, int length);
  }

  /** Reads a file through one buffer, which also has to hold the longest line. */
  static void each(Path file, int bufferSize, Line line) throws IOException {
    byte[] buffer = new byte[bufferSize];
    int filled = 0;
    try (InputStream in = Files.newInputStream(file)) {
      int read = in.read(buffer, 0, buffer.length);
      while (read > 0) {
        filled += read;
        int from = 0;
        int to = newline(buffer, 0, filled);
        while (to < filled) {
          line.accept(buffer, from, to - from);
          from = to + 1;
          to = newline(buffer, from, filled);
        }
        System.arraycopy(buffer, from, buffer, 0, filled - from);
        filled -= from;
        read = in.read(buffer, filled, buffer.length - filled);
      }
    }
  }

  private static int newline(byte[] buffer, int from, int end) {
    int p = from;
    while (p + 32 <= end
        && (inWord(buffer, p)
                | inWord(buffer, p + 8)
                | inWord(buffer, p + 16)
                | inWord(buffer, p + 24))
            == 0) {
      p += 32;
    }
    while (p + 8 <= end) {
      long found = inWord(buffer, p);
      if (found != 0) {
        return p + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      p += 8;
    }
    while (p < end && buffer[p] != '\n') {
      p++;
    }
    return p;
  }

  private static long inWord(byte[] buffer, int at) {
    long word = (long) LONG.get(buffer, at) ^ NEWLINES;
    return (word - ONES) & ~word & HIGHS;
  }

  static void write(Path file, int events, Framing framing, Spread spread) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    EventEncoder encoder = new EventEncoder();
    CRC32C crc = new CRC32C();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      for (int i = 1; i <= events; i++) {
        byte[] object = encoder.encode(event(random, i, task(random, i, events, spread)));
        byte[] frame = ascii(framing == Framing.CHECKSUM ? "" : frame(i, random));
        crc.reset();
        crc.update(object, 0, object.length - 1);
        crc.update(frame);
        out.write(object, 0, object.length - 1);
        out.write(frame);
        out.write(ascii(String.format(",\"crc\":\"%08x\"}\n", crc.getValue())));
      }
    }
  }

  private static String frame(int sequence, SplittableRandom random) {
    StringBuilder frame = new StringBuilder(160);
    frame.append(",\"seq\":").append(sequence).append(",\"schema\":1,\"forced\":");
    frame.append(sequence - 1).append(",\"chain\":\"");
    for (int i = 0; i < 8; i++) {
      frame.append(String.format("%08x", random.nextInt()));
    }
    return frame.append('"').toString();
  }

  private static int task(SplittableRandom random, int i, int events, Spread spread) {
    int tasks = MILESTONES * TASKS;
    int done = (int) ((long) i * (tasks - IN_FLIGHT) / events);
    return spread == Spread.SCATTERED ? random.nextInt(tasks) : done + random.nextInt(IN_FLIGHT);
  }

  private static SampleEvent event(SplittableRandom random, int i, int task) {
    int milestone = task / TASKS;
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("task_id", String.format("t-%04d-%02d", milestone, task % TASKS));
    details.put("attempt", random.nextInt(1, 4));
    details.put("status", STATUSES.get(random.nextInt(STATUSES.size())));
    details.put("verified", random.nextBoolean());
    details.put("progress", random.nextInt(101));
    details.put("duration_ms", random.nextInt(600_000));
    int from = random.nextInt(WORDS.length() / 2);
    details.put("note", WORDS.substring(from, from + random.nextInt(1, 9)));
    return new SampleEvent(
        id(random),
        1_795_168_800_000L + 37L * i,
        TYPES.get(random.nextInt(TYPES.size())),
        String.format("m-%04d", milestone),
        "s-" + (1 + i / 20_000),
        "agent-" + random.nextInt(16),
        "c" + String.format("%016d", i / 50),
        id(random),
        details);
  }

  private static String id(SplittableRandom random) {
    byte[] id = new byte[20];
    for (int i = 0; i < id.length; i++) {
      id[i] = (byte) "0123456789abcdefghijklmnopqrstuvwxyz".charAt(random.nextInt(36));
    }
    return new String(id, StandardCharsets.US_ASCII);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
