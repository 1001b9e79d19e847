package dev.milestone.core.projection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Whole folders as values. */
public final class Folders {

  private Folders() {}

  /** All files below a folder by name, but for those that only steer the projection. */
  public static Map<String, String> content(Path folder) {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
          .forEach(
              f -> {
                String name = folder.relativize(f).toString();
                if (!name.equals("logs/.position") && !name.equals("logs/.lock")) {
                  content.put(name, read(f));
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return content;
  }

  /** A file as text. */
  public static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All lines of the category logs, by their sequence. */
  public static String logs(Path folder) {
    Map<Long, String> lines = new TreeMap<>();
    List<String> twice = new ArrayList<>();
    content(folder.resolve("logs"))
        .forEach(
            (name, text) -> {
              for (String line : name.endsWith(".jsonl") ? text.split("\n") : new String[0]) {
                int at = line.lastIndexOf(",\"seq\":") + 7;
                long seq = Long.parseLong(line.substring(at, line.indexOf(',', at)));
                if (lines.put(seq, line) != null) {
                  twice.add(name + ": " + line);
                }
              }
            });
    if (!twice.isEmpty()) {
      throw new AssertionError("twice: " + twice);
    }
    return lines.isEmpty() ? "" : String.join("\n", lines.values()) + "\n";
  }

  /** Deletes a folder with everything in it. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, java.io.IOException e)
              throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
