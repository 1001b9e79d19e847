package dev.milestone.core.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns byte ranges that come again and again into one {@code String} each, without allocating for
 * those it has seen. Bounded: when it is full it forgets everything and begins anew, and {@link
 * #generation()} changes. Confined to one thread.
 *
 * <p>Up to {@value #INLINE} bytes the key itself stands in the slot, so that a hit costs one cache
 * line; longer keys are found by a hash and then compared. Keys made to collide cost at most
 * {@value #MAX_PROBES} steps each and are then simply not kept.
 */
final class SymbolTable {

  /** Longest key that is kept. */
  static final int MAX_KEY_BYTES = 128;

  /** No symbol: the key is too long, or collides too often. */
  static final int NONE = -1;

  private static final int INLINE = 24;
  private static final int MAX_PROBES = 64;
  private static final int STRIDE = 4;

  private final int bound;
  // Per slot: three words of the key (or hash, first and last word), then length << 32 | symbol +
  // 1; 0 is free.
  private long[] slots;
  private String[] texts;
  private byte[][] longKeys;
  private int count;
  private int generation;

  /**
   * An empty table.
   *
   * @param bound most symbols held at a time, at least 16
   */
  SymbolTable(int bound) {
    this.bound = bound;
    this.slots = new long[64 * STRIDE];
    this.texts = new String[32];
    this.longKeys = new byte[0][];
  }

  /** Changes whenever symbols given before have lost their meaning. */
  int generation() {
    return generation;
  }

  /** How many symbols there are; they are numbered from 0. */
  int size() {
    return count;
  }

  /** The text of a symbol. */
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
   * The symbol of the text between two quotes. The key is the bytes as they stand there, escapes
   * and all, which is sound because a byte sequence has only one decoding.
   */
  int symbol(byte[] bytes, int from, int length) {
    long w0;
    long w1 = 0;
    long w2 = 0;
    if (length <= 8) {
      w0 = length == 0 ? 0 : Words.upTo8(bytes, from, length);
    } else if (length <= 16) {
      w0 = Words.at(bytes, from);
      w1 = Words.at(bytes, from + length - 8);
    } else if (length <= INLINE) {
      w0 = Words.at(bytes, from);
      w1 = Words.at(bytes, from + 8);
      w2 = Words.at(bytes, from + length - 8);
    } else if (length <= MAX_KEY_BYTES) {
      w0 = hash(bytes, from, length);
      w1 = Words.at(bytes, from);
      w2 = Words.at(bytes, from + length - 8);
    } else {
      return NONE;
    }
    int mask = slots.length / STRIDE - 1;
    int slot = mix(w0, w1, w2) & mask;
    for (int probe = 0; probe < MAX_PROBES; probe++) {
      int s = slot * STRIDE;
      long meta = slots[s + 3];
      if (meta == 0) {
        return insert(bytes, from, length, w0, w1, w2);
      }
      if (slots[s] == w0 && slots[s + 1] == w1 && slots[s + 2] == w2 && meta >>> 32 == length) {
        int symbol = (int) meta - 1;
        if (length <= INLINE || same(symbol, bytes, from, length)) {
          return symbol;
        }
      }
      slot = slot + 1 & mask;
    }
    return NONE;
  }

  private boolean same(int symbol, byte[] bytes, int from, int length) {
    byte[] key = longKeys[symbol];
    return key != null && Arrays.equals(key, 0, length, bytes, from, from + length);
  }

  private int insert(byte[] bytes, int from, int length, long w0, long w1, long w2) {
    String text = JsonText.decode(bytes, from, from + length);
    if (count == bound) {
      clear();
    } else if (2 * count >= slots.length / STRIDE) {
      grow();
    }
    int symbol = count;
    if (!place(slots, w0, w1, w2, (long) length << 32 | symbol + 1)) {
      return NONE;
    }
    if (symbol == texts.length) {
      texts = Arrays.copyOf(texts, 2 * symbol);
    }
    texts[symbol] = text;
    if (length > INLINE) {
      if (symbol >= longKeys.length) {
        longKeys = Arrays.copyOf(longKeys, Math.max(texts.length, symbol + 1));
      }
      longKeys[symbol] = Arrays.copyOfRange(bytes, from, from + length);
    }
    count++;
    return symbol;
  }

  private void clear() {
    Arrays.fill(slots, 0);
    Arrays.fill(texts, "");
    longKeys = new byte[0][];
    count = 0;
    generation++;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    for (int s = 0; s < slots.length; s += STRIDE) {
      if (slots[s + 3] != 0) {
        // A key that finds no place is read afresh next time, under a new symbol.
        place(larger, slots[s], slots[s + 1], slots[s + 2], slots[s + 3]);
      }
    }
    slots = larger;
  }

  private static boolean place(long[] slots, long w0, long w1, long w2, long meta) {
    int mask = slots.length / STRIDE - 1;
    int slot = mix(w0, w1, w2) & mask;
    for (int probe = 0; probe < MAX_PROBES; probe++) {
      int s = slot * STRIDE;
      if (slots[s + 3] == 0) {
        slots[s] = w0;
        slots[s + 1] = w1;
        slots[s + 2] = w2;
        slots[s + 3] = meta;
        return true;
      }
      slot = slot + 1 & mask;
    }
    return false;
  }

  private static int mix(long w0, long w1, long w2) {
    long h = w0 * 0x9E3779B97F4A7C15L;
    h = (Long.rotateLeft(h, 29) ^ w1) * 0xC2B2AE3D27D4EB4FL;
    h = (Long.rotateLeft(h, 31) ^ w2) * 0x165667B19E3779F9L;
    h ^= h >>> 32;
    return (int) (h ^ h >>> 17);
  }

  private static long hash(byte[] bytes, int from, int length) {
    long h = length;
    int p = from;
    for (; p + 8 <= from + length; p += 8) {
      h = (h ^ Words.at(bytes, p)) * 0x9E3779B97F4A7C15L;
      h ^= h >>> 29;
    }
    h = (h ^ Words.at(bytes, from + length - 8)) * 0xC2B2AE3D27D4EB4FL;
    return h ^ h >>> 32;
  }
}
