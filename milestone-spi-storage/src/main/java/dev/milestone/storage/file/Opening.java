package dev.milestone.storage.file;

import dev.milestone.ErrorKind;
import dev.milestone.TimeSource;
import dev.milestone.spi.storage.CheckRequest;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.StorageException;
import dev.milestone.spi.storage.StoreReport;
import dev.milestone.spi.storage.StoreRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Opens a store: looks where it is, makes it if need be, brings its tail in order. Used once. */
final class Opening {

  /** Version of the store's form that this code writes, and the newest it reads. */
  static final int FORMAT = 1;

  private static final String FORMAT_TEXT = "milestone-store ";
  private static final long PAUSE_NANOS = 1_000_000;

  private final FileOps ops;
  private final StoreRequest request;
  private final Path location;
  private final Settings settings;

  Opening(FileOps ops, StoreRequest request, Path location) {
    this.ops = ops;
    this.request = request;
    this.location = location.toAbsolutePath().normalize();
    this.settings = Settings.of(request.settings());
  }

  EventStore open() {
    try {
      refuseNetwork();
      boolean exists = isStore(location);
      if (!exists && (request.readOnly() || !request.create())) {
        throw noStore();
      }
      if (!exists) {
        makeDirectories(location);
      }
      Folder folder = folder(location.toRealPath());
      return request.readOnly() ? openForReading(folder) : openForWriting(folder, exists);
    } catch (IOException e) {
      throw Errors.io("opening", location, e);
    }
  }

  Folder folder(Path root) {
    Path second = settings.secondPlace().map(root::resolve).orElse(root.resolve("sealed"));
    return new Folder(root, second.normalize());
  }

  private EventStore openForReading(Folder folder) throws IOException {
    Progress progress = new Progress(ops, folder);
    if (progress.look() == 0) {
      progress.advance(Checker.knownForced(ops, folder));
    }
    LockFile lock;
    try {
      lock = Stores.acquireLock(ops, folder, FileOps.Access.WRITE);
    } catch (java.nio.file.FileSystemException e) {
      lock = null; // then nobody can be told alive from dead, and all the rest works
    }
    return new FileEventStore(
        ops, folder, settings, request.time(), lock, null, progress, new EventReader(ops, folder));
  }

  private EventStore openForWriting(Folder folder, boolean exists) throws IOException {
    LockFile lock = Stores.acquireLock(ops, folder, FileOps.Access.CREATE);
    Stores.Shared shared = null;
    try {
      if (!exists) {
        create(folder, lock);
      }
      shared = Stores.acquire(ops, folder, settings, request.time());
      recover(shared);
      FileEventStore store =
          new FileEventStore(
              ops, folder, settings, request.time(), lock, shared, shared.progress, shared.reader);
      shared = null;
      lock = null;
      return store;
    } finally {
      if (shared != null) {
        Stores.release(shared);
      }
      if (lock != null) {
        Stores.releaseLock(folder);
      }
    }
  }

  /**
   * Brings the tail in order, through a turn that appends nothing. Where another process is writing
   * right now this waits its short turn; where it holds the turn for longer, its watermark is
   * trusted, because it has done the same.
   */
  private static void recover(Stores.Shared shared) {
    try {
      shared.store.submit(turn -> turn.lastSequence(), TRUST_AFTER, 0).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StorageException s) {
        if (s.kind() != ErrorKind.BUSY || shared.progress.look() == 0) {
          throw s;
        }
      } else {
        throw e;
      }
    }
    shared.progress.look();
  }

  /** How long opening waits for another writer before it trusts that writer's watermark. */
  static final Duration TRUST_AFTER = Duration.ofMillis(200);

  private boolean isStore(Path root) throws IOException {
    Path format = root.resolve("format");
    switch (ops.kind(format)) {
      case MISSING:
        return false;
      case FILE:
        break;
      default:
        throw Errors.symlink(format);
    }
    byte[] bytes = new byte[64];
    int n;
    try (FileOps.OpenFile file = ops.open(format, FileOps.Access.READ)) {
      n = file.read(ByteBuffer.wrap(bytes), 0);
    }
    String text = new String(bytes, 0, n, StandardCharsets.US_ASCII).strip();
    int version;
    try {
      version =
          text.startsWith(FORMAT_TEXT) ? Integer.parseInt(text.substring(FORMAT_TEXT.length())) : 0;
    } catch (NumberFormatException e) {
      version = 0;
    }
    if (version < 1) {
      throw Errors.damaged(format.toString(), "does not name the store's format");
    }
    if (version > FORMAT) {
      throw new StorageException(
          ErrorKind.REFUSED,
          "newer_format",
          root
              + " has format "
              + version
              + ", this program knows up to "
              + FORMAT
              + "; use a newer Milestone");
    }
    return true;
  }

  private void create(Folder folder, LockFile lock) throws IOException {
    takeTurn(ops, folder, settings, request.time(), lock);
    try {
      if (isStore(folder.root())) {
        return;
      }
      if (ops.kind(folder.segments()) != FileOps.Kind.MISSING
          && !ops.list(folder.segments()).isEmpty()) {
        throw Errors.damaged(folder.format().toString(), "is missing although there are segments");
      }
      // From the top: once the file 'format' is there, everything above it is durable.
      forceAbove(folder.root());
      Path temporary = folder.root().resolve(Folder.TEMPORARY + "format");
      try (FileOps.OpenFile file = ops.open(temporary, FileOps.Access.CREATE)) {
        file.truncate(0);
        file.write(
            ByteBuffer.wrap((FORMAT_TEXT + FORMAT + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
        file.force(true);
      }
      ops.replace(temporary, folder.format());
      ops.forceDirectory(folder.root());
    } finally {
      lock.endTurn();
    }
  }

  /**
   * Takes the turn on the calling thread, which is safe because trying for a lock is not ended by
   * an interrupt.
   */
  private static void takeTurn(
      FileOps ops, Folder folder, Settings settings, TimeSource time, LockFile lock)
      throws IOException {
    long begin = time.monotonicNanos();
    while (!lock.tryTurn()) {
      if (time.monotonicNanos() - begin > settings.busyMillis() * 1_000_000) {
        lock.leaveLine();
        throw new StorageException(
            ErrorKind.BUSY,
            "busy",
            Holder.read(ops, folder)
                + " has been writing to "
                + folder.root()
                + " for too long; try again, or end it");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Repairs under the turn. */
  static StoreReport repair(
      FileOps ops,
      Folder folder,
      Settings settings,
      TimeSource time,
      LockFile lock,
      CheckRequest request)
      throws IOException {
    takeTurn(ops, folder, settings, time, lock);
    try {
      return Uninterrupted.call(() -> new Checker(ops, folder).repair(request));
    } finally {
      lock.endTurn();
    }
  }

  /** Checks a store that need not be fit for use. */
  StoreReport check(CheckRequest check) {
    try {
      refuseNetwork();
      if (!isStore(location)) {
        throw noStore();
      }
      Folder folder = folder(location.toRealPath());
      if (!check.repair()) {
        return Uninterrupted.call(() -> new Checker(ops, folder).check());
      }
      if (request.readOnly()) {
        throw Errors.readOnly();
      }
      LockFile lock = Stores.acquireLock(ops, folder, FileOps.Access.CREATE);
      try {
        return repair(ops, folder, settings, request.time(), lock, check);
      } finally {
        Stores.releaseLock(folder);
      }
    } catch (IOException e) {
      throw Errors.io("checking", location, e);
    }
  }

  private StorageException noStore() {
    return new StorageException(
        ErrorKind.REFUSED,
        "no_store",
        "there is no store in " + location + "; run 'milestone init', or check the path");
  }

  private void forceAbove(Path root) throws IOException {
    for (Path p = root.getParent(); p != null; p = p.getParent()) {
      try {
        ops.forceDirectory(p);
      } catch (AccessDeniedException e) {
        return; // not ours, so not made by us
      }
    }
  }

  private void makeDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      makeDirectories(parent);
    }
    try {
      ops.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  private void refuseNetwork() throws IOException {
    @Nullable Path there = location;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null) {
      return;
    }
    String type = Files.getFileStore(there).type().toLowerCase(Locale.ROOT);
    if (NetworkFileSystems.isNetwork(type)) {
      throw new StorageException(
          ErrorKind.REFUSED,
          "network_file_system",
          location
              + " is on the network file system '"
              + type
              + "', whose locks and forces cannot be relied on; use a local disk");
    }
  }
}
