package dev.milestone.agent.preset;

import java.util.Collection;
import java.util.Locale;

/** Finds the known key that a person most likely meant. */
final class NearestKey {

  private static final int LONGEST = 60;

  private NearestKey() {}

  /** {@code did you mean 'x'?}, or the list of what is known. */
  static String hint(String word, Collection<String> known) {
    String best = "";
    int limit = Math.max(1, word.length() / 3);
    if (!word.isEmpty() && word.length() <= LONGEST) {
      for (String candidate : known) {
        int distance = distance(word.toLowerCase(Locale.ROOT), candidate);
        if (distance <= limit) {
          best = candidate;
          limit = distance - 1;
        }
      }
    }
    return best.isEmpty()
        ? "known are " + String.join(", ", known)
        : "did you mean '" + best + "'?";
  }

  /** Edit distance: insert, delete, replace, swap of neighbours. */
  private static int distance(String a, String b) {
    int[][] rows = new int[a.length() + 1][b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      rows[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      rows[i][0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least =
            Math.min(rows[i - 1][j - 1] + cost, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        rows[i][j] = swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
      }
    }
    return rows[a.length()][b.length()];
  }
}
