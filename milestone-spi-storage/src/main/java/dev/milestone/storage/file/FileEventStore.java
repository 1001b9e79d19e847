package dev.milestone.storage.file;

import dev.milestone.ErrorKind;
import dev.milestone.TimeSource;
import dev.milestone.spi.storage.AppendRequest;
import dev.milestone.spi.storage.AppendResult;
import dev.milestone.spi.storage.CheckRequest;
import dev.milestone.spi.storage.DocumentStore;
import dev.milestone.spi.storage.EventSink;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.Liveness;
import dev.milestone.spi.storage.Presence;
import dev.milestone.spi.storage.StorageException;
import dev.milestone.spi.storage.StoreDescription;
import dev.milestone.spi.storage.StoreReport;
import dev.milestone.spi.storage.Turn;
import dev.milestone.spi.storage.TurnBody;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One opening of a store; several of one JVM share a writer. Thread-safe. */
final class FileEventStore implements EventStore {

  private final FileOps ops;
  private final Folder folder;
  private final Settings settings;
  private final TimeSource time;
  private final @Nullable LockFile lock;
  private final Stores.@Nullable Shared shared;
  private final Progress progress;
  private final EventReader reader;
  private final FileDocuments documents;
  private final Set<String> announced = new HashSet<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  FileEventStore(
      FileOps ops,
      Folder folder,
      Settings settings,
      TimeSource time,
      @Nullable LockFile lock,
      Stores.@Nullable Shared shared,
      Progress progress,
      EventReader reader) {
    this.ops = ops;
    this.folder = folder;
    this.settings = settings;
    this.time = time;
    this.lock = lock;
    this.shared = shared;
    this.progress = progress;
    this.reader = reader;
    this.documents = new FileDocuments(ops, folder.documents(), shared == null);
  }

  @Override
  public StoreDescription description() {
    return new StoreDescription("file", folder.root().toString(), true, true);
  }

  @Override
  public long lastSequence() {
    refuseUnusable();
    return progress.look();
  }

  @Override
  public CompletionStage<AppendResult> append(AppendRequest request) {
    long bytes = 0;
    for (byte[] event : request.events()) {
      bytes += event.length;
    }
    return submit(turn -> append(turn, request), Duration.ofMillis(settings.busyMillis()), bytes);
  }

  private static AppendResult append(Turn turn, AppendRequest request) {
    long last = turn.lastSequence();
    if (request.expectedSequence() != AppendRequest.ANY && request.expectedSequence() != last) {
      return new AppendResult.Conflict(last);
    }
    return new AppendResult.Appended(last + 1, turn.append(request.events()));
  }

  @Override
  public <T> CompletionStage<T> inTurn(TurnBody<T> body, Duration timeout) {
    return submit(body::run, timeout, 0);
  }

  private <T> CompletionStage<T> submit(Request.Body<T> body, Duration timeout, long bytes) {
    Stores.Shared s = shared;
    try {
      refuseUnusable();
      if (s == null) {
        throw Errors.readOnly();
      }
      if (s.store.inBody()) {
        throw Errors.defect("a turn's body called the store; use the turn instead");
      }
    } catch (StorageException e) {
      return CompletableFuture.failedFuture(e);
    }
    return s.store.submit(body, timeout, bytes);
  }

  @Override
  public long read(long fromSequence, long limit, EventSink sink) {
    refuseUnusable();
    if (fromSequence < 1) {
      throw new StorageException(
          ErrorKind.INVALID_INPUT, "bad_sequence", "sequences begin at 1, not " + fromSequence);
    }
    long last = progress.forced();
    if (last < fromSequence + Math.min(limit, 1 << 20)) {
      last = progress.look();
    }
    return reader.read(fromSequence, limit, last, sink);
  }

  @Override
  public long awaitChange(long afterSequence, Duration timeout) throws InterruptedException {
    refuseUnusable();
    long last = progress.await(afterSequence, timeout, time, closed::get);
    refuseUnusable();
    return last;
  }

  @Override
  public DocumentStore documents() {
    return new Guarded();
  }

  @Override
  public Presence announce(String participant) {
    refuseUnusable();
    LockFile file = lock;
    if (shared == null || file == null) {
      throw Errors.readOnly();
    }
    synchronized (announced) {
      if (!locking(() -> file.announce(participant))) {
        throw new StorageException(
            ErrorKind.REFUSED,
            "already_announced",
            "the participant " + participant + " is there already; use an id of its own for each");
      }
      announced.add(participant);
    }
    AtomicBoolean ended = new AtomicBoolean();
    return () -> {
      if (ended.compareAndSet(false, true)) {
        withdraw(file, participant);
      }
    };
  }

  private void withdraw(LockFile file, String participant) {
    synchronized (announced) {
      if (announced.remove(participant)) {
        locking(
            () -> {
              file.withdraw(participant);
              return true;
            });
      }
    }
  }

  @Override
  public Liveness liveness(String participant) {
    refuseUnusable();
    LockFile file = lock;
    if (file == null) {
      return Liveness.UNKNOWN;
    }
    return locking(() -> file.isAlive(participant)) ? Liveness.ALIVE : Liveness.DEAD;
  }

  private boolean locking(Uninterrupted.Operation<Boolean> operation) {
    try {
      return operation.run();
    } catch (IOException e) {
      throw Errors.io("locking", folder.lock(), e);
    }
  }

  @Override
  public StoreReport check(CheckRequest request) {
    refuseUnusable();
    LockFile file = lock;
    try {
      if (!request.repair()) {
        long forced = progress.look();
        return Uninterrupted.call(() -> new Checker(ops, folder).check(forced));
      }
      if (shared == null || file == null) {
        throw Errors.readOnly();
      }
      return Opening.repair(ops, folder, settings, time, file, request);
    } catch (IOException e) {
      throw Errors.io("checking", folder.root(), e);
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    LockFile file = lock;
    if (shared != null) {
      shared.store.settle();
      Stores.release(shared);
    } else {
      progress.end();
      try {
        progress.close();
      } catch (IOException e) {
        throw Errors.io("closing", folder.forced(), e);
      }
    }
    if (file != null) {
      for (String participant : List.copyOf(announcedNow())) {
        withdraw(file, participant);
      }
      Stores.releaseLock(folder);
    }
  }

  private List<String> announcedNow() {
    synchronized (announced) {
      return new ArrayList<>(announced);
    }
  }

  private void refuseUnusable() {
    if (closed.get()) {
      throw Errors.closed();
    }
    if (shared != null && shared.store.hasFailed()) {
      throw Errors.failed(null);
    }
  }

  /** The documents, as long as the store can be used. */
  private final class Guarded implements DocumentStore {
    @Override
    public java.util.Optional<byte[]> read(String name) {
      refuseUnusable();
      return documents.read(name);
    }

    @Override
    public void write(String name, byte[] content, boolean durable) {
      refuseUnusable();
      documents.write(name, content, durable);
    }

    @Override
    public void delete(String name) {
      refuseUnusable();
      documents.delete(name);
    }

    @Override
    public List<String> list(String prefix) {
      refuseUnusable();
      return documents.list(prefix);
    }
  }
}
