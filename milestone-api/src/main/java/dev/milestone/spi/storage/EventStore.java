package dev.milestone.spi.storage;

import dev.milestone.ErrorKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apiguardian.api.API;

/**
 * An append-only sequence of events shared by any number of writers, and a few small documents
 * beside it.
 *
 * <p>An event is one JSON object in UTF-8 without line breaks. The store completes it with the
 * field {@code seq} (from 1, without gaps) and whatever integrity fields it keeps, as the last
 * fields of the object, and hands the completed object back on reading.
 *
 * <p>Durability: a stage returned by {@link #append} or {@link #inTurn} completes normally only
 * after everything it appended would survive the loss of power. A failed force is final: it fails
 * the store, and every later call fails with code {@code store_failed} until the store is closed
 * and opened again.
 *
 * <p>Threads: all methods may be called from any thread. Stages complete on a thread of the store;
 * whoever continues there must not block. Interrupting a caller never harms the store.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface EventStore extends AutoCloseable {

  /** What this store is and can do. */
  StoreDescription description();

  /**
   * The last sequence that is known to be forced, by this writer or another; 0 when the store is
   * empty.
   */
  long lastSequence();

  /**
   * Appends events, all or none, durably. Writers wait in line.
   *
   * @return a stage with the sequences given, or with {@link AppendResult.Conflict} when {@link
   *     AppendRequest#expectedSequence()} is not the last sequence
   */
  CompletionStage<AppendResult> append(AppendRequest request);

  /**
   * Runs a body that reads what is new, decides, and appends, while no other writer can come
   * between. A store with a lock takes the caller's turn under it and may let several bodies share
   * one force; this default suits a store that compares and sets: when another writer was first the
   * body runs again.
   *
   * <p>The body runs on a thread of the store, must be quick, must not block and must not append
   * other than through its {@link Turn}; it may use the documents. When it throws, what it appended
   * is dropped and the stage fails with that error.
   *
   * <p>When the stage fails with a {@link StorageException}, events that the body read may not
   * exist: they can stem from earlier turns of the same force. Whoever keeps state then forgets it
   * and reads again.
   *
   * @param timeout how long to wait for other writers before the stage fails with kind {@code BUSY}
   */
  default <T> CompletionStage<T> inTurn(TurnBody<T> body, Duration timeout) {
    return TurnByConflict.run(this, body, timeout);
  }

  /**
   * Hands over forced events in order, beginning at {@code fromSequence}, until {@code limit} are
   * delivered or the last forced event is reached.
   *
   * @return the sequence to continue from
   * @throws StorageException with kind {@code DAMAGED} when a line fails its checks; it is never
   *     skipped
   */
  long read(long fromSequence, long limit, EventSink sink);

  /**
   * Waits until an event after {@code afterSequence} is forced, by whatever process, or the time is
   * over. Wakes within 100 ms of the force.
   *
   * @return the last forced sequence
   */
  long awaitChange(long afterSequence, Duration timeout) throws InterruptedException;

  /** The documents beside the events. */
  DocumentStore documents();

  /**
   * Announces a participant: until the returned handle is closed or the process dies, {@link
   * #liveness} of this id is {@link Liveness#ALIVE}.
   */
  Presence announce(String participant);

  /** Whether a participant announced under this id is still there. */
  Liveness liveness(String participant);

  /** Checks everything stored; repairs only what the request allows. */
  StoreReport check(CheckRequest request);

  /** Waits for appends under way, releases everything. Idempotent. */
  @Override
  void close();

  /** The compare-and-set form of a turn, for stores without a lock. */
  final class TurnByConflict {
    private TurnByConflict() {}

    static <T> CompletionStage<T> run(EventStore store, TurnBody<T> body, Duration timeout) {
      CompletableFuture<T> done = new CompletableFuture<>();
      CompletableFuture<T> told = new CompletableFuture<>();
      done.whenComplete(
          (value, error) -> {
            if (error == null) {
              told.complete(value);
            } else if (error instanceof TimeoutException) {
              told.completeExceptionally(busy("other writers kept their turn for too long"));
            } else if (error instanceof CompletionException && error.getCause() != null) {
              told.completeExceptionally(error.getCause());
            } else {
              told.completeExceptionally(error);
            }
          });
      try {
        attempt(store, body, done, 0);
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      }
      done.orTimeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS);
      return told;
    }

    private static StorageException busy(String why) {
      return new StorageException(ErrorKind.BUSY, "busy", why + "; try again");
    }

    private static <T> void attempt(
        EventStore store, TurnBody<T> body, CompletableFuture<T> done, int tries) {
      if (done.isDone()) {
        return;
      }
      if (tries >= MAX_TRIES) {
        done.completeExceptionally(busy("other writers were first " + tries + " times"));
        return;
      }
      long last = store.lastSequence();
      List<byte[]> appended = new ArrayList<>();
      T value;
      try {
        value =
            body.run(
                new Turn() {
                  @Override
                  public long lastSequence() {
                    return last + appended.size();
                  }

                  @Override
                  public long read(long fromSequence, EventSink sink) {
                    return fromSequence > last
                        ? fromSequence
                        : store.read(fromSequence, last - fromSequence + 1, sink);
                  }

                  @Override
                  public long append(List<byte[]> events) {
                    appended.addAll(events);
                    return last + appended.size();
                  }
                });
      } catch (Throwable e) {
        done.completeExceptionally(e);
        return;
      }
      if (appended.isEmpty()) {
        done.complete(value);
        return;
      }
      store
          .append(new AppendRequest(last, appended))
          .whenComplete(
              (result, error) -> {
                if (error != null) {
                  done.completeExceptionally(error);
                } else if (result instanceof AppendResult.Appended) {
                  done.complete(value);
                } else {
                  attempt(store, body, done, tries + 1);
                }
              });
    }

    private static final int MAX_TRIES = 1_000;
  }
}
