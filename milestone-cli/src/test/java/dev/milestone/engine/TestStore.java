package dev.milestone.engine;

import dev.milestone.ErrorKind;
import dev.milestone.spi.storage.AppendRequest;
import dev.milestone.spi.storage.AppendResult;
import dev.milestone.spi.storage.CheckRequest;
import dev.milestone.spi.storage.DocumentStore;
import dev.milestone.spi.storage.EventSink;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.Liveness;
import dev.milestone.spi.storage.Presence;
import dev.milestone.spi.storage.StorageException;
import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.spi.storage.StoreDescription;
import dev.milestone.spi.storage.StoreReport;
import dev.milestone.spi.storage.StoreRequest;
import dev.milestone.spi.storage.TurnBody;
import dev.milestone.storage.memory.MemoryStorageProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One memory store that all engines of a test share, with a lock or without, and with troubles on
 * demand.
 */
final class TestStore implements StorageProvider {
  final MemoryStorageProvider memory = new MemoryStorageProvider();
  final EventStore keep = open("keep");
  final boolean casOnly;

  /**
   * Run once each before an append of a store without a lock, as another writer that comes first.
   */
  final ConcurrentLinkedDeque<Runnable> beforeAppend = new ConcurrentLinkedDeque<>();

  private final ThreadLocal<Boolean> comingFirst = new ThreadLocal<>();

  final AtomicInteger busyTurns = new AtomicInteger();

  /** How many further turns do what they are to do, and are told to be too late all the same. */
  final AtomicInteger lateTurns = new AtomicInteger();

  final AtomicInteger bodies = new AtomicInteger();
  volatile boolean broken;
  final Set<String> dead = ConcurrentHashMap.newKeySet();
  final Set<String> announced = ConcurrentHashMap.newKeySet();

  TestStore() {
    this(false);
  }

  TestStore(boolean casOnly) {
    this.casOnly = casOnly;
  }

  private EventStore open(String unused) {
    return memory.open(
        new StoreRequest(
            java.util.Optional.empty(),
            true,
            false,
            new dev.milestone.testkit.ManualTime(),
            Map.of("name", "shared")));
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public EventStore open(StoreRequest request) {
    return new Opened(
        memory.open(
            new StoreRequest(
                request.location(),
                request.create(),
                request.readOnly(),
                request.time(),
                Map.of("name", "shared"))));
  }

  private final class Opened implements EventStore {
    private final EventStore inner;

    Opened(EventStore inner) {
      this.inner = inner;
    }

    @Override
    public StoreDescription description() {
      return new StoreDescription("memory", "test", false, true);
    }

    @Override
    public long lastSequence() {
      return inner.lastSequence();
    }

    @Override
    public CompletionStage<AppendResult> append(AppendRequest request) {
      // The other writer that comes first appends as well, and has nobody before it.
      Runnable first = Boolean.TRUE.equals(comingFirst.get()) ? null : beforeAppend.poll();
      if (first != null) {
        comingFirst.set(true);
        try {
          first.run();
        } finally {
          comingFirst.remove();
        }
      }
      return inner.append(request);
    }

    @Override
    public <T> CompletionStage<T> inTurn(TurnBody<T> body, Duration timeout) {
      if (broken) {
        return CompletableFuture.failedFuture(
            new StorageException(ErrorKind.IO, "store_failed", "no space left on device"));
      }
      if (busyTurns.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        return CompletableFuture.failedFuture(
            new StorageException(ErrorKind.BUSY, "busy", "somebody else writes"));
      }
      TurnBody<T> counted =
          turn -> {
            bodies.incrementAndGet();
            return body.run(turn);
          };
      CompletionStage<T> stage =
          casOnly ? EventStore.super.inTurn(counted, timeout) : inner.inTurn(counted, timeout);
      if (lateTurns.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        stage.toCompletableFuture().join();
        return CompletableFuture.failedFuture(
            new StorageException(ErrorKind.BUSY, "busy", "it took too long"));
      }
      return stage;
    }

    @Override
    public long read(long fromSequence, long limit, EventSink sink) {
      return inner.read(fromSequence, limit, sink);
    }

    @Override
    public long awaitChange(long afterSequence, Duration timeout) throws InterruptedException {
      return inner.awaitChange(afterSequence, timeout);
    }

    @Override
    public DocumentStore documents() {
      return inner.documents();
    }

    @Override
    public Presence announce(String participant) {
      announced.add(participant);
      return inner.announce(participant);
    }

    @Override
    public Liveness liveness(String participant) {
      return dead.contains(participant) ? Liveness.DEAD : inner.liveness(participant);
    }

    @Override
    public StoreReport check(CheckRequest request) {
      return inner.check(request);
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  List<String> participants() {
    return List.copyOf(announced);
  }
}
