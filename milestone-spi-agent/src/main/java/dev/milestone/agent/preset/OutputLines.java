package dev.milestone.agent.preset;

import java.util.Arrays;
import java.util.function.ObjIntConsumer;

/**
 * Cuts a stream of bytes into lines, or takes it as one document. A line longer than the limit is
 * counted and left out. Memory grows with the longest line that is taken. Confined to one thread.
 */
final class OutputLines {

  private final int most;
  private final boolean whole;
  private final ObjIntConsumer<byte[]> to;
  private byte[] line = new byte[256];
  private int length;
  private boolean skipping;
  private long tooLong;

  /**
   * Makes one.
   *
   * @param most longest line, in bytes
   * @param whole whether the stream is one document
   * @param to takes the bytes of a line and their number; the array is used again
   */
  OutputLines(int most, boolean whole, ObjIntConsumer<byte[]> to) {
    this.most = most;
    this.whole = whole;
    this.to = to;
  }

  void add(byte[] bytes, int offset, int count) {
    int end = offset + count;
    int start = offset;
    if (!whole) {
      for (int i = offset; i < end; i++) {
        if (bytes[i] == '\n') {
          keep(bytes, start, i - start);
          finish();
          start = i + 1;
        }
      }
    }
    keep(bytes, start, end - start);
  }

  /** Ends the line. */
  void finish() {
    if (!skipping && length > 0) {
      to.accept(line, length);
    }
    length = 0;
    skipping = false;
  }

  long tooLong() {
    return tooLong;
  }

  private void keep(byte[] bytes, int start, int count) {
    if (skipping || count == 0) {
      return;
    }
    if (count > most - length) {
      skipping = true;
      tooLong++;
      length = 0;
      return;
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.min(most, Math.max(length + count, 2 * line.length)));
    }
    System.arraycopy(bytes, start, line, length, count);
    length += count;
  }
}
