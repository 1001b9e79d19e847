package dev.milestone.testkit.vcs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads and writes the files of a work tree. Links are links. */
final class MemoryFiles {

  private MemoryFiles() {}

  /** All files but the ignored ones, by path. */
  static SortedMap<String, MemoryFile> read(Path root, Set<String> ignored) {
    SortedMap<String, MemoryFile> found = new TreeMap<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return covers(List.copyOf(ignored), name(root, folder))
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              String name = name(root, file);
              if (!covers(List.copyOf(ignored), name)) {
                found.put(name, one(file, attributes));
              }
              return FileVisitResult.CONTINUE;
            }
          });
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MemoryFile one(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink()) {
      return MemoryFile.of(
          "link", Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8));
    }
    return MemoryFile.of(Files.isExecutable(file) ? "program" : "file", Files.readAllBytes(file));
  }

  private static String name(Path root, Path file) {
    return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
  }

  static boolean covers(List<String> prefixes, String path) {
    for (String prefix : prefixes) {
      String whole = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
      if (!whole.isEmpty() && (path.equals(whole) || path.startsWith(whole + "/"))) {
        return true;
      }
    }
    return false;
  }

  /** Brings files from one tree to another; others stay. */
  static void change(
      Path root, SortedMap<String, MemoryFile> from, SortedMap<String, MemoryFile> to) {
    try {
      for (String path : from.keySet()) {
        if (!to.containsKey(path)) {
          delete(root, root.resolve(path));
        }
      }
      for (var entry : to.entrySet()) {
        if (!entry.getValue().equals(from.get(entry.getKey()))) {
          write(root.resolve(entry.getKey()), entry.getValue());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, MemoryFile content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    if (content.kind().equals("link")) {
      Path target =
          file.getFileSystem().getPath(new String(content.bytes(), StandardCharsets.UTF_8));
      Files.createSymbolicLink(file, target);
      return;
    }
    Files.write(file, content.bytes());
    if (content.kind().equals("program") && !file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
  }

  /** With the folders that become empty. */
  private static void delete(Path root, Path file) throws IOException {
    Files.deleteIfExists(file);
    Path folder = file.getParent();
    while (folder != null && !folder.equals(root) && isEmpty(folder)) {
      Files.delete(folder);
      folder = folder.getParent();
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  static void deleteAll(Path root) {
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                Path folder, @org.jspecify.annotations.Nullable IOException failure)
                throws IOException {
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
