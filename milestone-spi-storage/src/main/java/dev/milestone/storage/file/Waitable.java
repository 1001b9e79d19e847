package dev.milestone.storage.file;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a caller gets. Who waits for it looks again and again for about as long as a fast force
 * takes before parking: putting a thread to sleep and waking it costs as much as such a force.
 * Every look gives the processor to whoever wants it, and where somebody does, the caller parks at
 * once.
 */
final class Waitable<T> extends CompletableFuture<T> {

  /** Longest time to look, and the most looks. */
  private static final long LOOK_NANOS = 300_000;

  private static final int MAX_LOOKS = 2_000;

  /** A look that took longer than this gave the processor away. */
  private static final long SLOW_NANOS = 5_000;

  private static final int MAX_SLOW = 3;

  private final FileStore store;

  Waitable(FileStore store) {
    this.store = store;
  }

  @SuppressWarnings("ThreadPriorityCheck") // a hint only: nothing depends on who runs next
  private void look() {
    if (isDone() || store.onWriter() || !store.isFast()) {
      return;
    }
    long begin = store.now();
    long before = begin;
    int slow = 0;
    for (int i = 0; i < MAX_LOOKS && !isDone(); i++) {
      Thread.yield();
      long now = store.now();
      if (now - before > SLOW_NANOS && ++slow >= MAX_SLOW || now - begin > LOOK_NANOS) {
        return;
      }
      before = now;
    }
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    look();
    return super.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    look();
    return super.get(timeout, unit);
  }

  @Override
  public T join() {
    look();
    return super.join();
  }
}
