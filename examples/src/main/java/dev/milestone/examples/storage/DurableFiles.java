package dev.milestone.examples.storage;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * File operations that are durable when they return and that an interrupt of the caller does not
 * break: streams do not care about interrupts, channels are closed by them.
 */
final class DurableFiles {
  private DurableFiles() {}

  static byte[] read(Path file) throws IOException {
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      return in.readAllBytes();
    }
  }

  /** Makes a file under a name that is free; false when another was first. */
  static boolean create(Path file, byte[] content) throws IOException {
    Path draft = draft(file, content);
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(draft);
    }
    forceFolder(folderOf(file));
    return true;
  }

  /** Makes or replaces a file, and the folders above it where they are missing. */
  static void replace(Path file, byte[] content) throws IOException {
    makeFolder(folderOf(file));
    Path draft = draft(file, content);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder(folderOf(file));
  }

  private static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      makeFolder(folderOf(folder));
      Files.createDirectories(folder);
      forceFolder(folderOf(folder));
    }
  }

  static void forceFolder(Path folder) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
          channel.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Path draft(Path file, byte[] content) throws IOException {
    Path draft = folderOf(file).resolve("." + UUID.randomUUID());
    try (FileOutputStream out = new FileOutputStream(draft.toFile())) {
      out.write(content);
      out.getFD().sync();
    }
    return draft;
  }

  private static Path folderOf(Path file) {
    Path folder = file.getParent();
    return folder == null ? Path.of("") : folder;
  }
}
