package dev.milestone.git;

import java.util.List;

/** Paths below a root, with {@code /}, that stand for a file or a folder with all below it. */
final class Paths {

  private Paths() {}

  /** Without slashes at the end, and without those that name nothing. */
  static List<String> trimmed(List<String> paths) {
    return paths.stream()
        .map(path -> path.endsWith("/") ? path.substring(0, path.length() - 1) : path)
        .filter(path -> !path.isEmpty())
        .toList();
  }

  /** Whether a path is one of them or below one. */
  static boolean covers(List<String> prefixes, String path) {
    for (String prefix : prefixes) {
      if (path.startsWith(prefix)
          && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
        return true;
      }
    }
    return false;
  }
}
