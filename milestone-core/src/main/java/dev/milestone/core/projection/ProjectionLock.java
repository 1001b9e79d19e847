package dev.milestone.core.projection;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Elects the one projector of a folder among all processes: a kernel lock on a file of its own,
 * held until it is closed or its process dies.
 *
 * <p>Closing any channel on a locked file drops the locks of the whole process on it. So nothing
 * else opens this file, and {@link #HELD} keeps a second projector of this JVM from trying.
 */
final class ProjectionLock implements AutoCloseable {

  private static final Set<Path> HELD = new HashSet<>();

  private final Path key;
  private final Path file;
  private final FileChannel channel;
  private final @Nullable Object fileKey;

  private ProjectionLock(Path key, Path file, FileChannel channel) throws IOException {
    this.key = key;
    this.file = file;
    this.channel = channel;
    BasicFileAttributes attributes = SafeFolder.attributes(file);
    this.fileKey = attributes == null ? null : attributes.fileKey();
  }

  /** The lock of a folder's logs; null when somebody else has it. */
  static @Nullable ProjectionLock tryAcquire(SafeFolder folder) throws IOException {
    Path logs = folder.folder("logs");
    Path key = logs.toRealPath();
    synchronized (HELD) {
      if (!HELD.add(key)) {
        return null;
      }
    }
    FileChannel channel = null;
    try {
      channel = folder.open("logs/.lock");
      FileLock lock = tryLock(channel);
      if (lock != null) {
        return new ProjectionLock(key, logs.resolve(".lock"), channel);
      }
      channel.close();
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      free(key);
      throw e;
    }
    free(key);
    return null;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another class loader of this JVM has it
    }
  }

  /** Whether the file that is locked is still the one that stands there: the folder may be gone. */
  boolean isValid() throws IOException {
    BasicFileAttributes attributes = SafeFolder.attributes(file);
    return channel.isOpen() && attributes != null && Objects.equals(fileKey, attributes.fileKey());
  }

  private static void free(Path key) {
    synchronized (HELD) {
      HELD.remove(key);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      free(key);
    }
  }
}
