package dev.milestone.storage.file;

import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.testkit.storage.StorageProviderContract;

class FileStorageContractTest extends StorageProviderContract {

  @Override
  protected StorageProvider provider() {
    return new FileStorageProvider();
  }
}
