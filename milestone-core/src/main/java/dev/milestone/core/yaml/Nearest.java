package dev.milestone.core.yaml;

import java.util.Locale;
import java.util.Optional;

/**
 * Finds the known word that a person most likely meant: the smallest edit distance (insert, delete,
 * replace, swap of neighbours), at most a third of the length and at least one; ties go to the
 * first. Upper and lower case count as equal.
 */
public final class Nearest {
  private static final int LONGEST = 80;

  private Nearest() {}

  /** The nearest of the candidates, when one is near enough. */
  public static Optional<String> of(String word, Iterable<String> candidates) {
    if (word.isEmpty() || word.length() > LONGEST) {
      return Optional.empty();
    }
    String lower = word.toLowerCase(Locale.ROOT);
    int limit = Math.max(1, lower.length() / 3);
    String best = null;
    for (String candidate : candidates) {
      if (Math.abs(candidate.length() - lower.length()) <= limit && candidate.length() <= LONGEST) {
        int distance = distance(lower, candidate.toLowerCase(Locale.ROOT), limit);
        if (distance <= limit) {
          best = candidate;
          limit = distance - 1;
          if (limit < 0) {
            break;
          }
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** The hint {@code did you mean 'x'?}, or another text when nothing is near. */
  public static String hint(String word, Iterable<String> candidates, String otherwise) {
    return of(word, candidates).map(near -> "did you mean '" + near + "'?").orElse(otherwise);
  }

  /**
   * Restricted Damerau-Levenshtein distance; anything above the limit may be returned as limit + 1.
   */
  static int distance(String a, String b, int limit) {
    int[] before = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      int least = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int d = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d = Math.min(d, before[j - 2] + 1);
        }
        row[j] = d;
        least = Math.min(least, d);
      }
      if (least > limit) {
        return limit + 1;
      }
      int[] free = before;
      before = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
