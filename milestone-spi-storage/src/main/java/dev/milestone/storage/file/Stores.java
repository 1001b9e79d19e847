package dev.milestone.storage.file;

import dev.milestone.ErrorKind;
import dev.milestone.TimeSource;
import dev.milestone.spi.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The stores that are open in this JVM, by real path. Two engines in one JVM share one writer and
 * one lock file, because the locks of a file belong to the process: each of two lock files would
 * drop the other's locks when it is closed.
 *
 * <p>For the same reason a second copy of this class, from another class loader, must keep away: a
 * system property marks an open store.
 */
final class Stores {

  private static final String MARK = "dev.milestone.storage.open:";
  private static final String SELF = "loader-" + System.identityHashCode(Stores.class);
  private static final Map<Path, Entry> ENTRIES = new HashMap<>();

  private Stores() {}

  /** What all that have one folder open in this JVM share. Guarded by {@link #ENTRIES}. */
  private static final class Entry {
    final LockFile lock;
    int lockUsers;
    @Nullable Shared current;

    Entry(LockFile lock) {
      this.lock = lock;
    }
  }

  /** A writer and those who use it. */
  static final class Shared {
    final FileStore store;
    final Progress progress;
    final EventReader reader;
    private int users = 1;

    Shared(FileStore store, Progress progress, EventReader reader) {
      this.store = store;
      this.progress = progress;
      this.reader = reader;
    }
  }

  /** The lock file of a folder, until {@link #releaseLock}. */
  static LockFile acquireLock(FileOps ops, Folder folder, FileOps.Access access)
      throws IOException {
    synchronized (ENTRIES) {
      Entry entry = ENTRIES.get(folder.root());
      if (entry == null) {
        String other =
            System.getProperties().putIfAbsent(MARK + folder.root(), SELF) instanceof String s
                ? s
                : SELF;
        if (!other.equals(SELF)) {
          throw new StorageException(
              ErrorKind.REFUSED,
              "second_class_loader",
              folder.root()
                  + " is open in this JVM through another class loader; two copies of the library"
                  + " cannot share one lock: load it once, or run the other in a process of its"
                  + " own");
        }
        try {
          entry = new Entry(new LockFile(ops.open(folder.lock(), access)));
        } catch (IOException | RuntimeException e) {
          System.getProperties().remove(MARK + folder.root(), SELF);
          throw e;
        }
        ENTRIES.put(folder.root(), entry);
      }
      entry.lockUsers++;
      return entry.lock;
    }
  }

  static void releaseLock(Folder folder) {
    synchronized (ENTRIES) {
      Entry entry = ENTRIES.get(folder.root());
      if (entry != null && --entry.lockUsers == 0) {
        ENTRIES.remove(folder.root());
        try {
          entry.lock.close();
        } catch (IOException e) {
          LoggerFactory.getLogger(Stores.class).warn("{}: could not be closed", folder.lock(), e);
        } finally {
          System.getProperties().remove(MARK + folder.root(), SELF);
        }
      }
    }
  }

  /** The writer of a folder in this JVM; the caller holds the lock file. */
  static Shared acquire(FileOps ops, Folder folder, Settings settings, TimeSource time) {
    synchronized (ENTRIES) {
      Entry entry = ENTRIES.get(folder.root());
      if (entry == null) {
        throw Errors.defect("a writer without a lock file");
      }
      Shared current = entry.current;
      // A writer that failed is left to those who have it; who opens the store anew gets a new one.
      if (current != null && !current.store.hasFailed() && current.users > 0) {
        current.users++;
        return current;
      }
      Progress progress = new Progress(ops, folder);
      EventReader reader = new EventReader(ops, folder);
      Journal journal = new Journal(ops, folder, settings, new Line());
      FileStore store =
          new FileStore(ops, folder, settings, time, entry.lock, journal, progress, reader);
      Shared made = new Shared(store, progress, reader);
      entry.current = made;
      store.start();
      return made;
    }
  }

  static void release(Shared shared) {
    synchronized (ENTRIES) {
      if (--shared.users > 0) {
        return;
      }
    }
    // Not under the lock: what is queued is still written, and callers are told.
    shared.store.close();
    shared.progress.end();
    try {
      shared.progress.close();
    } catch (IOException e) {
      LoggerFactory.getLogger(Stores.class).debug("the watermark could not be closed", e);
    }
  }
}
