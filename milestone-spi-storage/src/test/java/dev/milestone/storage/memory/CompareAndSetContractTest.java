package dev.milestone.storage.memory;

import dev.milestone.spi.storage.AppendRequest;
import dev.milestone.spi.storage.AppendResult;
import dev.milestone.spi.storage.CheckRequest;
import dev.milestone.spi.storage.DocumentStore;
import dev.milestone.spi.storage.EventSink;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.Liveness;
import dev.milestone.spi.storage.Presence;
import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.spi.storage.StoreDescription;
import dev.milestone.spi.storage.StoreReport;
import dev.milestone.spi.storage.StoreRequest;
import dev.milestone.testkit.storage.StorageProviderContract;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A store that can only compare and set: its turns are the default ones of the SPI. */
class CompareAndSetContractTest extends StorageProviderContract {

  @Override
  protected StorageProvider provider() {
    MemoryStorageProvider memory = new MemoryStorageProvider();
    return new StorageProvider() {
      @Override
      public String name() {
        return "memory";
      }

      @Override
      public EventStore open(StoreRequest request) {
        return new CompareAndSet(memory.open(request));
      }
    };
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("name", "shared");
  }

  @Override
  protected Set<Capability> capabilities() {
    return EnumSet.of(Capability.SHARED, Capability.PRESENCE);
  }

  @Override
  protected List<String> threadsThatMayStay() {
    return List.of("CompletableFutureDelayScheduler");
  }

  private record CompareAndSet(EventStore store) implements EventStore {
    @Override
    public StoreDescription description() {
      return store.description();
    }

    @Override
    public long lastSequence() {
      return store.lastSequence();
    }

    @Override
    public CompletionStage<AppendResult> append(AppendRequest request) {
      return store.append(request);
    }

    @Override
    public long read(long fromSequence, long limit, EventSink sink) {
      return store.read(fromSequence, limit, sink);
    }

    @Override
    public long awaitChange(long afterSequence, Duration timeout) throws InterruptedException {
      return store.awaitChange(afterSequence, timeout);
    }

    @Override
    public DocumentStore documents() {
      return store.documents();
    }

    @Override
    public Presence announce(String participant) {
      return store.announce(participant);
    }

    @Override
    public Liveness liveness(String participant) {
      return store.liveness(participant);
    }

    @Override
    public StoreReport check(CheckRequest request) {
      return store.check(request);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
