package dev.milestone.examples.storage;

import dev.milestone.ErrorKind;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.StorageException;
import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.spi.storage.StoreRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The storage provider {@code folder}: one file for each append, named by its first sequence.
 * Whoever links the next name first has appended; everybody else, in this process or another, finds
 * the name taken. So the file system does the comparing and setting, and there is no lock. Needs
 * hard links. Two forces an append, and no force is shared: small and slow, for reading.
 */
public final class FolderStorageProvider implements StorageProvider {

  /** Found by the service loader or handed to the builder. */
  public FolderStorageProvider() {}

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public EventStore open(StoreRequest request) {
    Path root =
        request
            .location()
            .orElseThrow(
                () ->
                    new StorageException(
                        ErrorKind.INVALID_INPUT, "no_store", "this provider needs a folder"));
    Path events = root.resolve("events");
    try {
      if (!Files.isDirectory(events)) {
        if (request.readOnly() || !request.create()) {
          throw new StorageException(
              ErrorKind.REFUSED, "no_store", "there is no store in " + root + "; let it be made");
        }
        Files.createDirectories(events);
        Files.createDirectories(root.resolve("store-documents"));
        DurableFiles.forceFolder(root);
      }
    } catch (IOException e) {
      throw new StorageException(ErrorKind.IO, "io", "cannot make a store in " + root, e);
    }
    return new FolderEventStore(root, request.readOnly(), request.time());
  }
}
