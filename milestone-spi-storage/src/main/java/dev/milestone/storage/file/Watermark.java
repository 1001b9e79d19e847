package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How far the journal is forced, for other processes: one line of fixed length in the file {@code
 * forced}, written in place after each force and not forced itself. After a loss of power it may be
 * old or missing, never ahead of the journal; so a journal that ends before it was cut back.
 *
 * @param seq the last forced sequence
 * @param generation grows whenever a segment is put in the place of another, so that nobody goes on
 *     writing to the old file
 * @param segment first sequence of the segment that is written to; may be about to be made
 * @param end length of that segment up to the last forced line
 * @param pid process that wrote this
 */
record Watermark(long seq, long generation, long segment, long end, long pid) {

  private static final int TEXT = 5 * 21;
  static final int BYTES = TEXT + 8 + 1;

  byte[] bytes() {
    byte[] out = new byte[BYTES];
    number(seq, out, 0);
    number(generation, out, 21);
    number(segment, out, 42);
    number(end, out, 63);
    number(pid, out, 84);
    crc(out, out, TEXT);
    out[BYTES - 1] = '\n';
    return out;
  }

  private static void number(long value, byte[] into, int at) {
    long n = value;
    for (int i = at + 19; i >= at; i--) {
      into[i] = (byte) ('0' + n % 10);
      n /= 10;
    }
    into[at + 20] = ' ';
  }

  /** Null when the bytes are no whole watermark. */
  static @Nullable Watermark parse(byte[] bytes, int length) {
    if (length < BYTES) {
      return null;
    }
    byte[] crc = new byte[8];
    crc(bytes, crc, 0);
    for (int i = 0; i < crc.length; i++) {
      if (bytes[TEXT + i] != crc[i]) {
        return null;
      }
    }
    long[] v = new long[5];
    for (int i = 0; i < 5; i++) {
      for (int k = 0; k < 20; k++) {
        int d = bytes[i * 21 + k] - '0';
        if (d < 0 || d > 9) {
          return null;
        }
        v[i] = v[i] * 10 + d;
      }
    }
    return new Watermark(v[0], v[1], v[2], v[3], v[4]);
  }

  /**
   * Reads the watermark. It is written without a lock that readers share, so a reader may meet it
   * half written: then it looks again.
   */
  static @Nullable Watermark read(FileOps.OpenFile file) throws IOException {
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < 5; i++) {
      int n = file.read(ByteBuffer.wrap(bytes), 0);
      Watermark w = parse(bytes, n);
      if (w != null) {
        return w;
      }
      if (n < BYTES) {
        return null;
      }
      Thread.onSpinWait();
    }
    return null;
  }

  /** The CRC32C of the numbers, as eight hexadecimal digits. */
  private static void crc(byte[] bytes, byte[] into, int at) {
    CRC32C crc32c = new CRC32C();
    crc32c.update(bytes, 0, TEXT);
    int crc = (int) crc32c.getValue();
    for (int i = 0; i < 8; i++) {
      into[at + i] = (byte) Character.forDigit(crc >>> 28 - 4 * i & 15, 16);
    }
  }
}
