package dev.milestone.storage.file;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals segments and notes the chain's head, off the way of the writers: on a daemon thread that is
 * started when there is something to do and ends when there has been nothing for a while.
 * Thread-safe.
 */
final class Sealer {

  /**
   * How long closing a store waits for a segment that is being sealed; what is left over is sealed
   * another time.
   */
  static final long CLOSE_WAIT_MILLIS = 30_000;

  /** How long an idle thread stays. */
  private static final long IDLE_MILLIS = 200;

  private static final int IDLE_TRIES = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final FileOps ops;
  private final Folder folder;
  private final LockFile lock;
  private @Nullable Thread thread;
  private @Nullable HeadNote note;
  private boolean seal;
  private boolean closing;

  Sealer(FileOps ops, Folder folder, LockFile lock) {
    this.ops = ops;
    this.folder = folder;
    this.lock = lock;
  }

  /** Seals all segments that are not. */
  synchronized void seal() {
    seal = true;
    wake();
  }

  /** Notes the head, unless a newer one comes first. */
  synchronized void note(HeadNote head) {
    note = head;
    wake();
  }

  private void wake() {
    if (thread == null) {
      Thread t = new Thread(this::run, "milestone-sealer-" + NUMBERS.incrementAndGet());
      t.setDaemon(true);
      thread = t;
      t.start();
    } else {
      notifyAll();
    }
  }

  private void run() {
    while (true) {
      HeadNote n;
      boolean s;
      synchronized (this) {
        if (note == null && !seal && !await()) {
          thread = null;
          return;
        }
        n = note;
        s = seal;
        note = null;
        seal = false;
      }
      try {
        if (s) {
          sealNow();
        }
        if (n != null) {
          n.write(ops, folder);
        }
      } catch (IOException | RuntimeException e) {
        LOG.warn(
            "{}: the second place could not be written; it is tried again later",
            folder.secondPlace(),
            e);
      }
    }
  }

  /** Waits a while for something to do; false when there is nothing. */
  private boolean await() {
    for (int i = 0; i < IDLE_TRIES && note == null && !seal && !closing; i++) {
      try {
        wait(IDLE_MILLIS / IDLE_TRIES);
      } catch (InterruptedException e) {
        LOG.debug("nobody interrupts the sealer", e);
      }
    }
    return note != null || seal;
  }

  private void sealNow() throws IOException {
    if (!lock.trySealing()) {
      return; // another process does it
    }
    try {
      new Sealing(ops, folder).sealAll();
    } finally {
      lock.endSealing();
    }
  }

  /** Ends after what was asked for, and waits for that, but not for ever. */
  void close() {
    Thread t;
    synchronized (this) {
      closing = true;
      t = thread;
      notifyAll();
    }
    if (t == null) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      t.join(CLOSE_WAIT_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
