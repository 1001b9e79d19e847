package dev.milestone.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Tells files of other tools and prose from plan files, by name and first characters. */
final class PlanFormat {

  private static final int LOOK_AT = 4 * 1024;

  private PlanFormat() {}

  /**
   * What the file seems to be, if it is no plan YAML. JSON with milestones is plan YAML: YAML
   * contains JSON.
   */
  static Optional<String> foreign(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".md") || name.endsWith(".markdown")) {
      return Optional.of("Markdown");
    }
    if (name.endsWith(".txt") || name.endsWith(".rst") || name.endsWith(".adoc")) {
      return Optional.of("text");
    }
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return Optional.of("JSON lines");
    }
    if (name.endsWith(".mpp") || name.endsWith(".xml") || name.endsWith(".csv")) {
      return Optional.of(
          "a " + name.substring(name.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT) + " file");
    }
    String head = head(file);
    String start = head.stripLeading();
    if (start.startsWith("{") && !head.contains("\"milestones\"")) {
      if (head.contains("\"tasks\"")) {
        return Optional.of("JSON with tasks but without milestones");
      }
      return start.contains("\n{") ? Optional.of("JSON lines") : Optional.empty();
    }
    return start.startsWith("<?xml") ? Optional.of("XML") : Optional.empty();
  }

  private static String head(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LOOK_AT), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      // The reader of plans says so, located.
      return "";
    }
  }
}
