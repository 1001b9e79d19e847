package dev.milestone.storage.file;

import dev.milestone.ErrorKind;
import dev.milestone.spi.storage.CheckRequest;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.StorageException;
import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.spi.storage.StoreReport;
import dev.milestone.spi.storage.StoreRequest;
import org.apiguardian.api.API;

/**
 * The storage provider {@code file}: a folder on a local disk, shared by any number of processes of
 * one machine. What is acknowledged was forced to the disk. Thread-safe.
 *
 * <p>Settings, all optional: {@code segment_bytes} (67,108,864), {@code second_place} ({@code
 * sealed} in the store; a relative path is taken from the store), {@code busy_timeout_ms} (60,000),
 * {@code gather_bytes} (1,048,576), {@code queue_kib} (65,536), {@code head_note_ms} (5,000).
 *
 * <p>Network file systems are refused: their locks and forces do not keep what this store promises.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class FileStorageProvider implements StorageProvider {

  private final FileOps ops;

  /** Makes the provider; it keeps nothing. */
  public FileStorageProvider() {
    this(DiskOps.INSTANCE);
  }

  FileStorageProvider(FileOps ops) {
    this.ops = ops;
  }

  @Override
  public String name() {
    return "file";
  }

  @Override
  public EventStore open(StoreRequest request) {
    return opening(request).open();
  }

  @Override
  public StoreReport check(StoreRequest request, CheckRequest check) {
    return opening(request).check(check);
  }

  private Opening opening(StoreRequest request) {
    if (request.location().isEmpty()) {
      throw new StorageException(
          ErrorKind.INVALID_INPUT,
          "no_location",
          "the storage provider 'file' needs a folder: set storage.location");
    }
    return new Opening(ops, request, request.location().get());
  }
}
