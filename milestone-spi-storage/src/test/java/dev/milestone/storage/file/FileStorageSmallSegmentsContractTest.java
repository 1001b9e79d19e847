package dev.milestone.storage.file;

import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.testkit.storage.StorageProviderContract;
import java.util.Map;

/** The same with a new segment every few events, so that every rule meets rotation and sealing. */
class FileStorageSmallSegmentsContractTest extends StorageProviderContract {

  @Override
  protected StorageProvider provider() {
    return new FileStorageProvider();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("segment_bytes", "600", "head_note_ms", "0");
  }
}
