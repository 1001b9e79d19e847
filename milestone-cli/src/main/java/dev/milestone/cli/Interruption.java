package dev.milestone.cli;

import dev.milestone.Execution;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run in order when the process is told to end: a shutdown hook cancels it, which writes a
 * checkpoint, and waits a bounded time until the command has printed its summary and closed the
 * engine. The hook needs not know the signal: the JVM itself exits with 128 + its number (130 for
 * SIGINT, 143 for SIGTERM) once its hooks have ended. What does not end in time is recovered by the
 * next {@code execute}, as after a kill.
 *
 * <p>Thread-safe.
 */
final class Interruption implements AutoCloseable {

  /** How long the process waits for the run to end. */
  static final long MAX_WAIT_SECONDS = 25;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "milestone-interruption");
  private @Nullable Execution execution;
  private boolean interrupted;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Says which run is to be cancelled; cancels it at once when the signal came before. */
  void cancels(Execution run) {
    boolean late;
    synchronized (this) {
      execution = run;
      late = interrupted;
    }
    if (late) {
      run.cancel();
    }
  }

  private void interrupted() {
    Execution run;
    synchronized (this) {
      interrupted = true;
      run = execution;
    }
    if (run != null) {
      run.cancel();
    }
    try {
      over.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException enough) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command is done. */
  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endingAlready) {
      // The hook is what is waiting for us.
      return;
    }
  }
}
