package dev.milestone.storage.file;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Restores damaged or missing lines of a segment from places where the same line stands: its sealed
 * copy, and files the caller names. A line is taken only when its CRC is right and it continues the
 * chain, so it is the identical line. The segment is written anew beside the old one and put in its
 * place in one step; the damaged one is kept. Under the write turn.
 */
final class Repairer {

  private final FileOps ops;
  private final Folder folder;
  private final List<Path> sources;
  private final Line line = new Line();
  private @Nullable HeadNote note;

  Repairer(FileOps ops, Folder folder, List<Path> sources) {
    this.ops = ops;
    this.folder = folder;
    this.sources = sources;
  }

  /** What came of it: the restored sequences, or which one is nowhere to be found. */
  record Outcome(List<Long> restored, long missing, byte[] chain, @Nullable String kept) {}

  /**
   * Restores one segment.
   *
   * @param first its first sequence
   * @param last its last sequence
   * @param chain the chain before it
   * @param following first sequence of the next segment, or 0
   * @param more whether own lines behind the last are kept as far as they continue the chain: what
   *     was acknowledged last need not be known as forced
   */
  Outcome restore(long first, long last, byte[] chain, long following, boolean more)
      throws IOException {
    note = HeadNote.read(ops, folder);
    Map<Long, List<byte[]>> own = new HashMap<>();
    Path path = folder.segment(first);
    boolean exists = ops.kind(path) == FileOps.Kind.FILE;
    Path rebuilt = folder.rebuilt(first);
    List<Long> restored = new ArrayList<>();
    byte[] head = chain.clone();
    try (FileOps.OpenFile out = ops.open(rebuilt, FileOps.Access.CREATE)) {
      out.truncate(0);
      long at = 0;
      if (exists) {
        collectFile(path, first, more ? Long.MAX_VALUE : last, own);
      }
      Map<Long, List<byte[]>> others = null;
      for (long seq = first; seq <= last; seq++) {
        byte[] found = pick(own.get(seq), seq, head, null);
        if (found == null) {
          others = others == null ? candidates(first, last) : others;
          found = pick(others.get(seq), seq, head, own.get(seq + 1));
          restored.add(seq);
        }
        if (found == null) {
          ops.delete(rebuilt);
          return new Outcome(List.of(), seq, head, null);
        }
        out.write(ByteBuffer.wrap(found), at);
        at += found.length;
      }
      if (!leadsOn(last, head, following)) {
        ops.delete(rebuilt);
        return new Outcome(List.of(), last, head, null);
      }
      byte[] next = more ? pick(own.get(last + 1), last + 1, head, null) : null;
      for (long seq = last + 2; next != null; seq++) {
        out.write(ByteBuffer.wrap(next), at);
        at += next.length;
        next = pick(own.get(seq), seq, head, null);
      }
      out.force(true);
    }
    String kept = exists ? keep(path) : null;
    ops.replace(rebuilt, path);
    ops.delete(folder.suspect(first));
    ops.forceDirectory(folder.segments());
    return new Outcome(restored, 0, head, kept);
  }

  /**
   * The line, with its line break, that is whole, continues the chain, is the one whose chain was
   * noted, and is continued by the own line after it where that is whole: another journal is
   * consistent in itself, too. The chain goes on with it.
   */
  private byte @Nullable [] pick(
      @Nullable List<byte[]> lines, long seq, byte[] head, @Nullable List<byte[]> after) {
    if (lines == null) {
      return null;
    }
    for (byte[] candidate : lines) {
      if (line.read(candidate, 0, candidate.length - 1)
          && line.seq == seq
          && line.chains(head, candidate, 0)) {
        byte[] now = line.chain.clone();
        boolean noted = note == null || note.seq() != seq || note.chain().equals(Line.hexOf(now));
        if (noted && (after == null || after.stream().anyMatch(next -> continues(next, now)))) {
          System.arraycopy(now, 0, head, 0, Line.CHAIN_BYTES);
          return candidate;
        }
      }
    }
    return null;
  }

  private boolean continues(byte[] next, byte[] chain) {
    return line.read(next, 0, next.length - 1) && line.chains(chain, next, 0);
  }

  /** Whether the first line of the next segment, where that is whole, continues the chain. */
  private boolean leadsOn(long last, byte[] head, long following) throws IOException {
    if (following == 0 || ops.kind(folder.segment(following)) != FileOps.Kind.FILE) {
      return true;
    }
    try (FileOps.OpenFile file = ops.open(folder.segment(following), FileOps.Access.READ)) {
      LineScanner lines = new LineScanner(file, 0, file.size());
      return !lines.advance()
          || !line.read(lines.buffer(), lines.start, lines.length)
          || line.seq != last + 1
          || line.chains(head, lines.buffer(), lines.start);
    }
  }

  private Map<Long, List<byte[]>> candidates(long first, long last) throws IOException {
    Map<Long, List<byte[]>> found = new HashMap<>();
    try (FileOps.OpenFile copy = ops.open(folder.sealedCopy(first), FileOps.Access.READ);
        InputStream in = new BufferedInputStream(Sealing.open(copy))) {
      collectStream(in, first, last, found);
    } catch (NoSuchFileException e) {
      // not sealed
    } catch (IOException e) {
      // a damaged copy: what could be read of it is checked line by line all the same
    }
    for (Path source : sources) {
      if (ops.kind(source) == FileOps.Kind.FILE) {
        collectFile(source, first, last, found);
      }
    }
    return found;
  }

  private void collectFile(Path path, long first, long last, Map<Long, List<byte[]>> into)
      throws IOException {
    try (FileOps.OpenFile file = ops.open(path, FileOps.Access.READ)) {
      LineScanner lines = new LineScanner(file, 0, file.size());
      while (lines.advance()) {
        take(lines.buffer(), lines.start, lines.length, first, last, into);
      }
    }
  }

  private void collectStream(InputStream in, long first, long last, Map<Long, List<byte[]>> into)
      throws IOException {
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        byte[] bytes = one.toByteArray();
        take(bytes, 0, bytes.length, first, last, into);
        one.reset();
      } else {
        one.write(b);
      }
    }
  }

  private void take(
      byte[] buffer, int start, int length, long first, long last, Map<Long, List<byte[]>> into) {
    if (line.read(buffer, start, length) && line.seq >= first && line.seq <= last) {
      byte[] copy = new byte[length + 1];
      System.arraycopy(buffer, start, copy, 0, length);
      copy[length] = '\n';
      into.computeIfAbsent(line.seq, key -> new ArrayList<>(1)).add(copy);
    }
  }

  /** Copies the damaged segment to a name of its own before it is replaced. */
  private String keep(Path path) throws IOException {
    int n = 1;
    Path kept = path.resolveSibling(path.getFileName() + ".damaged-" + n);
    while (ops.kind(kept) != FileOps.Kind.MISSING) {
      kept = path.resolveSibling(path.getFileName() + ".damaged-" + ++n);
    }
    try (FileOps.OpenFile from = ops.open(path, FileOps.Access.READ);
        FileOps.OpenFile to = ops.open(kept, FileOps.Access.CREATE_NEW)) {
      byte[] buffer = new byte[1 << 16];
      long at = 0;
      for (int got = from.read(ByteBuffer.wrap(buffer), at); got > 0; ) {
        to.write(ByteBuffer.wrap(buffer, 0, got), at);
        at += got;
        got = from.read(ByteBuffer.wrap(buffer), at);
      }
      to.force(true);
    }
    ops.forceDirectory(folder.segments());
    return String.valueOf(kept.getFileName());
  }
}
