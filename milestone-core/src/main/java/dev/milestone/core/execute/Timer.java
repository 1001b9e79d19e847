package dev.milestone.core.execute;

import dev.milestone.Subscription;
import dev.milestone.TimeSource;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs actions when their time has come by the monotonic clock of a {@link TimeSource}, also one
 * that a test moves by hand. One daemon thread, started with the first action; actions run on it
 * one after another and must not block. Thread-safe.
 */
public final class Timer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Timer.class);
  private static final long MAX_NANOS = Long.MAX_VALUE / 4;

  /** Shortest wait, for a clock that stands still just before an action is due. */
  private static final long MIN_WAIT_NANOS = 200_000;

  private final TimeSource time;
  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Timed> queue =
      new PriorityQueue<>((a, b) -> Long.compare(a.dueNanos - b.dueNanos, 0));
  private @Nullable Thread thread;
  private @Nullable Subscription advances;
  private boolean closed;

  /** Makes a timer; starts nothing. */
  public Timer(TimeSource time, String name) {
    this.time = time;
    this.name = name;
  }

  /** An action that waits for its time. */
  public final class Timed {
    private final Runnable action;
    private final long everyNanos;
    private long dueNanos;
    private boolean cancelled;

    Timed(Runnable action, long dueNanos, long everyNanos) {
      this.action = action;
      this.dueNanos = dueNanos;
      this.everyNanos = everyNanos;
    }

    /** Forgets the action; one that runs goes on. */
    public void cancel() {
      lock.lock();
      try {
        cancelled = true;
        boolean waited = queue.remove(this);
        if (waited) {
          LOG.trace("an action was cancelled");
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Runs an action once, later; never when the timer is closed before. */
  public Timed after(long nanos, Runnable action) {
    return add(nanos, 0, action);
  }

  /**
   * Runs an action again and again, the first time after one period; counted from the end of each
   * run.
   */
  public Timed every(long nanos, Runnable action) {
    return add(nanos, Math.max(1, nanos), action);
  }

  private Timed add(long nanos, long everyNanos, Runnable action) {
    long wait = Math.max(0, Math.min(nanos, MAX_NANOS));
    Timed timed = new Timed(action, time.monotonicNanos() + wait, everyNanos);
    lock.lock();
    try {
      if (closed) {
        timed.cancelled = true;
        return timed;
      }
      queue.add(timed);
      if (thread == null) {
        Thread started = new Thread(this::run, name);
        started.setDaemon(true);
        started.start();
        thread = started;
        advances = time.onAdvance(this::look);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return timed;
  }

  private void look() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    lock.lock();
    try {
      while (!closed) {
        Timed first = queue.peek();
        if (first == null) {
          changed.await();
          continue;
        }
        long left = first.dueNanos - time.monotonicNanos();
        if (left > 0) {
          boolean early = changed.await(Math.max(left, MIN_WAIT_NANOS), TimeUnit.NANOSECONDS);
          LOG.trace("woken before the time: {}", early);
          continue;
        }
        queue.remove(first);
        lock.unlock();
        try {
          first.action.run();
        } catch (RuntimeException | Error e) {
          LOG.warn("a timed action failed", e);
        } finally {
          lock.lock();
        }
        if (first.everyNanos > 0 && !first.cancelled && !closed) {
          first.dueNanos = time.monotonicNanos() + first.everyNanos;
          queue.add(first);
        }
      }
    } catch (InterruptedException e) {
      LOG.trace("{} ends", name);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what waits and ends the thread. Idempotent. */
  @Override
  public void close() {
    Thread running;
    Subscription listening;
    lock.lock();
    try {
      closed = true;
      queue.clear();
      running = thread;
      listening = advances;
      advances = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (listening != null) {
      listening.close();
    }
    if (running != null && running != Thread.currentThread()) {
      running.interrupt();
      try {
        running.join(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
