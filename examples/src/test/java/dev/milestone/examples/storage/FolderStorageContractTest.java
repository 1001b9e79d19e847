package dev.milestone.examples.storage;

import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.testkit.storage.StorageProviderContract;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The vendor's store keeps the rules; what it leaves out is shown as skipped. */
class FolderStorageContractTest extends StorageProviderContract {

  @Override
  protected StorageProvider provider() {
    return new FolderStorageProvider();
  }

  @Override
  protected Set<Capability> capabilities() {
    return EnumSet.of(Capability.KEEPS, Capability.SHARED, Capability.READ_ONLY);
  }

  /** The SPI's own turns have their timeouts kept by a thread of the JDK. */
  @Override
  protected List<String> threadsThatMayStay() {
    return List.of("CompletableFutureDelayScheduler");
  }
}
