package dev.milestone.testkit.sim;

import dev.milestone.ErrorKind;
import dev.milestone.spi.storage.AppendRequest;
import dev.milestone.spi.storage.AppendResult;
import dev.milestone.spi.storage.CheckRequest;
import dev.milestone.spi.storage.DocumentStore;
import dev.milestone.spi.storage.EventSink;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.Liveness;
import dev.milestone.spi.storage.Presence;
import dev.milestone.spi.storage.StorageException;
import dev.milestone.spi.storage.StoreDescription;
import dev.milestone.spi.storage.StoreReport;
import dev.milestone.spi.storage.Turn;
import dev.milestone.spi.storage.TurnBody;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A store of one process on the simulated disk: turns under a lock, or turns that compare and set.
 * Readers see forced events only.
 */
final class SimStore implements EventStore {
  private final SimDisk disk;
  private final SimWorld world;
  private final Actor process;

  SimStore(SimDisk disk, Actor process) {
    this.disk = disk;
    this.world = disk.world;
    this.process = process;
  }

  @Override
  public StoreDescription description() {
    return new StoreDescription("simulated", "nowhere", true, true);
  }

  @Override
  public long lastSequence() {
    return disk.forced.size();
  }

  @Override
  public CompletionStage<AppendResult> append(AppendRequest request) {
    CompletableFuture<AppendResult> done = new CompletableFuture<>();
    // A database decides and forces in one; its answer travels.
    world.after(
        null,
        world.random.between(50, 3_000),
        process + ": commit",
        () -> {
          if (!process.alive && world.random.chance(50)) {
            return; // It died before the request was sent.
          }
          long last = disk.forced.size();
          AppendResult result;
          if (disk.exclusive
              && request.expectedSequence() != AppendRequest.ANY
              && request.expectedSequence() != last) {
            result = new AppendResult.Conflict(last);
          } else {
            disk.force(disk.write(process, request.events()));
            result = new AppendResult.Appended(last + 1, last + request.events().size());
          }
          world.after(
              process, world.random.between(20, 2_000), "answer", () -> done.complete(result));
        });
    return done;
  }

  @Override
  public <T> CompletionStage<T> inTurn(TurnBody<T> body, Duration timeout) {
    if (!disk.locks) {
      return EventStore.super.inTurn(body, timeout);
    }
    CompletableFuture<T> done = new CompletableFuture<>();
    disk.wait(process, () -> turn(body, done));
    return done;
  }

  private <T> void turn(TurnBody<T> body, CompletableFuture<T> done) {
    long last = disk.forced.size();
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
                  return SimStore.this.read(fromSequence, Long.MAX_VALUE, sink);
                }

                @Override
                public long append(List<byte[]> events) {
                  appended.addAll(events);
                  return last + appended.size();
                }
              });
    } catch (RuntimeException e) {
      disk.release(process);
      done.completeExceptionally(e);
      return;
    }
    if (appended.isEmpty()) {
      disk.release(process);
      done.complete(value);
      return;
    }
    SimDisk.Batch batch = disk.write(process, appended);
    if (disk.ackEarly) {
      world.after(process, 1, "answer", () -> done.complete(value));
    }
    world.after(
        process,
        world.random.between(100, 9_000),
        "force",
        () -> {
          disk.force(batch);
          disk.release(process);
          if (!disk.ackEarly) {
            world.after(
                process, world.random.between(1, 500), "answer", () -> done.complete(value));
          }
        });
  }

  @Override
  public long read(long fromSequence, long limit, EventSink sink) {
    long sequence = Math.max(1, fromSequence);
    long left = limit;
    while (left-- > 0 && sequence <= disk.forced.size()) {
      byte[] line = disk.forced.get((int) sequence - 1);
      sink.accept(sequence, line, 0, line.length);
      sequence++;
    }
    return sequence;
  }

  @Override
  public long awaitChange(long afterSequence, Duration timeout) {
    return lastSequence();
  }

  @Override
  public DocumentStore documents() {
    return new DocumentStore() {
      @Override
      public Optional<byte[]> read(String name) {
        return Optional.ofNullable(disk.documents.get(name));
      }

      @Override
      public void write(String name, byte[] content, boolean durable) {
        disk.put(name, content.clone(), durable);
      }

      @Override
      public void delete(String name) {
        disk.documents.remove(name);
      }

      @Override
      public List<String> list(String prefix) {
        List<String> names = new ArrayList<>();
        for (String name : new TreeSet<>(disk.documents.keySet())) {
          if (name.startsWith(prefix)) {
            names.add(name);
          }
        }
        return names;
      }
    };
  }

  @Override
  public Presence announce(String participant) {
    disk.present.put(participant, process);
    return () -> disk.present.remove(participant);
  }

  @Override
  public Liveness liveness(String participant) {
    Actor actor = disk.present.get(participant);
    return actor != null && actor.alive ? Liveness.ALIVE : Liveness.DEAD;
  }

  @Override
  public StoreReport check(CheckRequest request) {
    throw new StorageException(ErrorKind.REFUSED, "not_simulated", "checks are not simulated");
  }

  @Override
  public void close() {}
}
