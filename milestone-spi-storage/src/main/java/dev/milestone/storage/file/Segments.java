package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Small questions to segment files. */
final class Segments {

  private Segments() {}

  /** First sequences of all segments, ascending. */
  static long[] firsts(FileOps ops, Folder folder) throws IOException {
    return ops.list(folder.segments()).stream()
        .mapToLong(name -> Folder.firstOf(name, Folder.SEGMENT))
        .filter(first -> first > 0)
        .sorted()
        .toArray();
  }

  /**
   * Reads the line that ends at {@code end}; false when no whole line ends there. The chain is
   * taken over unchecked.
   */
  static boolean lastLine(FileOps.OpenFile file, Line line, long end) throws IOException {
    for (int size = 4096; ; size *= 16) {
      int n = (int) Math.min(size, end);
      if (n <= 0) {
        return false;
      }
      byte[] buffer = new byte[n];
      if (file.read(ByteBuffer.wrap(buffer), end - n) < n || buffer[n - 1] != '\n') {
        return false;
      }
      int start = n - 1;
      while (start > 0 && buffer[start - 1] != '\n') {
        start--;
      }
      if (start > 0 || n == end) {
        return line.read(buffer, start, n - 1 - start) && line.more == 0 && line.readChain(buffer);
      }
      if (size > 64 << 20) {
        return false;
      }
    }
  }
}
