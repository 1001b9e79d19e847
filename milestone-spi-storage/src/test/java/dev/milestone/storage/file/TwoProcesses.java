package dev.milestone.storage.file;

import dev.milestone.spi.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * Two writers that share nothing but a disk, each with a lock file of its own: as two processes.
 * Each counts: it reads the last event and appends one that names it.
 */
final class TwoProcesses {

  private static final int APPENDS = 200;

  private TwoProcesses() {}

  static Optional<String> run(SimDisk.Bug... bugs) {
    SimDisk disk = new SimDisk(bugs);
    Folder folder = SimDisk.folder();
    List<Long> acknowledged = Collections.synchronizedList(new ArrayList<>());
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    List<FileStore> stores = new ArrayList<>();
    try {
      for (int p = 0; p < 2; p++) {
        FileStore store = store(disk, folder);
        stores.add(store);
        Thread thread = new Thread(() -> append(store, acknowledged, wrong));
        threads.add(thread);
        thread.start();
      }
      for (Thread t : threads) {
        t.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      stores.forEach(FileStore::close);
    }
    if (!wrong.isEmpty()) {
      return Optional.of(wrong.get(0));
    }
    Set<Long> all = new HashSet<>(acknowledged);
    if (all.size() != acknowledged.size() || all.size() != 2 * APPENDS) {
      return Optional.of(acknowledged.size() + " acknowledged with " + all.size() + " sequences");
    }
    try {
      long[] n = {0};
      new EventReader(disk, folder).read(1, Long.MAX_VALUE, 2 * APPENDS, (seq, b, o, l) -> n[0]++);
      return n[0] == 2 * APPENDS ? Optional.empty() : Optional.of(n[0] + " events read");
    } catch (StorageException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static FileStore store(SimDisk disk, Folder folder) {
    try {
      FileStore store =
          new FileStore(
              disk,
              folder,
              Settings.DEFAULT,
              TestTime.SYSTEM,
              new LockFile(disk.open(folder.lock(), FileOps.Access.CREATE)),
              new Journal(disk, folder, Settings.DEFAULT, new Line()),
              new Progress(disk, folder),
              new EventReader(disk, folder));
      store.start();
      return store;
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void append(FileStore store, List<Long> acknowledged, List<String> wrong) {
    for (int i = 0; i < APPENDS && wrong.isEmpty(); i++) {
      try {
        acknowledged.add(
            store
                .<Long>submit(
                    turn -> {
                      long last = turn.lastSequence();
                      byte[] event =
                          ("{\"after\":" + last + "}").getBytes(StandardCharsets.US_ASCII);
                      return turn.append(List.of(event));
                    },
                    Duration.ofSeconds(30),
                    0)
                .join());
      } catch (CompletionException e) {
        wrong.add(String.valueOf(e.getCause()));
      }
    }
  }
}
