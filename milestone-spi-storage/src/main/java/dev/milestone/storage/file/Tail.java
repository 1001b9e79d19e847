package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What stands in a segment behind a place up to which it is known: whole appends, and perhaps what
 * a crash left of the last write. Tells a torn tail from damage.
 */
final class Tail {

  /** Where the last whole append ends. */
  long goodEnd;

  /** Its last sequence. */
  long goodSeq;

  /** The chain there. */
  byte[] goodChain;

  /** Whether there is something behind it. */
  boolean rest;

  /** Sequence, place and line number of the first line that fails its checks, if there is one. */
  long badSeq;

  long badPosition;
  long badLine;

  /** The largest sequence that any whole line here, also behind a bad one, names as forced. */
  long forced;

  private Tail(long end, long seq, byte[] chain) {
    goodEnd = end;
    goodSeq = seq;
    goodChain = chain.clone();
  }

  /** Reads from {@code offset}, behind sequence {@code seq} whose chain is {@code chain}. */
  static Tail scan(
      FileOps.OpenFile file, Line line, long first, long offset, long seq, byte[] chain, long size)
      throws IOException {
    Tail tail = new Tail(offset, seq, chain);
    LineScanner lines = new LineScanner(file, offset, size);
    byte[] head = chain.clone();
    long expected = seq + 1;
    long more = 0;
    while (lines.advance()) {
      boolean whole = lines.ended && line.read(lines.buffer(), lines.start, lines.length);
      if (whole) {
        tail.forced = Math.max(tail.forced, line.forced);
      }
      if (tail.badSeq > 0) {
        continue; // only looked at for what it names as forced
      }
      if (whole
          && line.seq == expected
          && line.forced < expected
          && (more == 0 || line.more == more - 1)
          && line.chains(head, lines.buffer(), lines.start)) {
        System.arraycopy(line.chain, 0, head, 0, Line.CHAIN_BYTES);
        more = line.more;
        expected++;
        if (more == 0) {
          tail.goodEnd = lines.next();
          tail.goodSeq = line.seq;
          System.arraycopy(head, 0, tail.goodChain, 0, Line.CHAIN_BYTES);
        }
      } else {
        tail.badSeq = expected;
        tail.badPosition = lines.position;
        tail.badLine = expected - first + 1;
      }
    }
    tail.rest = tail.goodEnd < size;
    return tail;
  }

  /**
   * Does nothing when the rest may be cut off.
   *
   * @param known a sequence that is known to have been forced
   * @throws dev.milestone.spi.storage.StorageException with kind {@code DAMAGED}
   */
  void refuseDamage(Path path, long known) {
    long sure = Math.max(known, forced);
    if (sure <= goodSeq) {
      return;
    }
    if (badSeq > 0 && badSeq <= sure) {
      throw Errors.damaged(
          path + " line " + badLine + " (byte " + badPosition + ", sequence " + badSeq + ")",
          "the line fails its checks, and sequence " + sure + " was already durable");
    }
    throw Errors.damaged(
        path + " (byte " + goodEnd + ", sequence " + (goodSeq + 1) + ")",
        "the journal ends after sequence "
            + goodSeq
            + ", but sequence "
            + sure
            + " was already durable: it was cut back");
  }
}
