package dev.milestone.testkit.plan;

/** Numbers that look like chance and are the same in every run. Confined to one thread. */
final class Noise {
  private long state;

  Noise(long seed) {
    state = seed;
  }

  /** From 0 to {@code bound} - 1. */
  int below(int bound) {
    state += 0x9E3779B97F4A7C15L;
    long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return (int) Long.remainderUnsigned(z ^ z >>> 31, bound);
  }

  void fill(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) below(256);
    }
  }
}
