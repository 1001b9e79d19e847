package dev.milestone.connectors;

import dev.milestone.model.IdGrammar;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Makes our ids of foreign ones. An id that follows our grammar stays as it is; another is written
 * in our letters with the first six digits of its SHA-256 behind it, and so is one that an earlier
 * one differs from in upper and lower case only. The same ids in the same order always give the
 * same result. Not thread-safe.
 */
final class ForeignIds {

  private static final int MAX_STEM = 48;

  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Our id of a foreign one; a second call with the same text gives another id. */
  String claim(String foreign) {
    if (IdGrammar.fault(foreign).isEmpty() && take(foreign)) {
      return foreign;
    }
    String stem = stem(foreign);
    String hash = hash(foreign);
    for (int length = 6; length <= 10; length += 2) {
      String id = stem + hash.substring(0, length);
      if (take(id)) {
        return id;
      }
    }
    String base = stem + hash.substring(0, 6) + "-";
    while (true) {
      String id = base + numbers.merge(base, 1, Integer::sum);
      if (take(id)) {
        return id;
      }
    }
  }

  private boolean take(String id) {
    return taken.add(id.toLowerCase(Locale.ROOT));
  }

  /** Runs of other characters become one {@code -}; a blank stem becomes {@code t}. */
  private static String stem(String foreign) {
    StringBuilder stem = new StringBuilder();
    for (int i = 0; i < foreign.length() && stem.length() < MAX_STEM; i++) {
      char c = foreign.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        stem.append(c);
      } else if (stem.length() > 0 && isLetterOrDigit(stem.charAt(stem.length() - 1))) {
        stem.append(c == '.' || c == '_' ? c : '-');
      }
    }
    while (stem.length() > 0 && !isLetterOrDigit(stem.charAt(stem.length() - 1))) {
      stem.setLength(stem.length() - 1);
    }
    String made = (stem.length() == 0 ? "t" : stem) + "-";
    return IdGrammar.fault(made + "000000").isEmpty() ? made : "t-" + made;
  }

  private static boolean isLetterOrDigit(char c) {
    return c != '.' && c != '_' && c != '-';
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
