package dev.milestone.core.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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
  final ScheduledThreadPoolExecutor timer;

  Threads() {
    workers =
        new ThreadPoolExecutor(
            0,
            MAX_WORKERS,
            2,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            named("milestone-worker-"));
    timer = new ScheduledThreadPoolExecutor(1, named("milestone-timer-"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  static ThreadFactory named(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdownNow();
    await(timer);
    await(workers);
  }

  private static void await(ExecutorService executor) {
    boolean interrupted = false;
    try {
      boolean ended = executor.awaitTermination(5, TimeUnit.SECONDS);
      if (!ended) {
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
