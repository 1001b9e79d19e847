package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file system of the machine. Stateless. */
final class DiskOps implements FileOps {

  static final DiskOps INSTANCE = new DiskOps();

  /**
   * Most bytes handed to one call of the operating system. The JDK keeps a direct buffer of the
   * size of the largest call for each thread; this bounds it.
   */
  private static final int MAX_CALL_BYTES = 1 << 20;

  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> WRITE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> CREATE =
      Set.of(
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE,
          LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> CREATE_NEW =
      Set.of(
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE_NEW,
          LinkOption.NOFOLLOW_LINKS);

  private DiskOps() {}

  @Override
  public OpenFile open(Path file, Access access) throws IOException {
    Set<OpenOption> options =
        switch (access) {
          case READ -> READ;
          case WRITE -> WRITE;
          case CREATE -> CREATE;
          case CREATE_NEW -> CREATE_NEW;
        };
    return new Disk(FileChannel.open(file, options));
  }

  @Override
  public Kind kind(Path path) throws IOException {
    BasicFileAttributes a;
    try {
      a = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Kind.MISSING;
    }
    if (a.isSymbolicLink()) {
      return Kind.SYMLINK;
    }
    if (a.isRegularFile()) {
      return Kind.FILE;
    }
    return a.isDirectory() ? Kind.DIRECTORY : Kind.OTHER;
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory);
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path p : stream) {
        names.add(String.valueOf(p.getFileName()));
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(names);
    return names;
  }

  private static final class Disk implements OpenFile {
    private final FileChannel channel;

    Disk(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      int end = into.limit();
      int total = 0;
      while (into.position() < end) {
        into.limit((int) Math.min(end, into.position() + (long) MAX_CALL_BYTES));
        int n;
        try {
          n = channel.read(into, position + total);
        } finally {
          into.limit(end);
        }
        if (n <= 0) {
          break;
        }
        total += n;
      }
      return total;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      int end = from.limit();
      long at = position;
      while (from.position() < end) {
        from.limit((int) Math.min(end, from.position() + (long) MAX_CALL_BYTES));
        try {
          at += channel.write(from, at);
        } finally {
          from.limit(end);
        }
      }
    }

    @Override
    public void force(boolean metadata) throws IOException {
      channel.force(metadata);
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public @Nullable Held tryLock(long position, boolean shared) throws IOException {
      FileLock lock = channel.tryLock(position, 1, shared);
      return lock == null ? null : lock::release;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
