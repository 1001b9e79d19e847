package dev.milestone.core.time;

import dev.milestone.IdSource;
import java.security.SecureRandom;

/**
 * Ids of 20 characters: 9 of time (milliseconds, base 36) and 11 of chance (about 56 bits, drawn
 * from the system's secure source once per process and mixed with SplitMix64, Steele, Lea, Flood
 * 2014). Thread-safe.
 */
public final class SystemIds implements IdSource {
  private static final char[] DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz".toCharArray();

  private long seed = new SecureRandom().nextLong();

  @Override
  public String next() {
    char[] id = new char[20];
    long time = System.currentTimeMillis();
    for (int i = 8; i >= 0; i--) {
      id[i] = DIGITS[(int) (time % 36)];
      time /= 36;
    }
    long chance = nextLong() >>> 1;
    for (int i = 19; i > 8; i--) {
      id[i] = DIGITS[(int) (chance % 36)];
      chance /= 36;
    }
    return new String(id);
  }

  private synchronized long nextLong() {
    seed += 0x9E3779B97F4A7C15L;
    long z = seed;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
