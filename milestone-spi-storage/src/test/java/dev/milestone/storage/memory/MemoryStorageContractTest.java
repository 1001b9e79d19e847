package dev.milestone.storage.memory;

import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.testkit.storage.StorageProviderContract;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

class MemoryStorageContractTest extends StorageProviderContract {

  @Override
  protected StorageProvider provider() {
    return new MemoryStorageProvider();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("name", "shared");
  }

  @Override
  protected Set<Capability> capabilities() {
    return EnumSet.of(Capability.SHARED, Capability.PRESENCE, Capability.CONFINED_TURNS);
  }
}
