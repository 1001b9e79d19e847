package dev.milestone.core.plan;

import java.util.Optional;

/**
 * Globs of files: paths below the project's root with {@code /} between segments. {@code *} stands
 * for any characters within a segment, {@code ?} for one character, {@code **} as a whole segment
 * for any number of segments, also none; everything else stands for itself. Case counts. A path is
 * a sequence of segments that are not empty.
 *
 * <p>Whether two globs can meet is answered exactly: by walking the product of the two automata, at
 * most {@code n·m} steps for lengths {@code n} and {@code m}, without backtracking.
 */
public final class Globs {

  /** Longest glob, in characters. */
  public static final int MAX_LENGTH = 1_024;

  private Globs() {}

  /** Says what is wrong with a glob, or nothing. */
  public static Optional<String> fault(String glob) {
    return faultOf(glob, true);
  }

  /** Says what is wrong with a path below the project's root, or nothing. */
  public static Optional<String> pathFault(String path) {
    return faultOf(path, false);
  }

  private static Optional<String> faultOf(String text, boolean glob) {
    if (text.isEmpty()) {
      return Optional.of("it is empty");
    }
    if (text.length() > MAX_LENGTH) {
      return Optional.of("it has more than " + MAX_LENGTH + " characters");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == 0x7F) {
        return Optional.of("it contains a control character");
      }
      if (c == '\\') {
        return Optional.of("it contains '\\'; segments are separated by '/', nothing is escaped");
      }
      if (glob && "[]{}!".indexOf(c) >= 0) {
        return Optional.of("'" + c + "' is not supported: only '*', '**' and '?' are special");
      }
    }
    if (text.charAt(0) == '/' || (text.length() > 1 && text.charAt(1) == ':')) {
      return Optional.of("it is not relative to the project's root");
    }
    for (String segment : text.split("/", -1)) {
      if (segment.isEmpty()) {
        return Optional.of(
            text.endsWith("/") ? "it ends with '/'; write '" + text + "**'" : "it contains '//'");
      }
      if (segment.equals(".") || segment.equals("..")) {
        return Optional.of("it contains the segment '" + segment + "'");
      }
      if (glob && segment.contains("**") && !segment.equals("**")) {
        return Optional.of("'**' must be a segment of its own, as in 'src/**'");
      }
    }
    return Optional.empty();
  }

  /**
   * A glob, ready to be compared.
   *
   * @throws IllegalArgumentException when {@link #fault} has something to say
   */
  public static Glob compile(String glob) {
    Optional<String> fault = fault(glob);
    if (fault.isPresent()) {
      throw new IllegalArgumentException("bad glob '" + glob + "': " + fault.get());
    }
    return new Glob(glob);
  }

  /** Whether some path matches both globs. A text that is no glob is taken to meet everything. */
  public static boolean canMeet(String a, String b) {
    if (fault(a).isPresent() || fault(b).isPresent()) {
      return true;
    }
    return new Glob(a).canMeet(new Glob(b));
  }

  /** Whether a path matches a glob. */
  public static boolean matches(String glob, String path) {
    return compile(glob).matches(path);
  }

  /** A glob, split into segments. Immutable. */
  public static final class Glob {
    private final String text;
    private final int[][] segments;
    private final int literal;

    private Glob(String text) {
      this.text = text;
      this.segments = split(text);
      int i = 0;
      while (i < text.length() && text.charAt(i) != '*' && text.charAt(i) != '?') {
        i++;
      }
      this.literal = i;
    }

    /** Whether some path matches both. */
    public boolean canMeet(Glob other) {
      // What stands before the first wildcard decides most cases. "a/**" also matches "a", so a '/'
      // just before a wildcard
      // is not part of what must agree.
      int common = Math.min(mustAgree(), other.mustAgree());
      if (!text.regionMatches(0, other.text, 0, common)) {
        return false;
      }
      return meet(segments, other.segments);
    }

    private int mustAgree() {
      return literal > 0 && literal < text.length() && text.charAt(literal - 1) == '/'
          ? literal - 1
          : literal;
    }

    /** Whether a path, written with {@code /}, matches. */
    public boolean matches(String path) {
      int[][] names = split(path);
      int n = segments.length;
      int m = names.length;
      boolean[] row = new boolean[m + 1];
      row[m] = true;
      for (int i = n - 1; i >= 0; i--) {
        boolean[] next = row;
        row = new boolean[m + 1];
        boolean any = isAny(segments[i]);
        for (int j = m; j >= 0; j--) {
          row[j] =
              any
                  ? next[j] || (j < m && row[j + 1])
                  : j < m && next[j + 1] && segmentMatches(segments[i], names[j]);
        }
      }
      return m > 0 && row[0];
    }

    /** The glob as it is written. */
    @Override
    public String toString() {
      return text;
    }
  }

  private static int[][] split(String text) {
    String[] parts = text.split("/", -1);
    int[][] segments = new int[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      segments[i] = parts[i].codePoints().toArray();
    }
    return segments;
  }

  private static boolean isAny(int[] segment) {
    return segment.length == 2 && segment[0] == '*' && segment[1] == '*';
  }

  /** From the end: can the rests from segment i and j on match the same sequence of segments? */
  private static boolean meet(int[][] a, int[][] b) {
    int n = a.length;
    int m = b.length;
    boolean[] next = new boolean[m + 1];
    for (int i = n; i >= 0; i--) {
      boolean[] row = new boolean[m + 1];
      boolean anyA = i < n && isAny(a[i]);
      for (int j = m; j >= 0; j--) {
        boolean anyB = j < m && isAny(b[j]);
        if (i == n && j == m) {
          row[j] = true;
        } else if (anyA || anyB) {
          row[j] = anyStep(anyA, anyB, i < n, j < m, next, row, j);
        } else {
          row[j] = i < n && j < m && next[j + 1] && segmentsMeet(a[i], b[j]);
        }
      }
      next = row;
    }
    return next[0];
  }

  /**
   * One side is at a wildcard: it takes nothing and is left behind, or it takes one element of the
   * other side and stays. Leaving a's wildcard and a's element being taken by b's wildcard both
   * lead to (i + 1, j); the mirror image to (i, j + 1).
   */
  private static boolean anyStep(
      boolean anyA,
      boolean anyB,
      boolean moreA,
      boolean moreB,
      boolean[] next,
      boolean[] row,
      int j) {
    boolean aMoves = moreA && (anyA || anyB) && next[j];
    boolean bMoves = moreB && (anyA || anyB) && row[j + 1];
    return aMoves || bMoves;
  }

  private static boolean segmentMatches(int[] pattern, int[] name) {
    int n = pattern.length;
    int m = name.length;
    if (m == 0) {
      return false;
    }
    boolean[] next = new boolean[m + 1];
    next[m] = true;
    for (int i = n - 1; i >= 0; i--) {
      boolean[] row = new boolean[m + 1];
      for (int j = m; j >= 0; j--) {
        if (pattern[i] == '*') {
          row[j] = next[j] || (j < m && row[j + 1]);
        } else {
          row[j] = j < m && next[j + 1] && (pattern[i] == '?' || pattern[i] == name[j]);
        }
      }
      next = row;
    }
    return next[0];
  }

  private static boolean segmentsMeet(int[] a, int[] b) {
    int n = a.length;
    int m = b.length;
    boolean[] next = new boolean[m + 1];
    for (int i = n; i >= 0; i--) {
      boolean[] row = new boolean[m + 1];
      for (int j = m; j >= 0; j--) {
        boolean starA = i < n && a[i] == '*';
        boolean starB = j < m && b[j] == '*';
        if (i == n && j == m) {
          row[j] = true;
        } else if (starA || starB) {
          row[j] = anyStep(starA, starB, i < n, j < m, next, row, j);
        } else {
          row[j] = i < n && j < m && next[j + 1] && (a[i] == '?' || b[j] == '?' || a[i] == b[j]);
        }
      }
      next = row;
    }
    return next[0];
  }
}
