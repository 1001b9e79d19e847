package dev.milestone.storage.memory;

import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.spi.storage.StoreRequest;
import java.util.HashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * The storage provider {@code memory}: no disk, no thread, gone when the last handle is closed.
 * Turns run on the calling thread, and stages are complete when they are returned. Thread-safe.
 *
 * <p>Each opening is a store of its own, unless the setting {@code name} is given: openings with
 * the same name share one store as long as one of them is open, as several engines share a folder.
 * Names are known to one provider object only.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MemoryStorageProvider implements StorageProvider {

  private final Map<String, MemoryJournal> named = new HashMap<>();

  /** Makes a provider with no stores. */
  public MemoryStorageProvider() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public EventStore open(StoreRequest request) {
    String name = request.settings().get("name");
    if (name == null) {
      return new MemoryEventStore(
          new MemoryJournal(), request.readOnly(), request.time(), () -> {});
    }
    synchronized (named) {
      MemoryJournal journal = named.computeIfAbsent(name, key -> new MemoryJournal());
      journal.users++;
      return new MemoryEventStore(
          journal, request.readOnly(), request.time(), () -> release(name, journal));
    }
  }

  private void release(String name, MemoryJournal journal) {
    synchronized (named) {
      if (--journal.users == 0) {
        named.remove(name, journal);
      }
    }
  }
}
