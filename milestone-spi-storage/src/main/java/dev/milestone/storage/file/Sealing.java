package dev.milestone.storage.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals segments that nobody writes to any more: checks every line, copies the segment compressed
 * to the second place, and leaves a manifest at both. Steps that were done are not done again, so
 * it can be ended at any point. Confined to one thread; the caller sees to it that only one process
 * seals at a time.
 */
final class Sealing {

  private static final Logger LOG = LoggerFactory.getLogger(Sealing.class);

  private final FileOps ops;
  private final Folder folder;

  Sealing(FileOps ops, Folder folder) {
    this.ops = ops;
    this.folder = folder;
  }

  /** Seals what is to be sealed. */
  void sealAll() throws IOException {
    long[] firsts = Segments.firsts(ops, folder);
    for (int i = 0; i < firsts.length - 1; i++) {
      if (ops.kind(folder.manifest(firsts[i])) == FileOps.Kind.MISSING) {
        seal(firsts[i], i == 0 ? 0 : firsts[i - 1], firsts[i + 1] - 1);
      }
    }
  }

  /**
   * Seals one segment.
   *
   * @param previous first sequence of the segment before, or 0
   * @param last its last sequence
   * @return whether it is sealed; a damaged segment is not
   */
  boolean seal(long first, long previous, long last) throws IOException {
    Path path = folder.segment(first);
    HeadNote.makeFolder(ops, folder.secondPlace());
    try (FileOps.OpenFile file = ops.open(path, FileOps.Access.READ)) {
      Line line = new Line();
      byte[] chain = new byte[Line.CHAIN_BYTES];
      if (previous > 0) {
        try (FileOps.OpenFile before = ops.open(folder.segment(previous), FileOps.Access.READ)) {
          if (!Segments.lastLine(before, line, before.size())) {
            return false;
          }
          chain = line.chain.clone();
        }
      }
      long size = file.size();
      Tail tail = Tail.scan(file, line, first, 0, first - 1, chain, size);
      if (tail.rest || tail.goodSeq != last) {
        LOG.error(
            "{}: is damaged after sequence {} and was not sealed; run a check", path, tail.goodSeq);
        return false;
      }
      String sha256 = copy(file, size, first);
      Manifest manifest = new Manifest(first, last, size, sha256, Line.hexOf(tail.goodChain));
      SmallFile.replace(ops, folder.sealedManifest(first), manifest.text());
      ops.forceDirectory(folder.secondPlace());
      SmallFile.replace(ops, folder.manifest(first), manifest.text());
      ops.forceDirectory(folder.segments());
      return true;
    }
  }

  private String copy(FileOps.OpenFile from, long size, long first) throws IOException {
    Path temporary = folder.secondPlace().resolve(Folder.TEMPORARY + Folder.name(first));
    MessageDigest sha = Line.newSha256();
    try (FileOps.OpenFile out = ops.open(temporary, FileOps.Access.CREATE)) {
      out.truncate(0);
      try (OutputStream gzip = new GZIPOutputStream(new Output(out), 1 << 16)) {
        byte[] buffer = new byte[1 << 16];
        for (long at = 0; at < size; ) {
          int n =
              from.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, size - at)), at);
          if (n <= 0) {
            throw new IOException("the segment became shorter while it was copied");
          }
          sha.update(buffer, 0, n);
          gzip.write(buffer, 0, n);
          at += n;
        }
      }
      out.force(true);
    }
    ops.replace(temporary, folder.sealedCopy(first));
    return Line.hexOf(sha.digest());
  }

  /** The uncompressed content of a sealed copy. */
  static InputStream open(FileOps.OpenFile copy) throws IOException {
    return new GZIPInputStream(new Input(copy), 1 << 16);
  }

  private static final class Output extends OutputStream {
    private final FileOps.OpenFile file;
    private long at;

    Output(FileOps.OpenFile file) {
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      // Copied: what stands behind a file may keep it, and the caller uses the array again.
      file.write(ByteBuffer.wrap(Arrays.copyOfRange(bytes, offset, offset + length)), at);
      at += length;
    }
  }

  private static final class Input extends InputStream {
    private final FileOps.OpenFile file;
    private long at;

    Input(FileOps.OpenFile file) {
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = file.read(ByteBuffer.wrap(bytes, offset, length), at);
      if (n <= 0) {
        return length == 0 ? 0 : -1;
      }
      at += n;
      return n;
    }
  }
}
