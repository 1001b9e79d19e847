package dev.milestone.storage.file;

import dev.milestone.spi.storage.Turn;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Something that waits for the write turn. It is taken up once: either by the writer, which runs
 * it, or by whoever gives it up because it waited too long.
 */
final class Request<T> {

  /** What is done in the turn. */
  @FunctionalInterface
  interface Body<T> {
    T run(Turn turn);
  }

  private static final int WAITING = 0;
  private static final int TAKEN = 1;

  final Body<T> body;
  final CompletableFuture<T> done;

  /** When it has waited long enough, on the store's monotonic clock. */
  final long deadline;

  /** What it takes of the queue's bound. */
  final int permits;

  private final AtomicInteger state = new AtomicInteger(WAITING);
  private @Nullable T value;
  private @Nullable Throwable error;

  Request(Body<T> body, CompletableFuture<T> done, long deadline, int permits) {
    this.body = body;
    this.done = done;
    this.deadline = deadline;
    this.permits = permits;
  }

  /** True for exactly one caller. */
  boolean take() {
    return state.compareAndSet(WAITING, TAKEN);
  }

  /** Runs the body and keeps what came of it. */
  boolean run(Turn turn) {
    try {
      value = body.run(turn);
      return true;
    } catch (Throwable e) {
      error = e;
      return false;
    }
  }

  void fail(Throwable e) {
    error = e;
  }

  /** Tells the caller. Runs what depends on it, so never under a lock. */
  void complete() {
    if (error != null) {
      done.completeExceptionally(error);
    } else {
      done.complete(value);
    }
  }
}
