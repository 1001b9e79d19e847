package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
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

  private static final String FORM = "%020d %020d %020d %020d %020d ";
  private static final int TEXT = 5 * 21;
  static final int BYTES = TEXT + 8 + 1;

  byte[] bytes() {
    String text = String.format(Locale.ROOT, FORM, seq, generation, segment, end, pid);
    byte[] content = text.getBytes(StandardCharsets.US_ASCII);
    byte[] out = new byte[BYTES];
    System.arraycopy(content, 0, out, 0, TEXT);
    byte[] crc = crc(content).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(crc, 0, out, TEXT, 8);
    out[BYTES - 1] = '\n';
    return out;
  }

  /** Null when the bytes are no whole watermark. */
  static @Nullable Watermark parse(byte[] bytes, int length) {
    if (length < BYTES) {
      return null;
    }
    byte[] content = new byte[TEXT];
    System.arraycopy(bytes, 0, content, 0, TEXT);
    if (!crc(content).equals(new String(bytes, TEXT, 8, StandardCharsets.US_ASCII))) {
      return null;
    }
    long[] v = new long[5];
    for (int i = 0; i < 5; i++) {
      for (int k = 0; k < 20; k++) {
        int d = content[i * 21 + k] - '0';
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

  private static String crc(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content, 0, content.length);
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }
}
