package dev.milestone.storage.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/**
 * The form of a stored line, and its checks. Bytes are spliced; no JSON is parsed.
 *
 * <pre>
 * {…the event…,"seq":N,"schema":1[,"more":K],"forced":M,"chain":"64 hex","crc":"8 hex"}\n
 * </pre>
 *
 * <ul>
 *   <li>{@code more} = how many further lines belong to the same append; absent when none. Without
 *       all of them the append did not happen.
 *   <li>{@code forced} = the last sequence that was forced before the batch this line came with.
 *   <li>{@code chain} = SHA-256 of the previous line's chain (32 bytes; zeros before the first
 *       line) and this line's bytes up to before {@code ,"chain"}.
 *   <li>{@code crc} = CRC32C of this line's bytes up to before {@code ,"crc"}.
 * </ul>
 *
 * All of these stand at the end in a form of known length, so a line is read from its end. Holds
 * the fields of the line read last: confined to one thread.
 */
class Line {

  /** Version of the line's form. */
  static final int SCHEMA = 1;

  static final int CHAIN_BYTES = 32;

  /** Most bytes that the store adds to an event, with the line break. */
  static final int MAX_ADDED = 256;

  private static final byte[] SEQ = ascii(",\"seq\":");
  private static final byte[] SEQ_FIRST = ascii("\"seq\":");
  private static final byte[] SCHEMA_FIELD = ascii(",\"schema\":1");
  private static final byte[] MORE = ascii(",\"more\":");
  private static final byte[] FORCED = ascii(",\"forced\":");
  private static final byte[] CHAIN = ascii(",\"chain\":\"");
  private static final byte[] CRC = ascii("\",\"crc\":\"");
  private static final byte[] END = ascii("\"}");
  private static final byte[] HEX = ascii("0123456789abcdef");

  private static final int CRC_LENGTH = 8;

  /** From {@code ,"crc"} to the end of the object. */
  private static final int CRC_TAIL = CRC.length - 1 + CRC_LENGTH + END.length;

  /** From {@code ,"chain"} to the end of the object. */
  private static final int CHAIN_TAIL = CHAIN.length + 2 * CHAIN_BYTES + 1 + CRC_TAIL;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NEWLINES = 0x0a0a0a0a0a0a0a0aL;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private final CRC32C crc32c = new CRC32C();
  private final MessageDigest sha256 = newSha256();

  /** Sequence of the line read last. */
  long seq;

  /** Its field {@code more}. */
  long more;

  /** Its field {@code forced}. */
  long forced;

  /** Its chain. */
  final byte[] chain = new byte[CHAIN_BYTES];

  private int chainStart;

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Writes a line.
   *
   * @param into has at least {@code event.length + MAX_ADDED} bytes left
   * @param members whether the event has members
   * @param chain the previous chain; becomes this line's
   * @return the position behind the line break
   */
  int write(
      byte[] event,
      boolean members,
      long seq,
      long more,
      long forced,
      byte[] chain,
      byte[] into,
      int offset) {
    int p = offset;
    System.arraycopy(event, 0, into, p, event.length - 1);
    p += event.length - 1;
    p = number(members ? SEQ : SEQ_FIRST, seq, into, p);
    p = put(SCHEMA_FIELD, into, p);
    if (more > 0) {
      p = number(MORE, more, into, p);
    }
    p = number(FORCED, forced, into, p);
    digest(chain, into, offset, p - offset, chain);
    p = put(CHAIN, into, p);
    p = hex(chain, into, p);
    into[p++] = '"';
    crc32c.reset();
    crc32c.update(into, offset, p - offset);
    int crc = (int) crc32c.getValue();
    // the quotation mark that ends the chain is already there
    System.arraycopy(CRC, 1, into, p, CRC.length - 1);
    p += CRC.length - 1;
    for (int shift = 28; shift >= 0; shift -= 4) {
      into[p++] = HEX[crc >>> shift & 15];
    }
    p = put(END, into, p);
    into[p++] = '\n';
    return p;
  }

  /**
   * Reads the store's fields of a line and checks its CRC, not its chain.
   *
   * @param length without the line break
   * @return whether the line is whole
   */
  boolean read(byte[] buffer, int offset, int length) {
    int end = offset + length;
    int crcStart = end - CRC_TAIL;
    chainStart = end - CHAIN_TAIL;
    if (chainStart <= offset
        || buffer[offset] != '{'
        || !matches(CHAIN, buffer, chainStart)
        || !matches(CRC, buffer, crcStart - 1)
        || !matches(END, buffer, end - END.length)) {
      return false;
    }
    return intact(buffer, offset, crcStart) && fields(buffer, offset);
  }

  /** Whether the CRC that stands behind {@code crcStart} is that of what stands before. */
  boolean intact(byte[] buffer, int offset, int crcStart) {
    crc32c.reset();
    crc32c.update(buffer, offset, crcStart - offset);
    int crc = (int) crc32c.getValue();
    int at = crcStart + CRC.length - 1;
    for (int i = 0; i < CRC_LENGTH; i++) {
      if (buffer[at + i] != HEX[crc >>> 28 - 4 * i & 15]) {
        return false;
      }
    }
    return true;
  }

  private boolean fields(byte[] buffer, int offset) {
    int p = numberBack(buffer, offset, chainStart);
    forced = value(buffer, p, chainStart);
    p -= FORCED.length;
    if (forced < 0 || p <= offset || !matches(FORCED, buffer, p)) {
      return false;
    }
    int moreEnd = p;
    more = 0;
    if (!matches(SCHEMA_FIELD, buffer, p - SCHEMA_FIELD.length)) {
      p = numberBack(buffer, offset, moreEnd);
      more = value(buffer, p, moreEnd);
      p -= MORE.length;
      if (more <= 0 || p <= offset || !matches(MORE, buffer, p)) {
        return false;
      }
    }
    p -= SCHEMA_FIELD.length;
    if (p <= offset || !matches(SCHEMA_FIELD, buffer, p)) {
      return false;
    }
    int seqEnd = p;
    p = numberBack(buffer, offset, seqEnd);
    seq = value(buffer, p, seqEnd);
    p -= SEQ_FIRST.length;
    return seq > 0 && p > offset && matches(SEQ_FIRST, buffer, p);
  }

  /** Whether the line read last continues this chain; takes its chain over. */
  boolean chains(byte[] previous, byte[] buffer, int offset) {
    byte[] expected = new byte[CHAIN_BYTES];
    digest(previous, buffer, offset, chainStart - offset, expected);
    return readChain(buffer) && MessageDigest.isEqual(expected, chain);
  }

  /** Takes over the chain that the line read last names, without checking it. */
  boolean readChain(byte[] buffer) {
    int p = chainStart + CHAIN.length;
    for (int i = 0; i < CHAIN_BYTES; i++) {
      int high = digit(buffer[p + 2 * i]);
      int low = digit(buffer[p + 2 * i + 1]);
      if (high < 0 || low < 0) {
        return false;
      }
      chain[i] = (byte) (high << 4 | low);
    }
    return true;
  }

  /** Position of the first line break in a range, or -1. */
  static int lineBreak(byte[] buffer, int from, int to) {
    int p = from;
    for (; p <= to - 8; p += 8) {
      long x = (long) LONGS.get(buffer, p) ^ NEWLINES;
      long hit = (x - ONES) & ~x & HIGHS;
      if (hit != 0) {
        return p + (Long.numberOfTrailingZeros(hit) >>> 3);
      }
    }
    for (; p < to; p++) {
      if (buffer[p] == '\n') {
        return p;
      }
    }
    return -1;
  }

  static String hexOf(byte[] bytes) {
    byte[] text = new byte[2 * bytes.length];
    hex(bytes, text, 0);
    return new String(text, StandardCharsets.US_ASCII);
  }

  private void digest(byte[] previous, byte[] buffer, int offset, int length, byte[] into) {
    sha256.update(previous, 0, CHAIN_BYTES);
    sha256.update(buffer, offset, length);
    try {
      sha256.digest(into, 0, CHAIN_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes hold a SHA-256", e);
    }
  }

  private static int numberBack(byte[] buffer, int offset, int end) {
    int p = end;
    while (p > offset && end - p < 19 && buffer[p - 1] >= '0' && buffer[p - 1] <= '9') {
      p--;
    }
    return p;
  }

  private static long value(byte[] buffer, int from, int end) {
    if (from >= end || buffer[from] == '0' && end - from > 1) {
      return -1;
    }
    long n = 0;
    for (int i = from; i < end; i++) {
      n = n * 10 + (buffer[i] - '0');
    }
    return n;
  }

  private static int number(byte[] field, long value, byte[] into, int offset) {
    int p = put(field, into, offset);
    long n = value;
    int digits = 1;
    for (long t = n / 10; t > 0; t /= 10) {
      digits++;
    }
    for (int i = p + digits - 1; i >= p; i--) {
      into[i] = (byte) ('0' + n % 10);
      n /= 10;
    }
    return p + digits;
  }

  private static int hex(byte[] bytes, byte[] into, int offset) {
    int p = offset;
    for (byte b : bytes) {
      into[p++] = HEX[b >>> 4 & 15];
      into[p++] = HEX[b & 15];
    }
    return p;
  }

  private static int digit(byte c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  private static int put(byte[] bytes, byte[] into, int offset) {
    System.arraycopy(bytes, 0, into, offset, bytes.length);
    return offset + bytes.length;
  }

  private static boolean matches(byte[] expected, byte[] buffer, int at) {
    if (at < 0 || at + expected.length > buffer.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (buffer[at + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
