package dev.milestone.testkit.vcs;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A file that was recorded.
 *
 * @param kind {@code file}, {@code program} or {@code link}
 * @param content one character for each byte; for a link where it leads
 */
record MemoryFile(String kind, String content) {

  static MemoryFile of(String kind, byte[] content) {
    return new MemoryFile(kind, new String(content, StandardCharsets.ISO_8859_1));
  }

  byte[] bytes() {
    return content.getBytes(StandardCharsets.ISO_8859_1);
  }

  List<String> lines() {
    return content.isEmpty() ? List.of() : List.of(content.split("\n"));
  }
}
