package dev.milestone.core.plan;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a file is a plan of ours, by its content: YAML with one of our keys at the left margin,
 * or JSON whose first object has one. One pass over the bytes, without parsing.
 */
final class OwnPlan {

  /** Keys that hold a list in a plan of ours. */
  private static final Set<String> LISTS = Set.of("milestones", "agents");

  /** Keys that hold a map. */
  private static final Set<String> MAPS = Set.of("resources", "calendar");

  private static final Set<String> ENDINGS = Set.of("yaml", "yml");

  private OwnPlan() {}

  /** Whether the content has our keys. */
  static boolean is(PlanSource source) {
    if (Set.of("md", "markdown", "jsonl", "txt").contains(ending(source.name()))) {
      return false;
    }
    byte[] bytes = source.bytes();
    int at = start(bytes);
    return at < bytes.length && bytes[at] == '{' ? json(bytes, at) : yaml(bytes);
  }

  /**
   * Whether a file that nobody recognises is read as ours, so that the strict reader says what is
   * wrong with it.
   */
  static boolean isNamedSo(PlanSource source) {
    String ending = ending(source.name());
    return ENDINGS.contains(ending) || ending.isEmpty();
  }

  private static String ending(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    int dot = last.lastIndexOf('.');
    return dot < 0 ? "" : last.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  private static int start(byte[] bytes) {
    int at = bytes.length >= 3 && (bytes[0] & 0xff) == 0xEF ? 3 : 0;
    while (at < bytes.length
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  private static boolean yaml(byte[] bytes) {
    int from = bytes.length >= 3 && (bytes[0] & 0xff) == 0xEF ? 3 : 0;
    while (from < bytes.length) {
      int end = from;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      if (bytes[from] >= 'a' && bytes[from] <= 'r' && end - from < 200) {
        String line = new String(bytes, from, end - from, StandardCharsets.UTF_8).stripTrailing();
        int colon = line.indexOf(':');
        String key = colon < 0 ? "" : line.substring(0, colon);
        String rest = colon < 0 ? "" : line.substring(colon + 1).strip();
        boolean empty = rest.isEmpty() || rest.startsWith("#");
        if (LISTS.contains(key) && (empty || rest.startsWith("["))
            || MAPS.contains(key) && (empty || rest.startsWith("{"))) {
          return true;
        }
      }
      from = end + 1;
    }
    return false;
  }

  /** Looks at the keys of the outermost object; strings are skipped, nothing is decoded. */
  private static boolean json(byte[] bytes, int from) {
    int depth = 0;
    String key = "";
    boolean value = false;
    for (int at = from; at < bytes.length; at++) {
      byte b = bytes[at];
      if (b == '"') {
        int end = at + 1;
        while (end < bytes.length && bytes[end] != '"') {
          end += bytes[end] == '\\' ? 2 : 1;
        }
        if (depth == 1 && !value) {
          int length = Math.min(end, bytes.length) - at - 1;
          key = length > 20 ? "" : new String(bytes, at + 1, length, StandardCharsets.UTF_8);
        }
        at = end;
      } else if (b == '{' || b == '[') {
        if (depth == 1 && value && (b == '[' ? LISTS : MAPS).contains(key)) {
          return true;
        }
        depth++;
      } else if (b == '}' || b == ']') {
        depth--;
        if (depth == 0) {
          return false;
        }
      } else if (depth == 1 && b == ':') {
        value = true;
      } else if (depth == 1 && b == ',') {
        value = false;
      }
    }
    return false;
  }
}
