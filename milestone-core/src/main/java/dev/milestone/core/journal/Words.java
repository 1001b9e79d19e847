package dev.milestone.core.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Eight bytes at a time, lowest address in the lowest bits. */
final class Words {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';

  private Words() {}

  static long at(byte[] bytes, int index) {
    return (long) LONG.get(bytes, index);
  }

  /** The first {@code count} bytes, 1 to 8, with zeros above; never looks past {@code bytes}. */
  static long upTo8(byte[] bytes, int index, int count) {
    if (index + 8 <= bytes.length) {
      return at(bytes, index) & (-1L >>> (64 - 8 * count));
    }
    long word = 0;
    for (int i = count - 1; i >= 0; i--) {
      word = word << 8 | (bytes[index + i] & 0xff);
    }
    return word;
  }

  /**
   * Where the first quote or backslash stands.
   *
   * @return its index, or {@code end} when there is none before it
   */
  static int quoteOrBackslash(byte[] bytes, int from, int end) {
    int p = from;
    while (p + 8 <= end) {
      long word = at(bytes, p);
      long q = word ^ QUOTES;
      long b = word ^ BACKSLASHES;
      // The lowest bit that is set is exact; those above it may be borrowed, and are not looked at.
      long found = ((q - ONES) & ~q | (b - ONES) & ~b) & HIGHS;
      if (found != 0) {
        return p + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      p += 8;
    }
    while (p < end && bytes[p] != '"' && bytes[p] != '\\') {
      p++;
    }
    return p;
  }

  /** A text of 8 to 24 ASCII characters that is compared in three loads at most. */
  record Literal(int length, long first, long middle, long last) {

    static Literal of(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      int length = bytes.length;
      if (length < 8 || length > 24) {
        throw new IllegalArgumentException(text);
      }
      return new Literal(
          length,
          Words.at(bytes, 0),
          Words.at(bytes, Math.min(8, length - 8)),
          Words.at(bytes, length - 8));
    }

    /** Whether it stands at {@code index} and ends before {@code end}. */
    boolean at(byte[] bytes, int index, int end) {
      return index + length <= end
          && Words.at(bytes, index) == first
          && Words.at(bytes, index + Math.min(8, length - 8)) == middle
          && Words.at(bytes, index + length - 8) == last;
    }
  }
}
