package dev.milestone.spi.storage;

import org.apiguardian.api.API;

/**
 * Opens stores. Found with {@link java.util.ServiceLoader} or handed to the builder. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface StorageProvider {

  /**
   * The name by which configuration selects this provider, such as {@code file}. One id of the
   * common grammar.
   */
  String name();

  /**
   * Opens a store, creating it unless the request forbids that. Opening verifies the tail: what was
   * acknowledged is there, a torn tail is cut off by a writer, damage is an error.
   *
   * @throws StorageException with kind {@code DAMAGED}, {@code IO}, {@code BUSY} or {@code REFUSED}
   */
  EventStore open(StoreRequest request);

  /**
   * Checks a store, and repairs what the check request allows, without opening it for use: so a
   * store that {@link #open} refuses as damaged can be repaired. This default suits stores that
   * open in any state.
   *
   * @throws StorageException with code {@code no_store} when there is none
   */
  default StoreReport check(StoreRequest request, CheckRequest check) {
    try (EventStore store = open(request)) {
      return store.check(check);
    }
  }
}
