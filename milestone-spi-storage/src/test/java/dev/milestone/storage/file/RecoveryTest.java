package dev.milestone.storage.file;

import static dev.milestone.storage.file.Stores4Tests.append;
import static dev.milestone.storage.file.Stores4Tests.begin;
import static dev.milestone.storage.file.Stores4Tests.copy;
import static dev.milestone.storage.file.Stores4Tests.failure;
import static dev.milestone.storage.file.Stores4Tests.open;
import static dev.milestone.storage.file.Stores4Tests.request;
import static dev.milestone.storage.file.Stores4Tests.segment;
import static dev.milestone.storage.file.Stores4Tests.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.milestone.ErrorKind;
import dev.milestone.spi.storage.CheckRequest;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.StorageException;
import dev.milestone.spi.storage.StoreReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found on opening, and what is made of it. */
class RecoveryTest {

  @TempDir Path temp = Path.of("");

  // ---------------------------------------------------------------- torn tail

  @Test
  void aTornLastLineIsCutOffAtEachOfItsBytes() throws IOException {
    Path three = temp.resolve("three");
    EventStore store = open(temp.resolve("s"));
    append(store, "one");
    append(store, "two", "three");
    copy(temp.resolve("s"), three);
    append(store, "four");
    store.close();
    byte[] whole = Files.readAllBytes(segment(temp.resolve("s"), 1));
    int before = (int) Files.size(segment(three, 1));
    for (int length = before; length <= whole.length; length++) {
      Path folder = temp.resolve("torn-" + length);
      copy(three, folder);
      Files.write(segment(folder, 1), Arrays.copyOf(whole, length));
      try (EventStore torn = open(folder)) {
        int there = length == whole.length ? 4 : 3;
        assertEquals(there, torn.lastSequence(), "cut at " + (length - before));
        assertEquals(there + 1, append(torn, "next"));
        assertEquals("next", texts(torn).get(there));
        assertTrue(torn.check(new CheckRequest(false, List.of())).ok());
      }
    }
  }

  @Test
  void anAppendOfSeveralEventsThatIsCutAnywhereIsCutWhole() throws IOException {
    Path one = temp.resolve("one");
    EventStore store = open(temp.resolve("s"));
    append(store, "one");
    copy(temp.resolve("s"), one);
    append(store, "two", "three", "four");
    store.close();
    byte[] whole = Files.readAllBytes(segment(temp.resolve("s"), 1));
    for (int length = (int) Files.size(segment(one, 1)); length < whole.length; length += 7) {
      Path folder = temp.resolve("torn-" + length);
      copy(one, folder);
      Files.write(segment(folder, 1), Arrays.copyOf(whole, length));
      try (EventStore torn = open(folder)) {
        assertEquals(1, torn.lastSequence());
        assertEquals(2, append(torn, "next"));
      }
    }
  }

  @Test
  void aReaderOfATornJournalSeesWhatIsForcedAndChangesNothing() throws IOException {
    Path folder = temp.resolve("s");
    try (EventStore store = open(folder)) {
      append(store, "one");
    }
    byte[] torn = Arrays.copyOf(Files.readAllBytes(segment(folder, 1)), 300);
    Files.write(segment(folder, 1), torn);
    try (EventStore store = new FileStorageProvider().open(request(folder, true))) {
      assertEquals(List.of("one"), texts(store));
    }
    assertArrayEquals(torn, Files.readAllBytes(segment(folder, 1)));
  }

  // ---------------------------------------------------------------- damage

  @Test
  void aDamagedLineBeforeAWholeOneIsDamageWithItsPositionAndComesBackOnlyByRepair()
      throws IOException {
    Path folder = temp.resolve("s");
    try (EventStore store = open(folder)) {
      append(store, "one");
      append(store, "two");
      append(store, "three");
    }
    Path segment = segment(folder, 1);
    byte[] good = Files.readAllBytes(segment);
    Path categoryLog = temp.resolve("tasks.log");
    Files.write(categoryLog, lineOf(good, 2));
    byte[] bad = good.clone();
    int at = new String(good, StandardCharsets.US_ASCII).indexOf("two");
    bad[at] = 'T';
    Files.write(segment, bad);

    StorageException e;
    try (EventStore store = open(folder)) {
      e = assertThrows(StorageException.class, () -> texts(store));
    }
    assertEquals(ErrorKind.DAMAGED, e.kind());
    assertTrue(e.getMessage().contains(segment + " line 2 (byte "), e.getMessage());
    assertTrue(e.getMessage().contains("sequence 2"), e.getMessage());
    Files.delete(folder.resolve("forced"));
    assertEquals(
        ErrorKind.DAMAGED, assertThrows(StorageException.class, () -> open(folder)).kind());

    FileStorageProvider provider = new FileStorageProvider();
    StoreReport found =
        provider.check(request(folder, false), new CheckRequest(false, List.of(categoryLog)));
    assertEquals(List.of("damaged_line"), found.problems().stream().map(p -> p.code()).toList());
    StoreReport without = provider.check(request(folder, false), new CheckRequest(true, List.of()));
    assertFalse(without.ok());
    assertArrayEquals(bad, Files.readAllBytes(segment));
    StoreReport repaired =
        provider.check(
            request(folder, false),
            new CheckRequest(true, List.of(temp.resolve("missing"), categoryLog)));
    assertTrue(repaired.ok(), repaired.toString());
    assertEquals(1, repaired.repaired().size());
    assertTrue(
        repaired.repaired().get(0).contains("restored sequence 2 "), repaired.repaired().get(0));
    assertArrayEquals(good, Files.readAllBytes(segment));
    assertArrayEquals(
        bad, Files.readAllBytes(segment.resolveSibling(segment.getFileName() + ".damaged-1")));
    try (EventStore store = open(folder)) {
      assertEquals(List.of("one", "two", "three"), texts(store));
      assertEquals(4, append(store, "four"));
    }
  }

  @Test
  void aLineThatLooksRightButIsNotTheSameIsNotTakenForRepair() throws IOException {
    Path folder = temp.resolve("s");
    Path other = temp.resolve("other");
    for (Path p : List.of(folder, other)) {
      try (EventStore store = open(p)) {
        append(store, p == folder ? "one" : "eins");
        append(store, "two");
      }
    }
    byte[] good = Files.readAllBytes(segment(folder, 1));
    byte[] bad = good.clone();
    bad[3] ^= 1;
    Files.write(segment(folder, 1), bad);
    StoreReport report =
        new FileStorageProvider()
            .check(request(folder, false), new CheckRequest(true, List.of(segment(other, 1))));
    assertFalse(report.ok());
    assertArrayEquals(bad, Files.readAllBytes(segment(folder, 1)));
  }

  @Test
  void damagedAndMissingSealedSegmentsComeBackFromTheSecondPlace() throws IOException {
    Path folder = temp.resolve("s");
    try (EventStore store = open(folder, "segment_bytes", "500")) {
      for (int i = 1; i <= 20; i++) {
        append(store, "e" + i);
      }
    }
    List<Long> firsts;
    try (var names = Files.list(folder.resolve("segments"))) {
      firsts =
          names
              .map(p -> Folder.firstOf(p.getFileName().toString(), ".jsonl"))
              .filter(n -> n > 0)
              .sorted()
              .toList();
    }
    assertTrue(firsts.size() > 4, firsts.toString());
    byte[] second = Files.readAllBytes(segment(folder, firsts.get(1)));
    byte[] changed = second.clone();
    changed[10] ^= 4;
    Files.write(segment(folder, firsts.get(1)), changed);
    Files.delete(segment(folder, firsts.get(2)));
    Files.write(folder.resolve("sealed").resolve(Folder.name(1) + ".jsonl.gz"), new byte[] {1, 2});

    FileStorageProvider provider = new FileStorageProvider();
    StoreReport found = provider.check(request(folder, false), new CheckRequest(false, List.of()));
    List<String> codes = found.problems().stream().map(p -> p.code()).toList();
    assertTrue(codes.contains("damaged_line") && codes.contains("missing_lines"), codes.toString());
    assertTrue(codes.contains("sealed_copy_damaged"), codes.toString());
    StoreReport repaired =
        provider.check(request(folder, false), new CheckRequest(true, List.of()));
    assertTrue(repaired.ok(), repaired.toString());
    assertEquals(20, repaired.events());
    assertArrayEquals(second, Files.readAllBytes(segment(folder, firsts.get(1))));
    try (EventStore store = open(folder)) {
      assertEquals(20, texts(store).size());
      assertEquals(21, append(store, "more"));
    }
  }

  @Test
  void aStoreThatIsOpenGoesOnAfterARepair() throws IOException {
    Path folder = temp.resolve("s");
    try (EventStore store = open(folder)) {
      append(store, "one");
      append(store, "two");
      byte[] good = Files.readAllBytes(segment(folder, 1));
      byte[] bad = good.clone();
      bad[8] ^= 1;
      Files.write(segment(folder, 1), bad);
      Path copy = temp.resolve("copy");
      Files.write(copy, good);
      StoreReport report = store.check(new CheckRequest(true, List.of(copy)));
      assertTrue(report.ok(), report.toString());
      assertEquals(3, append(store, "three"));
      assertEquals(List.of("one", "two", "three"), texts(store));
    }
    try (EventStore store = open(folder)) {
      assertEquals(List.of("one", "two", "three"), texts(store));
    }
  }

  @Test
  void aJournalThatWasCutBackIsDamageAsTheWatermarkOrTheSecondPlaceTells() throws IOException {
    for (String gone : List.of("", "forced", "sealed/head")) {
      Path folder = temp.resolve("s" + gone.hashCode());
      try (EventStore store = open(folder)) {
        append(store, "one");
        append(store, "two");
      }
      byte[] all = Files.readAllBytes(segment(folder, 1));
      Files.write(segment(folder, 1), lineOf(all, 1));
      if (!gone.isEmpty()) {
        Files.delete(folder.resolve(gone));
      }
      StorageException e = assertThrows(StorageException.class, () -> open(folder));
      assertEquals(ErrorKind.DAMAGED, e.kind());
      assertTrue(e.getMessage().contains("cut back"), e.getMessage());
      StoreReport report =
          new FileStorageProvider()
              .check(request(folder, false), new CheckRequest(false, List.of()));
      assertEquals("cut_back", report.problems().get(0).code());
    }
  }

  @Test
  void everyChangeOfOneByteIsFoundByTheCheck() throws IOException {
    Path folder = temp.resolve("s");
    try (EventStore store = open(folder, "segment_bytes", "2000")) {
      for (int i = 0; i < 30; i++) {
        append(store, "event " + i, "and another");
      }
    }
    long seed = Long.getLong("milestone.storage.seed", 7);
    Random random = new Random(seed);
    FileStorageProvider provider = new FileStorageProvider();
    List<Path> files;
    try (var names = Files.walk(folder)) {
      files =
          names
              .filter(p -> p.toString().endsWith(".jsonl") || p.toString().endsWith(".manifest"))
              .toList();
    }
    for (int i = 0; i < 300; i++) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] good = Files.readAllBytes(file);
      if (good.length == 0) {
        continue;
      }
      byte[] bad = good.clone();
      int at = random.nextInt(bad.length);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      StoreReport report =
          provider.check(request(folder, false), new CheckRequest(false, List.of()));
      assertFalse(report.ok(), "seed " + seed + ": byte " + at + " of " + file);
      Files.write(file, good);
    }
    assertTrue(provider.check(request(folder, false), new CheckRequest(false, List.of())).ok());
  }

  // ---------------------------------------------------------------- failing disks

  @Test
  void aFailedForceEndsTheStoreAndTheNextOpeningHasAllThatWasAcknowledged() {
    for (int n = 0; n < 6; n++) {
      Path folder = temp.resolve("s" + n);
      FaultyOps ops = new FaultyOps();
      EventStore store = open(ops, folder);
      EventStore second = open(ops, folder);
      ops.forcesLeft.set(n);
      int acknowledged = 0;
      StorageException failed = null;
      while (failed == null) {
        try {
          append(store, "e" + acknowledged);
          acknowledged++;
        } catch (java.util.concurrent.CompletionException e) {
          failed = (StorageException) e.getCause();
        }
      }
      assertEquals(n, acknowledged);
      assertEquals("store_failed", failed.code());
      assertEquals(ErrorKind.IO, failed.kind());
      assertEquals("store_failed", failure(begin(store, "later")).code());
      assertEquals("store_failed", failure(begin(second, "later")).code());
      assertEquals(
          "store_failed", assertThrows(StorageException.class, store::lastSequence).code());
      assertTrue(Files.exists(folder.resolve("segments").resolve(Folder.name(1) + ".suspect")));
      try (EventStore again = open(ops, folder)) {
        List<String> texts = texts(again);
        for (int i = 0; i < acknowledged; i++) {
          assertEquals("e" + i, texts.get(i));
        }
        assertEquals(texts.size() + 1, append(again, "on"));
        assertTrue(again.check(new CheckRequest(false, List.of())).ok());
      }
      store.close();
      second.close();
    }
  }

  @Test
  void aFullDiskAcknowledgesNothingAndWhenThereIsRoomTheStoreGoesOn() {
    FaultyOps ops = new FaultyOps();
    try (EventStore store = open(ops, temp.resolve("s"))) {
      append(store, "one");
      for (int i = 0; i < 3; i++) {
        ops.writesLeft.set(0);
        StorageException e = failure(begin(store, "lost"));
        assertEquals("disk_full", e.code());
        assertEquals(ErrorKind.IO, e.kind());
        assertEquals(1 + i, store.lastSequence());
        assertEquals(2 + i, append(store, "kept"));
      }
      ops.writeError = "Input/output error";
      ops.writesLeft.set(0);
      assertEquals("io", failure(begin(store, "lost")).code());
      assertEquals(List.of("one", "kept", "kept", "kept"), texts(store));
    }
    try (EventStore store = open(temp.resolve("s"))) {
      assertEquals(List.of("one", "kept", "kept", "kept"), texts(store));
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsRead() {
    Path folder = temp.resolve("s");
    try (EventStore store = open(folder)) {
      append(store, "one");
      store.documents().write("d", new byte[] {1}, true);
    }
    FaultyOps ops = new FaultyOps();
    ops.denyWriting = true;
    try (EventStore store = new FileStorageProvider(ops).open(request(folder, true))) {
      assertEquals(List.of("one"), texts(store));
      assertEquals(1, store.documents().read("d").get().length);
      assertTrue(store.check(new CheckRequest(false, List.of())).ok());
    }
    StorageException e = assertThrows(StorageException.class, () -> open(ops, folder));
    assertEquals(ErrorKind.IO, e.kind());
    assertTrue(e.getMessage().contains("permission denied"), e.getMessage());
  }

  private static byte[] lineOf(byte[] all, int number) {
    int from = 0;
    for (int i = 1; i < number; i++) {
      from = Line.lineBreak(all, from, all.length) + 1;
    }
    return Arrays.copyOfRange(all, from, Line.lineBreak(all, from, all.length) + 1);
  }
}
