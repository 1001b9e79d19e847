package dev.milestone.storage.file;

import static dev.milestone.storage.file.Stores4Tests.append;
import static dev.milestone.storage.file.Stores4Tests.open;
import static dev.milestone.storage.file.Stores4Tests.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.milestone.ErrorKind;
import dev.milestone.spi.storage.CheckRequest;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.Liveness;
import dev.milestone.spi.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one store, and processes that are killed. */
@Timeout(600)
class ProcessesIT {

  private static final boolean LONG = Boolean.getBoolean("milestone.long");
  private static final int KILLS = LONG ? 1_000 : 30;

  @TempDir Path folder = Path.of("");

  @Test
  void fourProcessesThatAppendAtOnceLoseNothingAndNoneIsRefused() throws Exception {
    int each = LONG ? 1_000 : 60;
    List<ChildProcess> children = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      children.add(new ChildProcess(folder, "append", "p" + i, String.valueOf(each)));
    }
    List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
    List<Thread> readers = new ArrayList<>();
    for (ChildProcess child : children) {
      Thread reader = new Thread(() -> collect(child, acknowledged));
      readers.add(reader);
      reader.start();
    }
    for (Thread reader : readers) {
      reader.join();
    }
    for (ChildProcess child : children) {
      assertEquals(0, child.process.waitFor(), "a writer was refused");
    }
    assertEquals(4 * each, acknowledged.size());
    try (EventStore store = open(folder)) {
      verify(store, acknowledged);
      assertEquals(4L * (each + each / 3), store.lastSequence());
      assertTrue(store.check(new CheckRequest(false, List.of())).ok());
    }
  }

  @Test
  void whatAKilledProcessHadAcknowledgedIsThere() throws Exception {
    long seed = Long.getLong("milestone.storage.seed", System.nanoTime());
    Random random = new Random(seed);
    List<String> acknowledged = new ArrayList<>();
    Map<String, String> documents = new HashMap<>();
    for (int kill = 0; kill < KILLS; kill++) {
      List<String> lines = Collections.synchronizedList(new ArrayList<>());
      try (ChildProcess child = new ChildProcess(folder, "append", "k" + kill, "1000000")) {
        assertEquals("READY", child.line(), "seed " + seed + ", kill " + kill);
        Thread reader = new Thread(() -> collect(child, lines));
        reader.start();
        LockSupport.parkNanos(1_000_000L + random.nextInt(150_000_000));
        child.kill();
        reader.join();
      }
      for (String line : List.copyOf(lines)) {
        if (line.startsWith("ACK")) {
          acknowledged.add(line);
        } else {
          documents.put("doc-k" + kill, line.substring(4));
        }
      }
      try (EventStore store = open(folder, "segment_bytes", "20000")) {
        append(store, "checked-" + kill);
        if (kill % 5 == 4 || kill == KILLS - 1) {
          verify(store, acknowledged);
          for (Map.Entry<String, String> e : documents.entrySet()) {
            String now =
                new String(store.documents().read(e.getKey()).get(), StandardCharsets.UTF_8);
            assertTrue(
                number(now) >= number(e.getValue()), "seed " + seed + ": " + e + " is now " + now);
          }
          assertTrue(
              store.check(new CheckRequest(false, List.of())).problems().stream()
                  .allMatch(p -> p.code().equals("stray_file")),
              "seed " + seed);
        }
      }
    }
    assertTrue(acknowledged.size() > KILLS, "hardly anything was acknowledged before the kills");
    System.out.println(KILLS + " kills, " + acknowledged.size() + " acknowledged appends, 0 lost");
  }

  @Test
  void anotherProcessSeesAnEventWithin100Milliseconds() throws Exception {
    try (EventStore store = open(folder);
        ChildProcess child = new ChildProcess(folder, "await")) {
      assertEquals("READY", child.line());
      List<Long> nanos = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        long last = append(store, "e" + i);
        long begin = System.nanoTime();
        assertEquals("SEEN " + last, child.line());
        nanos.add(System.nanoTime() - begin);
      }
      Collections.sort(nanos);
      System.out.println(
          "seen by another process after "
              + nanos.get(10) / 1_000
              + " us (median), "
              + nanos.get(19) / 1_000
              + " us (longest of 20)");
      assertTrue(nanos.get(10) < 100_000_000, "median " + nanos.get(10));
    }
  }

  @Test
  void whoWaitsTooLongIsToldWhichProcessHoldsTheTurnAndGoesOnWhenThatIsGone() throws Exception {
    try (EventStore store = open(folder);
        ChildProcess child = new ChildProcess(folder, "hold")) {
      append(store, "one");
      assertEquals("HOLDING", child.line());
      StorageException e =
          Stores4Tests.failure(store.inTurn(turn -> turn.lastSequence(), Duration.ofMillis(150)));
      assertEquals(ErrorKind.BUSY, e.kind());
      assertTrue(e.retryable());
      assertTrue(e.getMessage().contains("process " + child.process.pid()), e.getMessage());
      assertEquals(List.of("one"), texts(store));
      try (EventStore second = new FileStorageProvider().open(Stores4Tests.request(folder, true))) {
        assertEquals(List.of("one"), texts(second));
      }
      var waiting = Stores4Tests.begin(store, "two");
      child.kill();
      assertNotNull(waiting.toCompletableFuture().get(10, java.util.concurrent.TimeUnit.SECONDS));
      assertEquals(List.of("one", "two"), texts(store));
    }
  }

  @Test
  void aParticipantOfAnotherProcessIsDeadWhenThatIsKilled() throws Exception {
    try (EventStore store = open(folder);
        ChildProcess child = new ChildProcess(folder, "present", "engine-7")) {
      assertEquals("PRESENT", child.line());
      store.announce("engine-8");
      for (int i = 0; i < 50; i++) {
        Thread.currentThread().interrupt(); // must not cost a lock
        assertEquals(Liveness.ALIVE, store.liveness("engine-7"));
        assertTrue(Thread.interrupted());
      }
      try (EventStore second = open(folder)) {
        append(second, "x");
      }
      assertEquals(Liveness.ALIVE, store.liveness("engine-8"));
      child.kill();
      assertEquals(Liveness.DEAD, store.liveness("engine-7"));
      assertEquals(Liveness.ALIVE, store.liveness("engine-8"));
    }
  }

  private static void collect(ChildProcess child, List<String> into) {
    try {
      for (String line = child.line(); line != null; line = child.line()) {
        if (line.startsWith("ACK ") && line.split(" ").length == 3 || line.startsWith("DOC ")) {
          into.add(line);
        }
      }
    } catch (java.io.IOException e) {
      // it was killed
    }
    into.removeIf(
        line -> line.startsWith("DOC ") && !line.contains("-k") && line.startsWith("DOC p"));
  }

  private static int number(String text) {
    return Integer.parseInt(text.substring(text.indexOf('-') + 1));
  }

  private static void verify(EventStore store, List<String> acknowledged) {
    List<String> texts = texts(store);
    assertEquals(texts.size(), store.lastSequence());
    Set<Integer> sequences = new HashSet<>();
    for (String line : acknowledged) {
      if (line.startsWith("ACK ")) {
        String[] parts = line.split(" ");
        int sequence = Integer.parseInt(parts[1]);
        assertTrue(sequences.add(sequence), "two were told sequence " + sequence);
        String there = texts.get(sequence - 1);
        assertTrue(
            there.equals(parts[2]) || there.equals(parts[2] + "+"),
            line + " but there is " + there);
      }
    }
  }
}
