package dev.milestone.core.effect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What attempts have printed, a file each: {@code <task>.<attempt>.log}. Readable by its owner
 * only, bounded in size and number; no symbolic link is followed. They cannot be made again, and
 * nothing depends on them: one that cannot be written is told to the program's log. Thread-safe.
 */
public final class AttemptLogs {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptLogs.class);

  private final Path folder;
  private final int maxBytes;
  private final int maxFiles;

  /**
   * Makes a place for logs.
   *
   * @param folder where they stand; made when first needed
   * @param maxBytes most bytes of one, half of its head and half of its tail; 0: none are kept
   * @param maxFiles most logs kept, the newest
   */
  public AttemptLogs(Path folder, int maxBytes, int maxFiles) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.maxFiles = maxFiles;
  }

  private Path file(String task, int attempt) {
    return folder.resolve(task + "." + attempt + ".log");
  }

  /** The log of an attempt, if there is one. */
  public Optional<Path> find(String task, int attempt) {
    Path file = file(task, attempt);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(folder)
        ? Optional.of(file)
        : Optional.empty();
  }

  /** Keeps what an attempt printed. */
  void keep(String task, int attempt, String text, long totalBytes) {
    if (maxBytes == 0 || text.isEmpty()) {
      return;
    }
    try {
      makeFolder();
      write(file(task, attempt), bytes(text, totalBytes));
      prune();
    } catch (IOException | RuntimeException e) {
      LOG.warn("the output of attempt {} of task {} was not kept: {}", attempt, task, e.toString());
    }
  }

  private byte[] bytes(String text, long totalBytes) {
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    if (all.length <= maxBytes) {
      return all;
    }
    byte[] gap =
        ("\n[… of " + Math.max(totalBytes, all.length) + " bytes the middle was left out …]\n")
            .getBytes(StandardCharsets.UTF_8);
    int head = maxBytes / 2;
    ByteBuffer kept = ByteBuffer.allocate(maxBytes + gap.length);
    kept.put(all, 0, head).put(gap).put(all, all.length - (maxBytes - head), maxBytes - head);
    return kept.array();
  }

  private void makeFolder() throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      Path parent = folder.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try {
        Files.createDirectory(folder, owner(folder, "rwx------"));
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
          throw new IOException(folder + " is no folder of its own", e);
        }
      }
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    // Whatever stands there, a link too, is replaced and not written through.
    Files.deleteIfExists(file);
    try (FileChannel out =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            owner(file, "rw-------"))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        int written = out.write(buffer);
        LOG.trace("{} bytes written", written);
      }
    }
  }

  private static FileAttribute<?>[] owner(Path file, String permissions) {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
  }

  private void prune() throws IOException {
    record Log(Path file, long modified) {}
    List<Log> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.log")) {
      for (Path file : files) {
        all.add(
            new Log(file, Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis()));
      }
    }
    if (all.size() > maxFiles) {
      all.sort((a, b) -> Long.compare(b.modified, a.modified));
      for (Log old : all.subList(maxFiles, all.size())) {
        Files.deleteIfExists(old.file);
      }
    }
  }
}
