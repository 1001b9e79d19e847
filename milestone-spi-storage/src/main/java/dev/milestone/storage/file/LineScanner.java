package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Goes through the lines of a file in order with large reads. Confined to one thread. */
final class LineScanner {

  /** Bytes read at once, unless a line is longer. */
  static final int READ_BYTES = 256 * 1024;

  /** Bytes read at first, as often only the last few lines are wanted. */
  private static final int FIRST_READ_BYTES = 8 * 1024;

  /** Longest line looked for; what is longer is no line of ours. */
  private static final int MAX_LINE = 16 * 1024 * 1024 + 2 * Line.MAX_ADDED;

  private final FileOps.OpenFile file;
  private final long limit;
  private byte[] buffer;
  private int from;
  private int to;
  private long bufferAt;

  /** Where the line is in {@link #buffer()}. */
  int start;

  /** How long it is, without the line break. */
  int length;

  /** Where it begins in the file. */
  long position;

  /** Whether a line break follows. */
  boolean ended;

  LineScanner(FileOps.OpenFile file, long offset, long limit) {
    this.file = file;
    this.limit = limit;
    this.bufferAt = offset;
    this.buffer = new byte[(int) Math.max(1024, Math.min(FIRST_READ_BYTES, limit - offset + 1))];
  }

  byte[] buffer() {
    return buffer;
  }

  /** Where the line after this one begins in the file. */
  long next() {
    return position + length + (ended ? 1 : 0);
  }

  /** Goes to the next line; false at the end. The last one may not be ended. */
  boolean advance() throws IOException {
    int searched = from;
    while (true) {
      int at = Line.lineBreak(buffer, searched, to);
      if (at >= 0) {
        return line(at, true);
      }
      searched = to;
      if (to - from >= MAX_LINE) {
        return line(to, false);
      }
      int moved = from;
      if (!fill()) {
        return to > from && line(to, false);
      }
      searched -= moved - from;
    }
  }

  private boolean line(int end, boolean withBreak) {
    start = from;
    length = end - from;
    position = bufferAt + from;
    ended = withBreak;
    from = withBreak ? end + 1 : end;
    return true;
  }

  private boolean fill() throws IOException {
    int whole =
        buffer.length < READ_BYTES && bufferAt + to < limit && to == buffer.length
            ? 2 * buffer.length
            : 0;
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      bufferAt += from;
      to -= from;
      from = 0;
    }
    if (whole > 0) {
      buffer = Arrays.copyOf(buffer, whole);
    } else if (to == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.min(MAX_LINE + 1, buffer.length * 2));
    }
    int wanted = (int) Math.min(buffer.length - to, limit - bufferAt - to);
    if (wanted <= 0) {
      return false;
    }
    int n = file.read(ByteBuffer.wrap(buffer, to, wanted), bufferAt + to);
    if (n <= 0) {
      return false;
    }
    to += n;
    return true;
  }
}
