package dev.milestone.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Whether some process has a file open, where the system tells: Linux, processes of this user. */
final class OpenFiles {

  private static final Path PROCESSES = Path.of("/proc");

  private OpenFiles() {}

  static boolean contain(Path file) {
    if (!Files.isDirectory(PROCESSES)) {
      return false;
    }
    try (Stream<Path> processes = Files.list(PROCESSES)) {
      return processes.anyMatch(process -> has(process, file));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean has(Path process, Path file) {
    String name = process.getFileName().toString();
    if (name.charAt(0) < '0' || name.charAt(0) > '9') {
      return false;
    }
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      return open.anyMatch(descriptor -> leadsTo(descriptor, file));
    } catch (IOException | java.io.UncheckedIOException e) {
      // It ended, or belongs to somebody else.
      return false;
    }
  }

  private static boolean leadsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false;
    }
  }
}
