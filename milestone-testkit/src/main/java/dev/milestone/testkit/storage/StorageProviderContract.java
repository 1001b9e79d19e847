package dev.milestone.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.milestone.ErrorKind;
import dev.milestone.core.time.SystemTimeSource;
import dev.milestone.spi.storage.AppendRequest;
import dev.milestone.spi.storage.AppendResult;
import dev.milestone.spi.storage.AppendResult.Appended;
import dev.milestone.spi.storage.AppendResult.Conflict;
import dev.milestone.spi.storage.CheckRequest;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.Liveness;
import dev.milestone.spi.storage.Presence;
import dev.milestone.spi.storage.StorageException;
import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.spi.storage.StoreReport;
import dev.milestone.spi.storage.StoreRequest;
import dev.milestone.spi.storage.Turn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apiguardian.api.API;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every storage provider has to do: one test for each rule of {@code docs/spi-storage.md},
 * with its number. A provider's test extends this class and says what it makes and what it cannot
 * do. A rule it leaves out is shown as skipped.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class StorageProviderContract {

  private static final SystemTimeSource TIME = new SystemTimeSource();

  /** For the provider's own test class. */
  protected StorageProviderContract() {}

  /** What not every store can do. */
  public enum Capability {
    /** Events and documents are there when the store is opened again. */
    KEEPS,
    /** Two openings with the same request see the same events. */
    SHARED,
    /** A participant is known to be alive or dead, never unknown. */
    PRESENCE,
    /** Can be opened for reading only, and refuses to be created when the request forbids it. */
    READ_ONLY,
    /** A turn notices that it is used after its body. */
    CONFINED_TURNS
  }

  /** How long a test waits for what has to come. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder = Path.of("");
  private final List<EventStore> opened = new ArrayList<>();
  private Set<Thread> before = Set.of();

  /** The provider under test; called once for each test. */
  protected abstract StorageProvider provider();

  /** What the provider can do; all by default. */
  protected Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  /** The settings a store is opened with; none by default. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  /** Begins of names of threads that may stay when all stores are closed; none by default. */
  protected List<String> threadsThatMayStay() {
    return List.of();
  }

  private StorageProvider provider = new NoProvider();

  @BeforeEach
  void make() {
    before = Thread.getAllStackTraces().keySet();
    provider = provider();
  }

  @AfterEach
  void closeAll() {
    opened.forEach(EventStore::close);
  }

  // ---------------------------------------------------------------- events

  @Test
  void sto1_anEmptyStoreHasTheLastSequenceZeroAndHandsOverNothing() {
    EventStore store = open();
    assertEquals(0, store.lastSequence());
    assertEquals(1, store.read(1, 10, (s, b, o, l) -> assertFalse(true, "nothing to hand over")));
  }

  @Test
  void sto2_sequencesBeginAtOneAndHaveNoGapsInTheOrderOfTheAppends() {
    EventStore store = open();
    assertEquals(new Appended(1, 1), append(store, 1));
    assertEquals(new Appended(2, 4), append(store, 2, 3, 4));
    assertEquals(new Appended(5, 5), append(store, 5));
    assertEquals(5, store.lastSequence());
    assertEquals(List.of(1, 2, 3, 4, 5), numbers(store, 1));
  }

  @Test
  void sto3_anAppendHappensWholeOrNotAtAll() {
    EventStore store = open();
    AppendRequest half =
        new AppendRequest(AppendRequest.ANY, List.of(event(1), bytes("no object")));
    assertEquals(ErrorKind.INVALID_INPUT, failure(store.append(half)).kind());
    assertEquals(0, store.lastSequence());
    assertEquals(new Appended(1, 1), append(store, 7));
    assertEquals(List.of(7), numbers(store, 1));
  }

  @Test
  void sto4_anAppendWithAnExpectedSequenceIsDoneOrConflictsAndNamesTheLastSequence() {
    EventStore store = open();
    assertEquals(new Appended(1, 1), join(store.append(new AppendRequest(0, List.of(event(1))))));
    assertEquals(new Conflict(1), join(store.append(new AppendRequest(0, List.of(event(2))))));
    assertEquals(new Conflict(1), join(store.append(new AppendRequest(9, List.of(event(2))))));
    assertEquals(new Appended(2, 2), join(store.append(new AppendRequest(1, List.of(event(3))))));
    assertEquals(List.of(1, 3), numbers(store, 1));
  }

  @Test
  void sto5_anAppendOfNothingChangesNothing() {
    EventStore store = open();
    assertEquals(new Appended(1, 0), append(store));
    append(store, 1);
    assertEquals(new Appended(2, 1), append(store));
    assertEquals(1, store.lastSequence());
  }

  @Test
  void sto6_anEventIsHandedBackUnchangedWithTheStoresFieldsBehind() {
    EventStore store = open();
    for (String event :
        List.of(
            "{}",
            "{ }",
            "{\"a\":\"ä€😀 \\n } , {\"}",
            "{\"seq\":9,\"b\":{\"c\":[]}}",
            "{\"a\":1 }")) {
      AppendResult result =
          join(store.append(new AppendRequest(AppendRequest.ANY, List.of(bytes(event)))));
      long sequence = ((Appended) result).lastSequence();
      String stored = new String(lines(store, sequence).get(0), StandardCharsets.UTF_8);
      String body = event.substring(0, event.length() - 1);
      assertTrue(stored.startsWith(body), stored);
      String added = stored.substring(body.length());
      String comma = body.strip().equals("{") ? "" : ",";
      assertTrue(added.startsWith(comma + "\"seq\":" + sequence + ","), stored);
      assertTrue(added.endsWith("}") && added.indexOf('\n') < 0, stored);
    }
  }

  @Test
  void sto7_whatIsNoObjectInOneLineOrTooLongIsRefused() {
    EventStore store = open();
    for (String event :
        List.of(
            "",
            "{",
            "}",
            "[]",
            "1",
            " {}",
            "{} ",
            "{}\n",
            "{\n}",
            "{\"a\":\r1}",
            "{\"a\":\u00001}",
            "x{}")) {
      StorageException e =
          failure(store.append(new AppendRequest(AppendRequest.ANY, List.of(bytes(event)))));
      assertEquals("bad_event", e.code(), event);
      assertEquals(ErrorKind.INVALID_INPUT, e.kind());
    }
    byte[] long1 = new byte[AppendRequest.MAX_EVENT_BYTES + 1];
    Arrays.fill(long1, (byte) 'x');
    System.arraycopy(bytes("{\"a\":\""), 0, long1, 0, 6);
    System.arraycopy(bytes("\"}"), 0, long1, long1.length - 2, 2);
    assertEquals(
        "too_large",
        failure(store.append(new AppendRequest(AppendRequest.ANY, List.of(long1)))).code());
    byte[] most = Arrays.copyOf(long1, long1.length - 1);
    most[most.length - 2] = '"';
    most[most.length - 1] = '}';
    assertEquals(
        new Appended(1, 1),
        join(store.append(new AppendRequest(AppendRequest.ANY, List.of(most)))));
    assertEquals(1, lines(store, 1).size());
  }

  @Test
  void sto8_readingBeginsAndEndsWhereItIsToldAndSaysWhereToGoOn() {
    EventStore store = open();
    for (int i = 1; i <= 2_000; i += 100) {
      int first = i;
      append(store, java.util.stream.IntStream.range(first, first + 100).toArray());
    }
    for (int from : new int[] {1, 2, 99, 100, 101, 1_000, 1_999, 2_000}) {
      List<Integer> got = new ArrayList<>();
      long next = store.read(from, 7, (s, b, o, l) -> got.add(number(b, o, l)));
      int expected = Math.min(7, 2_001 - from);
      assertEquals(from + expected, next);
      assertEquals(expected, got.size());
      assertEquals(from, got.get(0));
    }
    assertEquals(2_001, store.read(2_001, 5, (s, b, o, l) -> assertFalse(true)));
    assertEquals(5_000, store.read(5_000, 5, (s, b, o, l) -> assertFalse(true)));
    assertEquals(3, store.read(3, 0, (s, b, o, l) -> assertFalse(true)));
    assertEquals(
        ErrorKind.INVALID_INPUT,
        assertThrows(StorageException.class, () -> store.read(0, 5, (s, b, o, l) -> {})).kind());
  }

  @Test
  void sto9_anErrorOfTheSinkReachesTheReaderAndHarmsNothing() {
    EventStore store = open();
    append(store, 1, 2, 3);
    IllegalStateException error = new IllegalStateException("stop");
    assertEquals(
        error,
        assertThrows(
            IllegalStateException.class,
            () ->
                store.read(
                    1,
                    10,
                    (s, b, o, l) -> {
                      if (s == 2) {
                        throw error;
                      }
                    })));
    assertEquals(List.of(1, 2, 3), numbers(store, 1));
  }

  @Test
  void sto10_manyWritersAtOnceLoseNothingAndEachKeepsItsOrder() throws Exception {
    EventStore store = open();
    int writers = 8;
    int each = 50;
    run(
        writers,
        w -> {
          for (int i = 0; i < each; i++) {
            append(store, w * 1_000 + i);
          }
        });
    List<Integer> all = numbers(store, 1);
    assertEquals(writers * each, all.size());
    assertEquals(writers * each, new HashSet<>(all).size());
    for (int w = 0; w < writers; w++) {
      int writer = w;
      List<Integer> own = all.stream().filter(n -> n / 1_000 == writer).toList();
      assertEquals(own.stream().sorted().toList(), own);
    }
  }

  // ---------------------------------------------------------------- turns

  @Test
  void sto11_betweenReadingAndAppendingInATurnNobodyElseWrites() throws Exception {
    EventStore store = open();
    run(
        6,
        w -> {
          for (int i = 0; i < 30; i++) {
            join(
                store.inTurn(
                    turn -> {
                      AtomicInteger last = new AtomicInteger();
                      turn.read(
                          Math.max(1, turn.lastSequence()),
                          (s, b, o, l) -> last.set(number(b, o, l)));
                      return turn.append(List.of(event(last.get() + 1)));
                    },
                    PATIENCE));
          }
        });
    List<Integer> expected = java.util.stream.IntStream.rangeClosed(1, 180).boxed().toList();
    assertEquals(expected, numbers(store, 1));
  }

  @Test
  void sto12_aBodyThatThrowsLeavesNothingAndItsErrorIsHandedOn() {
    EventStore store = open();
    append(store, 1);
    IllegalStateException error = new IllegalStateException("no");
    CompletionStage<Object> stage =
        store.inTurn(
            turn -> {
              turn.append(List.of(event(2)));
              throw error;
            },
            PATIENCE);
    assertEquals(error, cause(stage));
    assertEquals(List.of(1), numbers(store, 1));
    assertEquals(new Appended(2, 2), append(store, 3));
  }

  @Test
  void sto13_aTurnReadsWhatStoodBeforeItAndCountsItsOwnAppends() {
    EventStore store = open();
    append(store, 1, 2);
    List<Integer> read = new ArrayList<>();
    List<Long> lasts = new ArrayList<>();
    join(
        store.inTurn(
            turn -> {
              read.clear();
              lasts.clear();
              lasts.add(turn.lastSequence());
              lasts.add(turn.append(List.of(event(3), event(4))));
              lasts.add(turn.lastSequence());
              lasts.add(turn.read(1, (s, b, o, l) -> read.add(number(b, o, l))));
              return "done";
            },
            PATIENCE));
    assertEquals(List.of(1, 2), read);
    assertEquals(List.of(2L, 4L, 4L, 3L), lasts);
    assertEquals(List.of(1, 2, 3, 4), numbers(store, 1));
  }

  @Test
  void sto14_aTurnIsOverWhenItsBodyIs() {
    assumeTrue(capabilities().contains(Capability.CONFINED_TURNS));
    EventStore store = open();
    List<Turn> kept = new ArrayList<>();
    join(
        store.inTurn(
            turn -> {
              kept.add(turn);
              return "done";
            },
            PATIENCE));
    StorageException e =
        assertThrows(StorageException.class, () -> kept.get(0).append(List.of(event(1))));
    assertEquals(ErrorKind.DEFECT, e.kind());
    assertEquals(0, store.lastSequence());
  }

  @Test
  void sto15_documentsCanBeUsedInATurn() {
    EventStore store = open();
    store.documents().write("lease", bytes("one"), false);
    Optional<byte[]> read =
        join(
            store.inTurn(
                turn -> {
                  Optional<byte[]> now = store.documents().read("lease");
                  store.documents().write("lease", bytes("two"), true);
                  return now;
                },
                PATIENCE));
    assertArrayEquals(bytes("one"), read.get());
    assertArrayEquals(bytes("two"), store.documents().read("lease").get());
  }

  // ---------------------------------------------------------------- waiting

  @Test
  void sto16_whoWaitsForAChangeIsWokenWithin100Milliseconds() throws Exception {
    EventStore store = open();
    append(store, 1);
    assertEquals(1, store.awaitChange(0, PATIENCE));
    long best = Long.MAX_VALUE;
    for (int i = 1; i <= 5; i++) {
      long after = i;
      CountDownLatch waits = new CountDownLatch(1);
      CompletableFuture<Long> woken = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  waits.countDown();
                  store.awaitChange(after, PATIENCE);
                  woken.complete(TIME.monotonicNanos());
                } catch (Throwable e) {
                  woken.completeExceptionally(e);
                }
              });
      thread.start();
      waits.await();
      append(store, i + 1);
      long done = TIME.monotonicNanos();
      best = Math.min(best, woken.get(30, TimeUnit.SECONDS) - done);
    }
    assertTrue(best < 100_000_000, "woken after " + best / 1_000_000 + " ms at best of five");
  }

  @Test
  void sto17_waitingEndsWithTheTimeOrTheInterrupt() throws Exception {
    EventStore store = open();
    append(store, 1);
    assertEquals(1, store.awaitChange(1, Duration.ofMillis(20)));
    assertEquals(1, store.awaitChange(1, Duration.ZERO));
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> store.awaitChange(1, PATIENCE));
    assertFalse(Thread.currentThread().isInterrupted());
    assertEquals(new Appended(2, 2), append(store, 2));
  }

  @Test
  void sto18_anInterruptedCallerHarmsNothingAndStaysInterrupted() {
    EventStore store = open();
    for (int i = 0; i < 3; i++) {
      Thread.currentThread().interrupt();
      CompletionStage<AppendResult> stage =
          store.append(new AppendRequest(AppendRequest.ANY, List.of(event(i))));
      store.documents().write("doc", bytes("v" + i), true);
      assertArrayEquals(bytes("v" + i), store.documents().read("doc").get());
      assertEquals(List.of("doc"), store.documents().list(""));
      store.read(1, 10, (s, b, o, l) -> {});
      store.liveness("somebody");
      assertTrue(Thread.interrupted(), "the interrupt was swallowed");
      assertEquals(new Appended(i + 1, i + 1), join(stage));
    }
    assertEquals(List.of(0, 1, 2), numbers(store, 1));
  }

  // ---------------------------------------------------------------- documents

  @Test
  void sto19_aDocumentIsWrittenReadReplacedListedAndDeleted() {
    EventStore store = open();
    assertTrue(store.documents().read("a").isEmpty());
    store.documents().delete("a");
    byte[] content = bytes("one");
    store.documents().write("a", content, true);
    content[0] = 'X';
    assertArrayEquals(bytes("one"), store.documents().read("a").get());
    store.documents().read("a").get()[0] = 'Y';
    assertArrayEquals(bytes("one"), store.documents().read("a").get());
    store.documents().write("a", new byte[0], false);
    assertEquals(0, store.documents().read("a").get().length);
    byte[] big = new byte[3_000_000];
    Arrays.fill(big, (byte) 7);
    store.documents().write("b/x", big, true);
    assertArrayEquals(big, store.documents().read("b/x").get());
    store.documents().write("b/c/d/e", bytes("deep"), true);
    store.documents().write("b", bytes("beside its folder"), true);
    assertEquals(List.of("a", "b", "b/c/d/e", "b/x"), store.documents().list(""));
    assertEquals(List.of("b/c/d/e", "b/x"), store.documents().list("b/"));
    assertEquals(List.of("b/c/d/e"), store.documents().list("b/c"));
    assertEquals(List.of(), store.documents().list("zz"));
    store.documents().delete("b/x");
    assertEquals(List.of("a", "b", "b/c/d/e"), store.documents().list(""));
  }

  @Test
  void sto20_aNameThatIsNotOfTheGrammarIsRefused() {
    EventStore store = open();
    for (String name :
        List.of(
            "",
            "/",
            "a/",
            "/a",
            "a//b",
            "..",
            ".",
            "../x",
            "a/../b",
            "a..b",
            ".hidden",
            "-x",
            "_x",
            "a b",
            "a\\b",
            "a\0b",
            "ä",
            "x.lock",
            "a/x.LOCK",
            "CON",
            "nul",
            "com1.txt",
            "a/LPT9",
            "a/b/c/d/e",
            "a.",
            "x".repeat(65))) {
      for (Runnable call :
          List.<Runnable>of(
              () -> store.documents().write(name, bytes("x"), false),
              () -> store.documents().read(name),
              () -> store.documents().delete(name))) {
        StorageException e = assertThrows(StorageException.class, call::run, name);
        assertEquals("bad_name", e.code());
        assertEquals(ErrorKind.INVALID_INPUT, e.kind());
      }
    }
    String longest = "x".repeat(64);
    store.documents().write(String.join("/", longest, longest, longest, longest), bytes("x"), true);
    assertEquals(1, store.documents().list("x").size());
  }

  @Test
  void sto21_aReaderSeesTheOldDocumentOrTheNewNeverAMixture() throws Exception {
    EventStore store = open();
    store.documents().write("d", filled(0), false);
    AtomicBoolean end = new AtomicBoolean();
    AtomicInteger seen = new AtomicInteger();
    run(
        3,
        w -> {
          if (w == 0) {
            // At least a hundred times, and until somebody has read some.
            for (int i = 1; i <= 100 || seen.get() < 50; i++) {
              store.documents().write("d", filled(i % 100), false);
            }
            store.documents().write("d", filled(100), false);
            end.set(true);
          } else {
            while (!end.get()) {
              byte[] content = store.documents().read("d").orElseThrow();
              assertEquals(1_000 + 37 * content[0], content.length);
              for (byte b : content) {
                assertEquals(content[0], b);
              }
              seen.incrementAndGet();
            }
          }
        });
    assertTrue(seen.get() > 0);
    assertArrayEquals(filled(100), store.documents().read("d").get());
  }

  // ---------------------------------------------------------------- presence

  @Test
  void sto22_aParticipantIsAliveUntilItsPresenceOrItsStoreIsClosed() {
    assumeTrue(capabilities().contains(Capability.PRESENCE));
    EventStore store = open();
    assertEquals(Liveness.DEAD, store.liveness("nobody"));
    Presence presence = store.announce("engine-1");
    assertEquals(Liveness.ALIVE, store.liveness("engine-1"));
    assertEquals(Liveness.DEAD, store.liveness("engine-2"));
    assertEquals(
        "already_announced",
        assertThrows(StorageException.class, () -> store.announce("engine-1")).code());
    presence.close();
    presence.close();
    assertEquals(Liveness.DEAD, store.liveness("engine-1"));
    Presence again = store.announce("engine-1");
    presence.close();
    assertEquals(Liveness.ALIVE, store.liveness("engine-1"), "an old handle ended a new presence");
    if (capabilities().contains(Capability.SHARED)) {
      EventStore other = open();
      assertEquals(Liveness.ALIVE, other.liveness("engine-1"));
      store.close();
      assertEquals(Liveness.DEAD, other.liveness("engine-1"));
    }
    assertDoesNotThrow(again::close);
  }

  // ---------------------------------------------------------------- opening and closing

  @Test
  void sto23_closingFinishesWhatWasBegunAndThenEverythingIsRefused() {
    EventStore store = open();
    List<CompletionStage<AppendResult>> stages = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      stages.add(store.append(new AppendRequest(AppendRequest.ANY, List.of(event(i)))));
    }
    store.close();
    store.close();
    for (int i = 0; i < 20; i++) {
      assertTrue(stages.get(i).toCompletableFuture().isDone());
      assertEquals(new Appended(i + 1, i + 1), join(stages.get(i)));
    }
    assertEquals(
        "store_closed",
        failure(store.append(new AppendRequest(AppendRequest.ANY, List.of()))).code());
    assertEquals("store_closed", failure(store.inTurn(turn -> 1, PATIENCE)).code());
    for (Runnable call :
        List.<Runnable>of(
            store::lastSequence,
            () -> store.read(1, 1, (s, b, o, l) -> {}),
            () -> store.documents().read("a"),
            () -> store.documents().write("a", bytes("x"), true),
            () -> store.liveness("x"),
            () -> store.announce("x"),
            () -> store.check(new CheckRequest(false, List.of())))) {
      assertEquals("store_closed", assertThrows(StorageException.class, call::run).code());
    }
  }

  @Test
  void sto24_twoOpeningsWriteToOneStore() throws Exception {
    assumeTrue(capabilities().contains(Capability.SHARED));
    EventStore one = open();
    EventStore two = open();
    append(one, 1);
    assertEquals(1, two.awaitChange(0, PATIENCE));
    append(two, 2);
    assertEquals(List.of(1, 2), numbers(one, 1));
    assertEquals(List.of(1, 2), numbers(two, 1));
    one.documents().write("d", bytes("x"), true);
    assertArrayEquals(bytes("x"), two.documents().read("d").get());
    one.close();
    assertEquals(new Appended(3, 3), append(two, 3));
  }

  @Test
  void sto25_whatWasAcknowledgedIsThereWhenTheStoreIsOpenedAgain() {
    assumeTrue(capabilities().contains(Capability.KEEPS));
    try (EventStore store = open()) {
      append(store, 1, 2, 3);
      store.documents().write("d/e", bytes("x"), true);
    }
    for (int i = 4; i < 8; i++) {
      EventStore store = open();
      assertEquals(i - 1, store.lastSequence());
      assertEquals(new Appended(i, i), append(store, i));
      assertArrayEquals(bytes("x"), store.documents().read("d/e").get());
      store.close();
    }
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7), numbers(open(), 1));
  }

  @Test
  void sto26_aStoreForReadingOnlyIsReadAndNothingElse() {
    assumeTrue(capabilities().contains(Capability.READ_ONLY));
    assertEquals(
        "no_store",
        assertThrows(StorageException.class, () -> provider.open(request(false, false))).code());
    assertEquals(
        "no_store",
        assertThrows(StorageException.class, () -> provider.open(request(true, true))).code());
    EventStore writer = open();
    append(writer, 1, 2);
    writer.documents().write("d", bytes("x"), true);
    EventStore reader = keep(provider.open(request(false, true)));
    assertEquals(List.of(1, 2), numbers(reader, 1));
    assertArrayEquals(bytes("x"), reader.documents().read("d").get());
    append(writer, 3);
    assertEquals(3, reader.lastSequence());
    assertEquals(
        "read_only",
        failure(reader.append(new AppendRequest(AppendRequest.ANY, List.of(event(1))))).code());
    assertEquals("read_only", failure(reader.inTurn(turn -> 1, PATIENCE)).code());
    for (Runnable call :
        List.<Runnable>of(
            () -> reader.documents().write("d", bytes("y"), true),
            () -> reader.documents().delete("d"),
            () -> reader.announce("x"))) {
      assertEquals("read_only", assertThrows(StorageException.class, call::run).code());
    }
    writer.close();
    assertEquals(List.of(1, 2, 3), numbers(reader, 1));
  }

  @Test
  void sto27_aSoundStorePassesItsCheck() {
    EventStore store = open();
    append(store, 1, 2, 3);
    store.documents().write("d/e", bytes("x"), true);
    for (boolean repair : new boolean[] {false, true}) {
      StoreReport report = store.check(new CheckRequest(repair, List.of()));
      assertTrue(report.ok(), report.problems().toString());
      assertEquals(3, report.events());
      assertEquals(3, report.lastSequence());
      assertEquals(List.of(), report.repaired());
    }
    assertEquals(new Appended(4, 4), append(store, 4));
  }

  @Test
  void sto28_noThreadIsLeftWhenAllStoresAreClosed() throws Exception {
    EventStore store = open();
    append(store, 1);
    store.close();
    List<Thread> left = List.of();
    for (int i = 0; i < 100; i++) {
      left =
          Thread.getAllStackTraces().keySet().stream()
              .filter(t -> !before.contains(t) && t.isAlive())
              .filter(t -> threadsThatMayStay().stream().noneMatch(t.getName()::startsWith))
              .filter(t -> t.getThreadGroup() == Thread.currentThread().getThreadGroup())
              .toList();
      if (left.isEmpty()) {
        return;
      }
      left.get(0).join(20);
    }
    assertEquals(List.of(), left);
  }

  @Test
  void sto29_aStoreSaysWhatItIs() {
    EventStore store = open();
    assertEquals(provider.name(), store.description().provider());
    assertFalse(store.description().location().isEmpty());
    if (store.description().durable()) {
      assertTrue(capabilities().contains(Capability.KEEPS));
    }
    assertTrue(provider.name().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"));
  }

  // ---------------------------------------------------------------- parts of the tests

  /** Opens the store of this test, making it when it is not there. */
  protected final EventStore open() {
    return keep(provider.open(request(true, false)));
  }

  private EventStore keep(EventStore store) {
    opened.add(store);
    return store;
  }

  private StoreRequest request(boolean create, boolean readOnly) {
    return new StoreRequest(
        Optional.of(folder.resolve("store")), create, readOnly, TIME, settings());
  }

  private static AppendResult append(EventStore store, int... numbers) {
    List<byte[]> events = Arrays.stream(numbers).mapToObj(StorageProviderContract::event).toList();
    return join(store.append(new AppendRequest(AppendRequest.ANY, events)));
  }

  private static byte[] event(int number) {
    return bytes("{\"n\":" + number + ",\"text\":\"some text\"}");
  }

  private static int number(byte[] buffer, int offset, int length) {
    String text = new String(buffer, offset, length, StandardCharsets.UTF_8);
    return Integer.parseInt(text.substring(5, text.indexOf(',')));
  }

  private static List<Integer> numbers(EventStore store, long from) {
    return lines(store, from).stream().map(l -> number(l, 0, l.length)).toList();
  }

  private static List<byte[]> lines(EventStore store, long from) {
    List<byte[]> lines = new ArrayList<>();
    store.read(
        from,
        Long.MAX_VALUE,
        (sequence, buffer, offset, length) -> {
          assertEquals(from + lines.size(), sequence);
          lines.add(Arrays.copyOfRange(buffer, offset, offset + length));
        });
    return lines;
  }

  private static byte[] filled(int number) {
    byte[] content = new byte[1_000 + 37 * number];
    Arrays.fill(content, (byte) number);
    return content;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T join(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("the stage failed", e.getCause());
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("the stage did not complete", e);
    }
  }

  private static Throwable cause(CompletionStage<?> stage) {
    CompletionException e =
        assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
    return java.util.Objects.requireNonNull(e.getCause());
  }

  private static StorageException failure(CompletionStage<?> stage) {
    return assertInstanceOf(StorageException.class, cause(stage));
  }

  /** What one of several threads does. */
  @FunctionalInterface
  private interface Part {
    void run(int number) throws Exception;
  }

  private static void run(int threads, Part part) throws Exception {
    List<CompletableFuture<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      CompletableFuture<Boolean> done = new CompletableFuture<>();
      all.add(done);
      new Thread(
              () -> {
                try {
                  part.run(number);
                  done.complete(true);
                } catch (Throwable e) {
                  done.completeExceptionally(e);
                }
              })
          .start();
    }
    for (CompletableFuture<Boolean> done : all) {
      done.get(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
    }
  }

  private static final class NoProvider implements StorageProvider {
    @Override
    public String name() {
      return "none";
    }

    @Override
    public EventStore open(StoreRequest request) {
      throw new AssertionError("no provider yet");
    }
  }
}
