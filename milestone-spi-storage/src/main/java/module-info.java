/** Storage providers: in memory and in files. */
module dev.milestone.storage {
  requires transitive dev.milestone.api;
  requires org.slf4j;

  exports dev.milestone.storage.file;
  exports dev.milestone.storage.memory;

  provides dev.milestone.spi.storage.StorageProvider with
      dev.milestone.storage.file.FileStorageProvider,
      dev.milestone.storage.memory.MemoryStorageProvider;
}
