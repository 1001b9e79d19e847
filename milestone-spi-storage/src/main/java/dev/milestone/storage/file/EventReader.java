package dev.milestone.storage.file;

import dev.milestone.spi.storage.EventSink;
import dev.milestone.spi.storage.StorageException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Reads forced events, on the calling thread, without any lock: what is forced never changes. Each
 * call opens the files it needs. Remembers a few places, so that going on where one stopped needs
 * no search. Thread-safe.
 */
final class EventReader {

  /** Places remembered. */
  private static final int HINTS = 64;

  /** From this many events on a place is searched for instead of read up to. */
  private static final int SEARCH_FROM = 512;

  /** Bytes below which a search goes on line by line. */
  private static final int SEARCH_BYTES = 64 * 1024;

  private final FileOps ops;
  private final Folder folder;
  private volatile long[] firsts = {};
  private final AtomicReferenceArray<@Nullable Hint> hints = new AtomicReferenceArray<>(HINTS);
  private final AtomicInteger nextHint = new AtomicInteger();

  /** Sequence {@code seq} begins at {@code offset} of the segment {@code first}, or will. */
  private record Hint(long seq, long first, long offset) {}

  EventReader(FileOps ops, Folder folder) {
    this.ops = ops;
    this.folder = folder;
  }

  void hint(long seq, long first, long offset) {
    hints.set(nextHint.getAndIncrement() & HINTS - 1, new Hint(seq, first, offset));
  }

  /**
   * Hands over events.
   *
   * @param last the last sequence that may be handed over
   * @return the sequence to go on from
   */
  long read(long from, long limit, long last, EventSink sink) {
    Cursor cursor = new Cursor(Math.max(1, from), limit, last, sink);
    try {
      return Uninterrupted.call(cursor::run);
    } catch (IOException e) {
      throw Errors.io("reading", folder.segments(), e);
    }
  }

  /**
   * A read under way. Keeps what it has handed over, so that it can start again after an interrupt.
   */
  private final class Cursor {
    private final Line line = new Line();
    private final EventSink sink;
    private final long last;
    private long left;
    private long seq;
    private boolean fromStart;

    Cursor(long seq, long limit, long last, EventSink sink) {
      this.seq = seq;
      this.left = limit;
      this.last = last;
      this.sink = sink;
    }

    long run() throws IOException {
      boolean looked = false;
      int again = 0;
      while (seq <= last && left > 0) {
        long before = seq;
        long first = floor(firsts, seq);
        if (first > 0) {
          readSegment(first);
        }
        if (fromStart && seq == before && again < 1) {
          again++;
          continue;
        }
        if (seq <= last
            && left > 0
            && (first == 0 || seq == before || floor(firsts, seq) == first)) {
          // Either a segment is new to this reader, or something is missing.
          long[] now = Segments.firsts(ops, folder);
          boolean news = floor(now, seq) != first;
          firsts = now;
          if (!news || looked && seq == before) {
            throw missing(first);
          }
          looked = seq == before;
        }
      }
      return seq;
    }

    private void readSegment(long first) throws IOException {
      Path path = folder.segment(first);
      try (FileOps.OpenFile file = ops.open(path, FileOps.Access.READ)) {
        Hint start = locate(file, first);
        LineScanner lines = new LineScanner(file, start.offset(), Long.MAX_VALUE);
        long expected = start.seq();
        long at = start.offset();
        while (left > 0 && seq <= last && lines.advance()) {
          if (!lines.ended
              || !line.read(lines.buffer(), lines.start, lines.length)
              || line.seq != expected) {
            if (start.offset() > 0 && !fromStart) {
              // The segment may have been repaired since the place was noted: look again from its
              // beginning.
              fromStart = true;
              forgetHints();
              return;
            }
            throw bad(path, first, expected, lines.position);
          }
          if (expected == seq) {
            sink.accept(seq, lines.buffer(), lines.start, lines.length);
            seq++;
            left--;
          }
          expected++;
          at = lines.next();
        }
        if (expected == seq) {
          hint(seq, first, at);
        }
      } catch (NoSuchFileException e) {
        firsts = new long[0];
      }
    }

    private Hint locate(FileOps.OpenFile file, long first) throws IOException {
      Hint best = new Hint(first, first, 0);
      for (int i = 0; i < HINTS; i++) {
        Hint h = hints.get(i);
        if (h != null && h.first() == first && h.seq() <= seq && h.seq() > best.seq()) {
          best = h;
        }
      }
      if (seq - best.seq() < SEARCH_FROM || fromStart) {
        return best;
      }
      long low = best.offset();
      long high = file.size();
      long lowSeq = best.seq();
      while (high - low > SEARCH_BYTES) {
        long middle = low + (high - low) / 2;
        LineScanner lines = new LineScanner(file, middle, high);
        // The first is the rest of a line.
        boolean begins = lines.advance();
        if (!begins
            || !lines.advance()
            || !lines.ended
            || !line.read(lines.buffer(), lines.start, lines.length)) {
          high = middle;
          continue;
        }
        if (line.seq <= seq) {
          low = lines.position;
          lowSeq = line.seq;
        } else {
          high = middle;
        }
      }
      return new Hint(lowSeq, first, low);
    }

    private StorageException bad(Path path, long first, long expected, long position) {
      return Errors.damaged(
          path
              + " line "
              + (expected - first + 1)
              + " (byte "
              + position
              + ", sequence "
              + expected
              + ")",
          "the line fails its checks, and sequence " + last + " was already durable");
    }

    private StorageException missing(long first) {
      return Errors.damaged(
          first == 0
              ? folder.segments().toString()
              : folder.segment(first) + " (sequence " + seq + ")",
          "the journal ends before sequence "
              + seq
              + ", but sequence "
              + last
              + " was already durable: it was cut back");
    }
  }

  private void forgetHints() {
    for (int i = 0; i < HINTS; i++) {
      hints.set(i, null);
    }
  }

  private static long floor(long[] firsts, long seq) {
    int i = Arrays.binarySearch(firsts, seq);
    i = i >= 0 ? i : -i - 2;
    return i < 0 ? 0 : firsts[i];
  }
}
