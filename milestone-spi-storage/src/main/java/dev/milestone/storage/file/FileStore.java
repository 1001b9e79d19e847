package dev.milestone.storage.file;

import dev.milestone.ErrorKind;
import dev.milestone.TimeSource;
import dev.milestone.spi.storage.EventSink;
import dev.milestone.spi.storage.StorageException;
import dev.milestone.spi.storage.Turn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writing side of one store in this JVM, shared by everybody here who has it open: a queue, and
 * one daemon thread that does all writing, forcing and locking. Callers never touch the channels,
 * so an interrupt of theirs cannot close one.
 *
 * <p>A round of the writer: gather what waits; take the write turn from the other processes; catch
 * up; run the bodies in order; write what they appended with one write, make it durable with one
 * force; give the turn back; tell the callers.
 *
 * <p>Gathering: callers that wait for their append and then come again would be spread over two
 * forces, those that just missed one and those that are just told. The writer expects as many as it
 * saw waiting lately and gives them a moment, at most about as long as a force takes. Where it
 * waited in vain it stops waiting for a growing number of rounds.
 */
final class FileStore implements Runnable {

  /** Most turns that share one force. */
  static final int MAX_BATCH_TURNS = 4_096;

  /** Least and most time for which the writer gathers. */
  private static final long MIN_GATHER_NANOS = 100_000;

  private static final long MAX_GATHER_NANOS = 2_000_000;
  private static final int GATHER_TRIES = 2;

  /** A force that takes longer is waited for asleep. */
  private static final long FAST_NANOS = 400_000;

  /**
   * With more callers at once than this all of them wait asleep, and the processors are left to
   * those that are told.
   */
  private static final int FEW_CALLERS = 2;

  /** Pauses between two tries for the turn: for the next in line, and for all others. */
  private static final long NEXT_PAUSE_NANOS = 100_000;

  private static final long LINE_PAUSE_NANOS = 1_000_000;

  /**
   * How often the writer looks for work before it parks, at most and at least. It looks less often
   * where looking was in vain: on a busy machine that only takes time from those who would bring
   * work.
   */
  private static final int MAX_SPINS = 2_000;

  private static final int MIN_SPINS = 20;

  private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final FileOps ops;
  private final Folder folder;
  private final Settings settings;
  private final TimeSource time;
  private final LockFile lock;
  private final Journal journal;
  private final Progress progress;
  private final EventReader reader;
  private final Sealer sealer;
  private final Thread thread;

  private final ConcurrentLinkedQueue<Request<?>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Semaphore room;

  /** How many requests the parked writer waits for; 0 while it is awake. */
  private volatile int wanted;

  /** How many callers seem to be waiting at once. */
  private volatile int callers;

  private volatile boolean inRound;
  private volatile boolean inBody;
  private volatile boolean closing;
  private volatile @Nullable StorageException failure;

  // Confined to the writer.
  private int expected = 1;
  private int spins = MAX_SPINS;
  private int distrust;
  private int skip;
  private volatile long forceNanos = MIN_GATHER_NANOS;
  private long headNoted;
  private long headNotedAt;
  private long sealedUpTo;

  FileStore(
      FileOps ops,
      Folder folder,
      Settings settings,
      TimeSource time,
      LockFile lock,
      Journal journal,
      Progress progress,
      EventReader reader) {
    this.ops = ops;
    this.folder = folder;
    this.settings = settings;
    this.time = time;
    this.lock = lock;
    this.journal = journal;
    this.progress = progress;
    this.reader = reader;
    this.sealer = new Sealer(ops, folder, lock);
    this.headNotedAt = time.monotonicNanos();
    this.room = new Semaphore(settings.queueKib());
    this.thread = new Thread(this, "milestone-store-" + NUMBERS.incrementAndGet());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Whether the calling thread is the writer. */
  boolean onWriter() {
    return Thread.currentThread() == thread;
  }

  long now() {
    return time.monotonicNanos();
  }

  /** Whether callers are few and forces take less time than putting a caller to sleep is worth. */
  boolean isFast() {
    return callers <= FEW_CALLERS && forceNanos < FAST_NANOS;
  }

  boolean hasFailed() {
    return failure != null;
  }

  // ---------------------------------------------------------------- callers

  /** Puts a request in the queue; holds the caller up while the queue is full. */
  <T> CompletableFuture<T> submit(Request.Body<T> body, Duration timeout, long bytes) {
    CompletableFuture<T> done = new Waitable<>(this);
    int permits = (int) Math.min(settings.queueKib(), 1 + (bytes >>> 10));
    // The writer itself, in a continuation of a caller, must not wait for itself.
    boolean bounded = !onWriter();
    if (bounded && !room.tryAcquire(permits)) {
      room.acquireUninterruptibly(permits);
    }
    long deadline = time.monotonicNanos() + nanos(timeout);
    Request<T> request = new Request<>(body, done, deadline, bounded ? permits : 0);
    queue.add(request);
    int now = waiting.incrementAndGet();
    int w = wanted;
    if (w > 0 && now >= w) {
      LockSupport.unpark(thread);
    }
    if (failure != null || !thread.isAlive()) {
      // The writer may have drained the queue for the last time before this request came in.
      drain(failure == null ? Errors.closed() : Errors.failed(failure));
    }
    return done;
  }

  /** Whether the calling thread is inside the body of a turn. */
  boolean inBody() {
    return inBody && onWriter();
  }

  /** Waits until what was queued before this call is done. */
  void settle() {
    if (onWriter() || waiting.get() == 0 && !inRound) {
      return;
    }
    submit(turn -> turn, Duration.ofMillis(settings.busyMillis()), 0)
        .exceptionally(e -> null)
        .join();
  }

  /** Ends the writer after what is queued. */
  void close() {
    closing = true;
    LockSupport.unpark(thread);
    if (onWriter()) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  static long nanos(Duration timeout) {
    try {
      return Math.min(timeout.toNanos(), Long.MAX_VALUE / 4);
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE / 4;
    }
  }

  // ---------------------------------------------------------------- the writer

  @Override
  public void run() {
    try {
      while (true) {
        if (failure == null && waiting.get() > 0) {
          gather();
          inRound = true;
          round();
          inRound = false;
        } else if (closing) {
          break;
        } else {
          idle();
        }
        StorageException f = failure;
        if (f != null) {
          drain(Errors.failed(f));
        }
      }
      if (failure == null) {
        noteHead(true);
      }
      sealer.close();
    } catch (Throwable e) {
      LOG.error("the writer of {} ended", folder.root(), e);
      failure = Errors.failed(e);
    } finally {
      try {
        journal.close();
      } catch (IOException e) {
        LOG.warn("{}: could not be closed", folder.root(), e);
      }
      drain(failure == null ? Errors.closed() : Errors.failed(failure));
    }
  }

  private void idle() {
    for (int i = 0; i < spins; i++) {
      if (waiting.get() > 0 || closing) {
        spins = Math.min(MAX_SPINS, spins + spins / 4 + 1);
        return;
      }
      Thread.onSpinWait();
    }
    spins = Math.max(MIN_SPINS, spins / 2);
    wanted = 1;
    if (waiting.get() == 0 && !closing) {
      LockSupport.park(this);
    }
    wanted = 0;
  }

  private void gather() {
    int target = Math.min(expected, MAX_BATCH_TURNS);
    if (target <= 1 || waiting.get() >= target) {
      return;
    }
    if (skip > 0) {
      skip--;
      return;
    }
    long pause = Math.min(MAX_GATHER_NANOS, Math.max(MIN_GATHER_NANOS, forceNanos));
    wanted = target;
    // A stray wake-up ends one of the tries, not the pause; no clock is asked, it may be a test's.
    for (int i = 0; i < GATHER_TRIES && waiting.get() < target && !closing; i++) {
      LockSupport.parkNanos(this, pause / GATHER_TRIES);
    }
    wanted = 0;
    int came = waiting.get();
    if (came < target) {
      expected = came;
      distrust = Math.min(6, distrust + 1);
      skip = (1 << distrust) - 1;
    } else {
      distrust = 0;
    }
  }

  private void round() {
    List<Request<?>> batch = new ArrayList<>();
    try {
      if (!takeTurn()) {
        return;
      }
      try {
        journal.refresh();
        runBodies(batch);
        long before = time.monotonicNanos();
        boolean wrote = journal.batchBytes() > 0;
        journal.commit();
        if (wrote) {
          forceNanos = (7 * forceNanos + time.monotonicNanos() - before) / 8;
        }
      } finally {
        lock.endTurn();
      }
      reader.hint(journal.last() + 1, journal.activeFirst(), journal.end());
      progress.advance(journal.last());
    } catch (Journal.ForceFailedException e) {
      failure = Errors.failed(e);
      LOG.error("{}: a force failed; the store takes no more", folder.root(), e);
      batch.forEach(r -> r.fail(Errors.failed(e)));
    } catch (Throwable e) {
      journal.forget();
      Throwable told =
          e instanceof StorageException || e instanceof Error
              ? e
              : Errors.io("writing", folder.segments(), (Exception) e);
      takeAll(batch);
      batch.forEach(r -> r.fail(told));
    }
    batch.forEach(Request::complete);
    expected = Math.max(1, batch.size() + waiting.get());
    callers = expected;
    if (failure == null) {
      noteHead(false);
      sealIfNew();
    }
  }

  /**
   * Where the turn could not be used, those that wait now are told; those that come later try
   * again.
   */
  private void takeAll(List<Request<?>> batch) {
    for (int n = waiting.get(); n > 0; n--) {
      Request<?> r = poll();
      if (r != null && r.take()) {
        batch.add(r);
      }
    }
  }

  private void runBodies(List<Request<?>> batch) {
    while (batch.size() < MAX_BATCH_TURNS
        && (batch.isEmpty() || journal.batchBytes() < settings.gatherBytes())) {
      Request<?> request = poll();
      if (request == null) {
        return;
      }
      if (!request.take()) {
        continue;
      }
      batch.add(request);
      FileTurn turn = new FileTurn();
      inBody = true;
      boolean done = request.run(turn);
      inBody = false;
      if (done) {
        journal.collect(turn.events, turn.bytes);
      }
      turn.over = true;
    }
  }

  private @Nullable Request<?> poll() {
    Request<?> request = queue.poll();
    if (request != null) {
      waiting.decrementAndGet();
      if (request.permits > 0) {
        room.release(request.permits);
      }
    }
    return request;
  }

  /** Tries until it has the turn or nobody waits any more. */
  private boolean takeTurn() throws IOException {
    boolean taken = false;
    try {
      while (!lock.tryTurn()) {
        giveUpLate();
        if (waiting.get() == 0) {
          return false;
        }
        LockSupport.parkNanos(this, lock.isNext() ? NEXT_PAUSE_NANOS : LINE_PAUSE_NANOS);
      }
      taken = true;
      return true;
    } finally {
      if (!taken) {
        lock.leaveLine(); // whoever stays next in line without wanting the turn keeps all others
        // out
      }
    }
  }

  private void giveUpLate() {
    long now = time.monotonicNanos();
    List<Request<?>> late = new ArrayList<>();
    for (Request<?> r : queue) {
      if (now - r.deadline >= 0 && r.take()) {
        late.add(r);
      }
    }
    if (late.isEmpty()) {
      return;
    }
    String holder = Holder.read(ops, folder);
    for (Request<?> r : late) {
      queue.remove(r);
      waiting.decrementAndGet();
      if (r.permits > 0) {
        room.release(r.permits);
      }
      r.fail(
          new StorageException(
              ErrorKind.BUSY,
              "busy",
              holder
                  + " has been writing to "
                  + folder.root()
                  + " for too long; try again, or end it"));
      r.complete();
    }
  }

  private void drain(StorageException error) {
    for (Request<?> r = poll(); r != null; r = poll()) {
      if (r.take()) {
        r.fail(error);
        r.complete();
      }
    }
  }

  private void noteHead(boolean atEnd) {
    long last = journal.last();
    if (last == headNoted) {
      return;
    }
    long now = time.monotonicNanos();
    if (!atEnd && now - headNotedAt < settings.headMillis() * 1_000_000) {
      return;
    }
    headNotedAt = now;
    headNoted = last;
    sealer.note(new HeadNote(last, Line.hexOf(journal.chain())));
  }

  private void sealIfNew() {
    if (journal.activeFirst() != sealedUpTo) {
      sealedUpTo = journal.activeFirst();
      if (journal.mayHaveUnsealed()) {
        sealer.seal();
      }
    }
  }

  /** The turn of one request. */
  private final class FileTurn implements Turn {
    final List<byte[]> events = new ArrayList<>();
    private final long before = journal.batchLast();
    private long bytes;
    boolean over;

    @Override
    public long lastSequence() {
      refuseOver();
      return before + events.size();
    }

    @Override
    public long read(long fromSequence, EventSink sink) {
      refuseOver();
      long next = fromSequence;
      if (next <= journal.last()) {
        next = reader.read(next, Long.MAX_VALUE, journal.last(), sink);
      }
      return next <= before ? journal.readCollected(next, sink) : next;
    }

    @Override
    public long append(List<byte[]> added) {
      refuseOver();
      bytes += Journal.checkedBytes(added, bytes);
      events.addAll(added);
      return before + events.size();
    }

    private void refuseOver() {
      if (over || !onWriter()) {
        throw Errors.defect("a turn was used after its body or by another thread");
      }
    }
  }
}
