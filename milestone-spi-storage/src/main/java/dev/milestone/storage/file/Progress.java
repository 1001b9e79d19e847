package dev.milestone.storage.file;

import dev.milestone.TimeSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far the journal is forced, as far as this JVM knows: told by its own writer, and read from
 * the watermark of others. Thread-safe.
 */
final class Progress implements Closeable {

  /** How often the watermark is read for somebody who waits. */
  static final long LOOK_MILLIS = 15;

  private final FileOps ops;
  private final Folder folder;
  private final Object change = new Object();
  private final Object reading = new Object();
  private volatile long forced;
  private volatile boolean ended;
  private int waiters;
  private FileOps.@Nullable OpenFile file;

  Progress(FileOps ops, Folder folder) {
    this.ops = ops;
    this.folder = folder;
  }

  long forced() {
    return forced;
  }

  /** Everything up to this sequence is forced. */
  void advance(long sequence) {
    if (sequence <= forced) {
      return;
    }
    synchronized (change) {
      if (sequence > forced) {
        forced = sequence;
        if (waiters > 0) {
          change.notifyAll();
        }
      }
    }
  }

  /** Wakes all that wait; they look and leave. */
  void end() {
    ended = true;
    synchronized (change) {
      change.notifyAll();
    }
  }

  /** Looks at the watermark; the last forced sequence. */
  long look() {
    try {
      advance(Uninterrupted.call(this::noted));
    } catch (IOException e) {
      throw Errors.io("reading", folder.forced(), e);
    }
    return forced;
  }

  private long noted() throws IOException {
    synchronized (reading) {
      try {
        FileOps.OpenFile f = file;
        if (f == null) {
          f = ops.open(folder.forced(), FileOps.Access.READ);
          file = f;
        }
        Watermark w = Watermark.read(f);
        return w == null ? 0 : w.seq();
      } catch (NoSuchFileException e) {
        return 0;
      } catch (java.nio.channels.ClosedChannelException e) {
        // an interrupt closed it; the next try opens it again
        file = null;
        throw e;
      }
    }
  }

  /**
   * Waits until something after a sequence is forced or the time is over; the last forced sequence.
   */
  long await(long after, Duration timeout, TimeSource time, BooleanSupplier closed)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long begin = time.monotonicNanos();
    long nanos = FileStore.nanos(timeout);
    while (true) {
      long now = look();
      long left = nanos - (time.monotonicNanos() - begin);
      if (now > after || left <= 0 || ended || closed.getAsBoolean()) {
        return now;
      }
      synchronized (change) {
        if (forced <= after && !ended) {
          waiters++;
          try {
            change.wait(Math.max(1, Math.min(LOOK_MILLIS, left / 1_000_000)));
          } finally {
            waiters--;
          }
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (reading) {
      if (file != null) {
        file.close();
        file = null;
      }
    }
  }
}
