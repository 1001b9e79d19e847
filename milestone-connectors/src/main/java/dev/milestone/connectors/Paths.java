package dev.milestone.connectors;

import java.util.ArrayList;
import java.util.List;

/**
 * Paths of files in the text of a task, in back ticks or bare. They are told, not claimed: a task
 * that names a file need not be the one that writes it. Stateless, linear.
 */
final class Paths {

  private static final int MAX_PATHS = 50;
  private static final int MAX_LENGTH = 256;

  private Paths() {}

  /** Paths in a text, in order, each once. */
  static List<String> in(String text) {
    List<String> paths = new ArrayList<>();
    int at = 0;
    while (at < text.length() && paths.size() < MAX_PATHS) {
      int end = at;
      while (end < text.length() && isPart(text.charAt(end))) {
        end++;
      }
      if (end > at && end - at <= MAX_LENGTH) {
        String word = text.substring(at, end);
        while (word.endsWith(".")) {
          word = word.substring(0, word.length() - 1);
        }
        boolean url =
            end < text.length() && text.charAt(end) == ':' && text.startsWith("//", end + 1);
        if (isPath(word) && !url && !isAddress(text, at) && !paths.contains(word)) {
          paths.add(word);
        }
      }
      at = Math.max(end, at + 1);
    }
    return paths;
  }

  private static boolean isPart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "._/-+@".indexOf(c) >= 0;
  }

  private static boolean isAddress(String text, int at) {
    return at > 0 && text.charAt(at - 1) == ':' && text.startsWith("//", at);
  }

  private static boolean isPath(String word) {
    int slash = word.indexOf('/');
    int dot = word.lastIndexOf('.');
    int name = word.lastIndexOf('/') + 1;
    boolean extension =
        dot > name
            && word.length() - dot - 1 >= 1
            && word.length() - dot - 1 <= 6
            && Character.isLetter(word.charAt(dot + 1));
    if (slash < 0) {
      return extension
          && dot >= 2
          && word.chars().filter(c -> c == '.').count() == 1
          && Character.isLetter(word.charAt(0));
    }
    // "and/or" is no path; "src/main" and "docs/" can be.
    return slash > 0 && (extension || word.endsWith("/")) && !word.startsWith("/");
  }
}
