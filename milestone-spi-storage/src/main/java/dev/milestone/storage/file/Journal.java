package dev.milestone.storage.file;

import dev.milestone.ErrorKind;
import dev.milestone.spi.storage.EventSink;
import dev.milestone.spi.storage.StorageException;
import dev.milestone.storage.EventBytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writing side of the segments: catches up with what others wrote, collects a batch, writes and
 * forces it. Knows no threads and no locks: it is used by one thread at a time, which holds the
 * write turn of the store.
 *
 * <p>What makes it safe, in one place:
 *
 * <ul>
 *   <li>An append counts when its batch is forced; only then the watermark moves and callers are
 *       told.
 *   <li>A segment's first line is written only after the segment's name is forced, by whoever
 *       writes that line.
 *   <li>Lines behind the watermark come from a writer that died between its write and its
 *       watermark. Nobody knows whether its force failed, and after a failed force the kernel may
 *       hold pages for clean that never reached the disk. So these lines are checked, written once
 *       more in place and forced before anything is built on them.
 *   <li>A failed force is never tried again: the segment is marked suspect, and the next writer
 *       copies its checked lines into a new file.
 * </ul>
 */
final class Journal implements Closeable {

  /** Most bytes that one turn may append. */
  static final int MAX_TURN_BYTES = 512 << 20;

  /** A batch buffer that grew beyond this is not kept. */
  private static final int MAX_KEPT_BATCH = 4 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final FileOps ops;
  private final Folder folder;
  private final Settings settings;
  private final Line line;
  private final long pid = ProcessHandle.current().pid();

  private boolean loaded;
  private long generation;
  private FileOps.@Nullable OpenFile watermarkFile;
  private FileOps.@Nullable OpenFile active;
  private long activeFirst;
  private long end;
  private long last;
  private byte[] chain = new byte[Line.CHAIN_BYTES];

  private byte[] batch = new byte[64 * 1024];
  private int batchLength;
  private long batchLast;
  private final byte[] batchChain = new byte[Line.CHAIN_BYTES];

  Journal(FileOps ops, Folder folder, Settings settings, Line line) {
    this.ops = ops;
    this.folder = folder;
    this.settings = settings;
    this.line = line;
  }

  /** The last forced sequence. */
  long last() {
    return last;
  }

  /** The chain after the last forced line. */
  byte[] chain() {
    return chain.clone();
  }

  /** First sequence of the segment that is written to. */
  long activeFirst() {
    return activeFirst;
  }

  /** Whether the segment before the active one may still have to be sealed. */
  boolean mayHaveUnsealed() {
    return activeFirst > 1;
  }

  /** Where the last forced line ends in that segment. */
  long end() {
    return end;
  }

  // ---------------------------------------------------------------- catching up

  /**
   * Catches up to the end of the journal and makes everything found there durable. Under the write
   * turn.
   *
   * @throws StorageException with kind {@code DAMAGED}
   */
  void refresh() throws IOException {
    if (loaded) {
      Watermark w = watermark();
      if (w == null
          || w.generation() != generation
          || w.segment() != activeFirst
          || w.seq() < last) {
        loaded = false;
      } else if (w.pid() != pid || active().size() != end) {
        catchUp(w);
      }
    }
    if (!loaded) {
      load();
    }
    if (end >= settings.segmentBytes()) {
      rotate();
    }
    abandon(); // only now is it known where the batch begins
  }

  /** Forgets what is known of the files; the next {@link #refresh} looks again. */
  void forget() {
    loaded = false;
  }

  private void catchUp(Watermark w) throws IOException {
    long size = active().size();
    if (size != end) {
      Tail tail = Tail.scan(active(), line, activeFirst, end, last, chain, size);
      settle(tail, w.seq(), w, size);
    }
    if (w.pid() != pid) {
      noteHolder();
      writeWatermark(new Watermark(last, generation, activeFirst, end, pid));
    }
  }

  private void load() throws IOException {
    close();
    for (Path p : List.of(folder.segments(), folder.documents())) {
      if (ops.kind(p) == FileOps.Kind.MISSING) {
        ops.createDirectory(p);
      }
      if (ops.kind(p) != FileOps.Kind.DIRECTORY) {
        throw Errors.symlink(p);
      }
    }
    if (ops.kind(folder.forced()) == FileOps.Kind.SYMLINK) {
      throw Errors.symlink(folder.forced());
    }
    watermarkFile = ops.open(folder.forced(), FileOps.Access.CREATE);
    Watermark w = watermark();
    long known = Math.max(w == null ? 0 : w.seq(), HeadNote.seqOf(ops, folder));
    generation = w == null ? 1 : w.generation();
    long[] firsts = Segments.firsts(ops, folder);
    if (firsts.length == 0) {
      if (known > 0) {
        throw Errors.damaged(
            folder.segments().toString(),
            "all segments are missing, sequence " + known + " was there");
      }
      ops.open(folder.segment(1), FileOps.Access.CREATE_NEW).close();
      firsts = new long[] {1};
    }
    if (firsts[0] != 1) {
      throw Errors.damaged(
          folder.segment(1).toString(),
          "the segment with the sequences 1 to " + (firsts[0] - 1) + " is missing");
    }
    rebuildSuspects(known, w);
    openLast(firsts, known, w);
    loaded = true;
  }

  private void openLast(long[] firsts, long known, @Nullable Watermark w) throws IOException {
    activeFirst = firsts[firsts.length - 1];
    Path path = folder.segment(activeFirst);
    if (ops.kind(path) != FileOps.Kind.FILE) {
      throw Errors.symlink(path);
    }
    FileOps.OpenFile file = ops.open(path, FileOps.Access.WRITE);
    active = file;
    long size = file.size();
    end = 0;
    last = activeFirst - 1;
    if (w != null
        && w.segment() == activeFirst
        && w.end() <= size
        && Segments.lastLine(file, line, w.end())
        && line.seq == w.seq()) {
      end = w.end();
      last = w.seq();
      chain = line.chain.clone();
    } else if (firsts.length > 1) {
      chain = previousChain(firsts[firsts.length - 2]);
    } else {
      chain = new byte[Line.CHAIN_BYTES];
    }
    Tail tail = Tail.scan(file, line, activeFirst, end, last, chain, size);
    settle(tail, known, w, size);
    if (w == null
        || w.pid() != pid
        || w.segment() != activeFirst
        || w.seq() != last
        || w.end() != end) {
      noteHolder();
      writeWatermark(new Watermark(last, generation, activeFirst, end, pid));
    }
  }

  private byte[] previousChain(long first) throws IOException {
    Path path = folder.segment(first);
    try (FileOps.OpenFile file = ops.open(path, FileOps.Access.READ)) {
      if (!Segments.lastLine(file, line, file.size()) || line.seq != activeFirst - 1) {
        throw Errors.damaged(
            path.toString(),
            "does not end with sequence "
                + (activeFirst - 1)
                + ", after which the next segment begins");
      }
      return line.chain.clone();
    }
  }

  /**
   * Takes over the lines found behind {@link #end}: cuts a torn tail, makes the rest durable.
   *
   * @param known a sequence that is known to have been forced
   */
  private void settle(Tail tail, long known, @Nullable Watermark w, long size) throws IOException {
    Path path = folder.segment(activeFirst);
    tail.refuseDamage(path, Math.max(known, last));
    FileOps.OpenFile file = active();
    try {
      if (tail.goodEnd < size) {
        LOG.warn(
            "{}: the last write was cut short after sequence {}; {} bytes that were never"
                + " acknowledged are cut off",
            path,
            tail.goodSeq,
            size - tail.goodEnd);
        file.truncate(tail.goodEnd);
        file.force(true);
      }
      if (tail.goodSeq > last) {
        long sure =
            w != null && w.segment() == activeFirst && w.seq() >= tail.goodSeq ? tail.goodEnd : end;
        // What the watermark covers was forced by its writer; the rest see the comment of the
        // class.
        if (sure < tail.goodEnd) {
          writeAgain(file, sure, tail.goodEnd);
          forceNames(sure);
          file.force(false);
        }
      }
    } catch (IOException e) {
      markSuspect();
      throw new ForceFailedException(e);
    }
    boolean moved = tail.goodSeq > last && (w == null || w.seq() < tail.goodSeq);
    end = tail.goodEnd;
    last = tail.goodSeq;
    chain = tail.goodChain;
    if (moved) {
      writeWatermark(new Watermark(last, generation, activeFirst, end, pid));
    }
  }

  private static void writeAgain(FileOps.OpenFile file, long from, long to) throws IOException {
    byte[] buffer = new byte[(int) Math.min(1 << 20, to - from)];
    for (long at = from; at < to; ) {
      int n = file.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, to - at)), at);
      if (n <= 0) {
        throw new IOException("the segment became shorter while it was read");
      }
      file.write(ByteBuffer.wrap(buffer, 0, n), at);
      at += n;
    }
  }

  // ---------------------------------------------------------------- writing

  /** Bytes collected so far. */
  int batchBytes() {
    return batchLength;
  }

  /** The last sequence, counting what is collected. */
  long batchLast() {
    return batchLast;
  }

  /** Forgets what was collected. */
  void abandon() {
    batchLength = 0;
    batchLast = last;
    System.arraycopy(chain, 0, batchChain, 0, Line.CHAIN_BYTES);
    if (batch.length > MAX_KEPT_BATCH) {
      batch = new byte[64 * 1024];
    }
  }

  /**
   * Checks events that a turn appends.
   *
   * @param before bytes that the turn has appended so far
   * @return the most bytes they take
   * @throws StorageException with code {@code too_large} or {@code bad_event}
   */
  static long checkedBytes(List<byte[]> events, long before) {
    long bytes = 0;
    for (byte[] event : events) {
      EventBytes.check(event);
      bytes += event.length + Line.MAX_ADDED;
    }
    if (before + bytes > MAX_TURN_BYTES) {
      throw new StorageException(
          ErrorKind.INVALID_INPUT,
          "too_large",
          "one turn of "
              + (before + bytes)
              + " bytes is more than "
              + MAX_TURN_BYTES
              + "; append in parts");
    }
    return bytes;
  }

  /**
   * Collects the events of one turn.
   *
   * @param events checked
   * @param bytes the most bytes they take
   */
  void collect(List<byte[]> events, long bytes) {
    if (batch.length - batchLength < bytes) {
      batch =
          Arrays.copyOf(
              batch,
              (int)
                  Math.min(
                      Integer.MAX_VALUE - 64, Math.max(batchLength + bytes, 2L * batch.length)));
    }
    int more = events.size();
    for (byte[] event : events) {
      batchLength =
          line.write(
              event,
              EventBytes.hasMembers(event),
              ++batchLast,
              --more,
              last,
              batchChain,
              batch,
              batchLength);
    }
  }

  /** Hands over collected events from a sequence on; returns the sequence to go on from. */
  long readCollected(long from, EventSink sink) {
    long seq = last + 1;
    int start = 0;
    while (start < batchLength) {
      int stop = Line.lineBreak(batch, start, batchLength);
      if (seq >= from) {
        sink.accept(seq, batch, start, stop - start);
      }
      seq++;
      start = stop + 1;
    }
    return Math.max(from, seq);
  }

  /**
   * Writes what was collected and forces it.
   *
   * @throws ForceFailedException when that is no longer possible; the store has to stop
   * @throws IOException when nothing was written
   */
  void commit() throws IOException {
    if (batchLength == 0) {
      return;
    }
    FileOps.OpenFile file = active();
    forceNames(end);
    try {
      file.write(ByteBuffer.wrap(batch, 0, batchLength), end);
    } catch (IOException | RuntimeException e) {
      takeBack(file);
      throw e;
    }
    try {
      file.force(false);
    } catch (IOException e) {
      markSuspect();
      throw new ForceFailedException(e);
    }
    end += batchLength;
    last = batchLast;
    System.arraycopy(batchChain, 0, chain, 0, Line.CHAIN_BYTES);
    writeWatermark(new Watermark(last, generation, activeFirst, end, pid));
    abandon();
  }

  /**
   * After a write that failed half-way: what it left was never acknowledged. The cut is forced,
   * too; otherwise the rest could come back behind what is written next, in the middle of the
   * journal once that goes on in another segment.
   */
  private void takeBack(FileOps.OpenFile file) throws ForceFailedException {
    loaded = false;
    try {
      file.truncate(end);
    } catch (IOException e) {
      LOG.warn(
          "{}: could not cut off a failed write; the next writer does",
          folder.segment(activeFirst),
          e);
      return;
    }
    try {
      file.force(true);
    } catch (IOException e) {
      markSuspect();
      throw new ForceFailedException(e);
    }
  }

  /**
   * Makes the names durable that lead to a segment without lines. A process may have been killed
   * between making the segment and forcing its name, so whoever writes the first line does this
   * himself. The names above the store were forced before its file {@code format} was made.
   */
  private void forceNames(long offset) throws IOException {
    if (offset > 0) {
      return;
    }
    try {
      ops.forceDirectory(folder.segments());
      if (activeFirst == 1) {
        ops.forceDirectory(folder.root());
      }
    } catch (IOException e) {
      markSuspect();
      throw new ForceFailedException(e);
    }
  }

  private void rotate() throws IOException {
    long next = last + 1;
    // The others look at the watermark, not at the folder: it names the new segment before that
    // exists, so that nobody
    // goes on with the old one after this process was killed in between.
    announce(new Watermark(last, generation, next, 0, pid));
    FileOps.OpenFile file;
    try {
      file = ops.open(folder.segment(next), FileOps.Access.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      load();
      return;
    }
    if (active != null) {
      active.close();
    }
    active = file;
    activeFirst = next;
    end = 0;
  }

  // ---------------------------------------------------------------- after a failed force

  private void markSuspect() {
    loaded = false;
    try {
      writeWatermark(new Watermark(last, ++generation, activeFirst, end, pid));
      try (FileOps.OpenFile mark = ops.open(folder.suspect(activeFirst), FileOps.Access.CREATE)) {
        mark.write(ByteBuffer.wrap("a force failed\n".getBytes(StandardCharsets.US_ASCII)), 0);
        mark.force(true);
      }
      ops.forceDirectory(folder.segments());
    } catch (IOException e) {
      LOG.error(
          "{}: could not be marked suspect after a failed force", folder.segment(activeFirst), e);
    }
  }

  private void rebuildSuspects(long known, @Nullable Watermark w) throws IOException {
    for (String name : ops.list(folder.segments())) {
      long first = Folder.firstOf(name, Folder.SUSPECT);
      if (first > 0) {
        rebuild(first, known, w);
      }
    }
  }

  private void rebuild(long first, long known, @Nullable Watermark w) throws IOException {
    Path path = folder.segment(first);
    if (ops.kind(path) == FileOps.Kind.FILE) {
      LOG.warn("{}: a force failed; its checked lines are copied into a new file", path);
      // Others may still hold the old file open; they look at the generation before they write. It
      // moves first: a kill
      // between the two makes them look again for nothing, the other order would let them write to
      // a file without a name.
      announce(
          new Watermark(
              w == null ? 0 : w.seq(),
              ++generation,
              w == null ? first : w.segment(),
              w == null ? 0 : w.end(),
              pid));
      try (FileOps.OpenFile old = ops.open(path, FileOps.Access.READ)) {
        long size = old.size();
        byte[] before = new byte[Line.CHAIN_BYTES];
        if (first > 1) {
          long[] firsts = Segments.firsts(ops, folder);
          int i = Arrays.binarySearch(firsts, first);
          activeFirst = first;
          before = previousChain(firsts[i - 1]);
        }
        Tail tail = Tail.scan(old, line, first, 0, first - 1, before, size);
        tail.refuseDamage(path, known);
        copy(old, tail.goodEnd, folder.rebuilt(first));
      }
      ops.replace(folder.rebuilt(first), path);
      ops.forceDirectory(folder.segments());
    }
    ops.delete(folder.suspect(first));
    ops.forceDirectory(folder.segments());
  }

  private void copy(FileOps.OpenFile from, long length, Path to) throws IOException {
    try (FileOps.OpenFile out = ops.open(to, FileOps.Access.CREATE)) {
      out.truncate(0);
      byte[] buffer = new byte[1 << 16];
      for (long at = 0; at < length; ) {
        int n =
            from.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, length - at)), at);
        if (n <= 0) {
          throw new IOException("the segment became shorter while it was copied");
        }
        out.write(ByteBuffer.wrap(buffer, 0, n), at);
        at += n;
      }
      out.force(true);
    }
  }

  // ---------------------------------------------------------------- small files

  @Nullable Watermark watermark() throws IOException {
    return watermarkFile == null ? null : Watermark.read(watermarkFile);
  }

  private void announce(Watermark w) throws IOException {
    if (watermarkFile == null) {
      watermarkFile = ops.open(folder.forced(), FileOps.Access.CREATE);
    }
    watermarkFile.write(ByteBuffer.wrap(w.bytes()), 0);
  }

  private void writeWatermark(Watermark w) {
    try {
      announce(w);
    } catch (IOException e) {
      // What it would have said is true all the same: others find the lines without it, only later.
      LOG.warn("{}: could not be written", folder.forced(), e);
    }
  }

  private void noteHolder() {
    String text = Holder.describe();
    try (FileOps.OpenFile file = ops.open(folder.holder(), FileOps.Access.CREATE)) {
      file.truncate(0);
      file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      LOG.debug("{}: could not be written", folder.holder(), e);
    }
  }

  private FileOps.OpenFile active() {
    FileOps.OpenFile file = active;
    if (file == null) {
      throw Errors.defect("the journal is not loaded");
    }
    return file;
  }

  /** Closes the files; {@link #refresh} opens them again. */
  @Override
  public void close() throws IOException {
    loaded = false;
    if (active != null) {
      active.close();
      active = null;
    }
    if (watermarkFile != null) {
      watermarkFile.close();
      watermarkFile = null;
    }
  }

  /** Bytes could not be made durable: the store that met this takes no more. */
  static final class ForceFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    ForceFailedException(IOException cause) {
      super("force failed: " + cause.getMessage(), cause);
    }
  }
}
