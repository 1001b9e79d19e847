package dev.milestone.core.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Numbers byte ranges that come again and again, and gives one {@code String} for each, without
 * allocating for those it has seen. Numbers count from 0 in the order of first coming and never
 * change their meaning. Bounded: when it is full, what is new is not kept. Confined to one thread.
 *
 * <p>A look-up costs two cache lines: a slot of eight bytes, and the key itself, which up to
 * {@value #INLINE} bytes stands in three words. Both arrays are kept small because a journal of
 * many tasks is bound by cache misses here.
 */
final class SymbolTable {

  /** Longest key that is kept. */
  static final int MAX_KEY_BYTES = 128;

  /** No number: the key is too long, or the table is full. */
  static final int NONE = -1;

  private static final int INLINE = 23;
  private static final long SYMBOL = 0xffffffffL;

  private final int bound;
  // Upper half: upper half of the hash. Lower half: symbol + 1, or 0 when free.
  private long[] slots = new long[64];
  // Three words a symbol: the key with its length in the last byte, or hash, length and last word.
  private long[] keys = new long[3 * 32];
  private String[] texts = new String[32];
  private byte[][] longKeys = new byte[0][];
  private int count;

  /**
   * An empty table.
   *
   * @param bound most keys it holds
   */
  SymbolTable(int bound) {
    this.bound = bound;
  }

  /** The text of a number. */
  String text(int symbol) {
    return texts[symbol];
  }

  /** Makes {@code text} the instance that its bytes stand for. Only for texts without escapes. */
  void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int symbol = symbol(bytes, 0, bytes.length);
    if (symbol != NONE) {
      texts[symbol] = text;
    }
  }

  /** The text between two quotes, shared if it is short enough. */
  String intern(byte[] bytes, int from, int to) {
    int symbol = symbol(bytes, from, to - from);
    return symbol == NONE ? JsonText.decode(bytes, from, to) : texts[symbol];
  }

  /**
   * The number of the text between two quotes. The key is the bytes as they stand there, escapes
   * and all, which is sound because a byte sequence has only one decoding.
   */
  int symbol(byte[] bytes, int from, int length) {
    long w0;
    long w1 = 0;
    long w2 = (long) length << 56;
    if (length <= 8) {
      w0 = length == 0 ? 0 : Words.upTo8(bytes, from, length);
    } else if (length <= 16) {
      w0 = Words.at(bytes, from);
      w1 = Words.upTo8(bytes, from + 8, length - 8);
    } else if (length <= INLINE) {
      w0 = Words.at(bytes, from);
      w1 = Words.at(bytes, from + 8);
      w2 |= Words.upTo8(bytes, from + 16, length - 16);
    } else if (length <= MAX_KEY_BYTES) {
      w0 = hash(bytes, from, length);
      w1 = Words.at(bytes, from + length - 8);
    } else {
      return NONE;
    }
    long hash = mix(w0, w1, w2);
    long[] table = slots;
    int mask = table.length - 1;
    int slot = (int) hash & mask;
    for (long s = table[slot]; s != 0; s = table[slot]) {
      if (((s ^ hash) & ~SYMBOL) == 0) {
        int symbol = (int) s - 1;
        int k = 3 * symbol;
        if (keys[k] == w0
            && keys[k + 1] == w1
            && keys[k + 2] == w2
            && (length <= INLINE || same(symbol, bytes, from, length))) {
          return symbol;
        }
      }
      slot = slot + 1 & mask;
    }
    return count == bound ? NONE : insert(bytes, from, length, w0, w1, w2);
  }

  private boolean same(int symbol, byte[] bytes, int from, int length) {
    byte[] key = longKeys[symbol];
    return key != null && Arrays.equals(key, 0, key.length, bytes, from, from + length);
  }

  private int insert(byte[] bytes, int from, int length, long w0, long w1, long w2) {
    String text = JsonText.decode(bytes, from, from + length);
    if (count == texts.length) {
      grow();
    }
    int symbol = count;
    place(slots, mix(w0, w1, w2), symbol);
    keys[3 * symbol] = w0;
    keys[3 * symbol + 1] = w1;
    keys[3 * symbol + 2] = w2;
    texts[symbol] = text;
    if (length > INLINE) {
      if (symbol >= longKeys.length) {
        longKeys = Arrays.copyOf(longKeys, texts.length);
      }
      longKeys[symbol] = Arrays.copyOfRange(bytes, from, from + length);
    }
    count++;
    return symbol;
  }

  private void grow() {
    int capacity = 2 * texts.length;
    texts = Arrays.copyOf(texts, capacity);
    keys = Arrays.copyOf(keys, 3 * capacity);
    slots = new long[2 * capacity];
    for (int symbol = 0; symbol < count; symbol++) {
      int k = 3 * symbol;
      place(slots, mix(keys[k], keys[k + 1], keys[k + 2]), symbol);
    }
  }

  private static void place(long[] slots, long hash, int symbol) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      slot = slot + 1 & mask;
    }
    slots[slot] = hash & ~SYMBOL | symbol + 1;
  }

  private static long mix(long w0, long w1, long w2) {
    long h = w0 * 0x9E3779B97F4A7C15L;
    h = (Long.rotateLeft(h, 29) ^ w1) * 0xC2B2AE3D27D4EB4FL;
    h = (Long.rotateLeft(h, 31) ^ w2) * 0x165667B19E3779F9L;
    return h ^ h >>> 32;
  }

  private static long hash(byte[] bytes, int from, int length) {
    long h = length;
    for (int p = from; p + 8 <= from + length; p += 8) {
      h = (h ^ Words.at(bytes, p)) * 0x9E3779B97F4A7C15L;
      h ^= h >>> 29;
    }
    h = (h ^ Words.at(bytes, from + length - 8)) * 0xC2B2AE3D27D4EB4FL;
    return h ^ h >>> 32;
  }
}
