package dev.milestone.connectors;

import java.util.List;

/** Ids of requirements in text, such as {@code FR-012}. Stateless, linear. */
final class Requirements {

  private static final int MAX = 100;

  private Requirements() {}

  /** Adds the ids that a text names, each once. */
  static void in(String text, List<String> ids) {
    for (int at = 0; at < text.length() && ids.size() < MAX; at++) {
      char c = text.charAt(at);
      if (c < 'A' || c > 'Z') {
        continue;
      }
      int end = IdToken.end(text, at);
      if (end > at && IdToken.isRequirement(text.substring(at, end))) {
        String id = text.substring(at, end);
        if (!ids.contains(id)) {
          ids.add(id);
        }
        at = end - 1;
      }
    }
  }
}
