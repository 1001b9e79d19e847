package dev.milestone.storage.memory;

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
import dev.milestone.storage.DocumentName;
import dev.milestone.storage.EventBytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One opening of a memory store. Thread-safe. */
final class MemoryEventStore implements EventStore, DocumentStore {

  /** Most events of a store: an array holds no more. */
  private static final int MAX_EVENTS = Integer.MAX_VALUE - 16;

  private static final long SLICE_NANOS = 15_000_000;

  private final MemoryJournal journal;
  private final boolean readOnly;
  private final TimeSource time;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Set<String> announced = new HashSet<>();

  MemoryEventStore(MemoryJournal journal, boolean readOnly, TimeSource time, Runnable release) {
    this.journal = journal;
    this.readOnly = readOnly;
    this.time = time;
    this.release = release;
  }

  @Override
  public StoreDescription description() {
    return new StoreDescription("memory", "memory", false, false);
  }

  @Override
  public long lastSequence() {
    refuseClosed();
    return journal.last();
  }

  @Override
  public CompletionStage<AppendResult> append(AppendRequest request) {
    return inTurn(turn -> append(turn, request), Duration.ofDays(1));
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
    T value;
    try {
      refuseClosed();
      refuseReadOnly();
      takeTurn(timeout);
      MemoryTurn turn = new MemoryTurn(journal.last());
      try {
        value = body.run(turn);
        turn.over = true;
        journal.add(turn.lines);
      } finally {
        turn.over = true;
        journal.turn.unlock();
      }
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
    return CompletableFuture.completedFuture(value);
  }

  private void takeTurn(Duration timeout) {
    if (journal.turn.isHeldByCurrentThread()) {
      throw new StorageException(
          ErrorKind.DEFECT, "defect", "a turn's body called the store; use the turn instead");
    }
    // An interrupted caller appends all the same, and finds its interrupt afterwards.
    boolean interrupted = Thread.interrupted();
    try {
      long nanos = nanos(timeout);
      while (true) {
        try {
          if (journal.turn.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return;
          }
          throw new StorageException(
              ErrorKind.BUSY,
              "busy",
              "another thread of this process kept the turn for too long; try again");
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public long read(long fromSequence, long limit, EventSink sink) {
    refuseClosed();
    if (fromSequence < 1) {
      throw new StorageException(
          ErrorKind.INVALID_INPUT, "bad_sequence", "sequences begin at 1, not " + fromSequence);
    }
    return deliver(fromSequence, journal.copy(fromSequence, limit), sink);
  }

  private static long deliver(long from, List<byte[]> lines, EventSink sink) {
    long seq = from;
    for (byte[] line : lines) {
      sink.accept(seq, line, 0, line.length);
      seq++;
    }
    return seq;
  }

  @Override
  public long awaitChange(long afterSequence, Duration timeout) throws InterruptedException {
    refuseClosed();
    long begin = time.monotonicNanos();
    long nanos = nanos(timeout);
    journal.state.lockInterruptibly();
    try {
      while (true) {
        long left = nanos - (time.monotonicNanos() - begin);
        if (journal.lines.size() > afterSequence || left <= 0) {
          return journal.lines.size();
        }
        refuseClosed();
        // In slices: the time source may be a test's, which nobody wakes us for.
        long unused = journal.changed.awaitNanos(Math.min(left, SLICE_NANOS));
      }
    } finally {
      journal.state.unlock();
    }
  }

  @Override
  public DocumentStore documents() {
    return this;
  }

  @Override
  public Presence announce(String participant) {
    refuseClosed();
    refuseReadOnly();
    journal.state.lock();
    try {
      if (!journal.participants.add(participant)) {
        throw new StorageException(
            ErrorKind.REFUSED,
            "already_announced",
            "the participant " + participant + " is there already; use an id of its own for each");
      }
      announced.add(participant);
    } finally {
      journal.state.unlock();
    }
    AtomicBoolean ended = new AtomicBoolean();
    return () -> {
      if (ended.compareAndSet(false, true)) {
        withdraw(Set.of(participant));
      }
    };
  }

  private void withdraw(Set<String> participants) {
    journal.state.lock();
    try {
      for (String participant : List.copyOf(participants)) {
        if (announced.remove(participant)) {
          journal.participants.remove(participant);
        }
      }
    } finally {
      journal.state.unlock();
    }
  }

  @Override
  public Liveness liveness(String participant) {
    refuseClosed();
    journal.state.lock();
    try {
      return journal.participants.contains(participant) ? Liveness.ALIVE : Liveness.DEAD;
    } finally {
      journal.state.unlock();
    }
  }

  @Override
  public StoreReport check(CheckRequest request) {
    refuseClosed();
    long last = journal.last();
    return new StoreReport(last, last, List.of(), List.of());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      withdraw(announced);
      release.run();
    }
  }

  // ---------------------------------------------------------------- documents

  @Override
  public Optional<byte[]> read(String name) {
    refuseClosed();
    checkName(name);
    byte[] content = journal.documents.get(name);
    return content == null ? Optional.empty() : Optional.of(content.clone());
  }

  @Override
  public void write(String name, byte[] content, boolean durable) {
    refuseClosed();
    refuseReadOnly();
    checkName(name);
    if (content.length > MAX_DOCUMENT_BYTES) {
      throw new StorageException(
          ErrorKind.INVALID_INPUT,
          "too_large",
          "the document " + name + " is longer than " + MAX_DOCUMENT_BYTES);
    }
    journal.documents.put(name, content.clone());
  }

  @Override
  public void delete(String name) {
    refuseClosed();
    refuseReadOnly();
    checkName(name);
    journal.documents.remove(name);
  }

  @Override
  public List<String> list(String prefix) {
    refuseClosed();
    List<String> names = new ArrayList<>();
    for (String name : journal.documents.tailMap(prefix, true).keySet()) {
      if (!name.startsWith(prefix)) {
        break;
      }
      names.add(name);
    }
    return List.copyOf(names);
  }

  private static void checkName(String name) {
    int parts = DocumentName.parts(name).length;
    assert parts > 0;
  }

  private void refuseClosed() {
    if (closed.get()) {
      throw new StorageException(
          ErrorKind.REFUSED, "store_closed", "the store is closed; open it again");
    }
  }

  private void refuseReadOnly() {
    if (readOnly) {
      throw new StorageException(
          ErrorKind.REFUSED,
          "read_only",
          "the store was opened for reading only; open it for writing");
    }
  }

  private static long nanos(Duration timeout) {
    return timeout.compareTo(Duration.ofDays(365)) > 0
        ? Duration.ofDays(365).toNanos()
        : timeout.toNanos();
  }

  /** The turn of one caller. */
  private final class MemoryTurn implements Turn {
    final List<byte[]> lines = new ArrayList<>();
    private final long before;
    private final Thread thread = Thread.currentThread();
    boolean over;

    MemoryTurn(long before) {
      this.before = before;
    }

    @Override
    public long lastSequence() {
      refuseOver();
      return before + lines.size();
    }

    @Override
    public long read(long fromSequence, EventSink sink) {
      refuseOver();
      return fromSequence > before
          ? fromSequence
          : deliver(
              Math.max(1, fromSequence),
              journal.copy(Math.max(1, fromSequence), Long.MAX_VALUE),
              sink);
    }

    @Override
    public long append(List<byte[]> events) {
      refuseOver();
      List<byte[]> added = new ArrayList<>(events.size());
      long seq = before + lines.size();
      for (byte[] event : events) {
        EventBytes.check(event);
        added.add(line(event, ++seq));
      }
      if (seq > MAX_EVENTS) {
        throw new StorageException(
            ErrorKind.IO, "disk_full", "a memory store holds at most " + MAX_EVENTS + " events");
      }
      lines.addAll(added);
      return seq;
    }

    private byte[] line(byte[] event, long seq) {
      String fields =
          (EventBytes.hasMembers(event) ? "," : "") + "\"seq\":" + seq + ",\"schema\":1}";
      byte[] added = fields.getBytes(StandardCharsets.US_ASCII);
      byte[] line = new byte[event.length - 1 + added.length];
      System.arraycopy(event, 0, line, 0, event.length - 1);
      System.arraycopy(added, 0, line, event.length - 1, added.length);
      return line;
    }

    private void refuseOver() {
      if (over || Thread.currentThread() != thread) {
        throw new StorageException(
            ErrorKind.DEFECT, "defect", "a turn was used after its body or by another thread");
      }
    }
  }
}
