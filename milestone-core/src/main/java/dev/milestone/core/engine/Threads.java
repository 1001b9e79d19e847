package dev.milestone.core.engine;

import dev.milestone.TimeSource;
import dev.milestone.core.execute.Timer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The engine's threads: daemons, started when first needed, gone when the engine is closed. */
final class Threads implements AutoCloseable {

  /** Most threads for attempts, verifications and clean-up. */
  static final int MAX_WORKERS = 4_096;

  final ThreadPoolExecutor workers;
  final Timer timer;
  private final Set<Thread> started = ConcurrentHashMap.newKeySet();

  Threads(TimeSource time) {
    workers =
        new ThreadPoolExecutor(
            0,
            MAX_WORKERS,
            2,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            named("milestone-worker-"));
    timer = new Timer(time, "milestone-timer");
  }

  private ThreadFactory named(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      started.removeIf(before -> before.getState() == Thread.State.TERMINATED);
      started.add(thread);
      return thread;
    };
  }

  @Override
  public void close() {
    timer.close();
    workers.shutdownNow();
    boolean interrupted = false;
    try {
      boolean ended = workers.awaitTermination(5, TimeUnit.SECONDS);
      if (ended) {
        // A pool counts as terminated a moment before its last thread is gone.
        for (Thread thread : started) {
          if (thread != Thread.currentThread()) {
            thread.join(100);
          }
        }
      } else {
        org.slf4j.LoggerFactory.getLogger(Threads.class)
            .warn("a thread of an agent does not end although it was interrupted");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
