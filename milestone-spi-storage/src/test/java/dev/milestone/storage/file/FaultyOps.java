package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The disk of the machine, failing when it is told. */
final class FaultyOps implements FileOps {

  private final FileOps disk = DiskOps.INSTANCE;

  /** How many more forces of segments are carried out before one fails; negative for all. */
  final AtomicInteger forcesLeft = new AtomicInteger(-1);

  /** How many more writes to segments are carried out before one is cut short; negative for all. */
  final AtomicInteger writesLeft = new AtomicInteger(-1);

  /** Forces of segments carried out. */
  final AtomicInteger forces = new AtomicInteger();

  volatile String writeError = "No space left on device";
  volatile boolean denyWriting;

  private void refuseWriting(Path path) throws IOException {
    if (denyWriting) {
      throw new AccessDeniedException(path.toString());
    }
  }

  @Override
  public OpenFile open(Path file, Access access) throws IOException {
    if (access != Access.READ) {
      refuseWriting(file);
    }
    return new Open(disk.open(file, access), file.toString().endsWith(".jsonl"));
  }

  @Override
  public Kind kind(Path path) throws IOException {
    return disk.kind(path);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    refuseWriting(directory);
    disk.createDirectory(directory);
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    refuseWriting(to);
    disk.replace(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    refuseWriting(path);
    disk.delete(path);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    disk.forceDirectory(directory);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  private final class Open implements OpenFile {
    private final OpenFile file;
    private final boolean segment;

    Open(OpenFile file, boolean segment) {
      this.file = file;
      this.segment = segment;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return file.read(into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      if (segment && writesLeft.get() >= 0 && writesLeft.getAndDecrement() == 0) {
        from.limit(from.position() + from.remaining() / 2);
        file.write(from, position);
        throw new IOException(writeError);
      }
      file.write(from, position);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      if (segment) {
        if (forcesLeft.get() >= 0 && forcesLeft.getAndDecrement() == 0) {
          throw new IOException("Input/output error");
        }
        forces.incrementAndGet();
      }
      file.force(metadata);
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public @Nullable Held tryLock(long position, boolean shared) throws IOException {
      return file.tryLock(position, shared);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
