package dev.milestone.cli;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Replaces a file as a whole: the new content is written beside it, forced and moved over it, with
 * the permissions it had. Whoever reads it sees the old or the new content. A link is followed
 * where it stays in the project; its target is replaced and the link stays.
 */
final class InPlace {
  private final Path named;
  private final Path file;
  private final byte[] before;

  private InPlace(Path named, Path file, byte[] before) {
    this.named = named;
    this.file = file;
    this.before = before;
  }

  /**
   * Remembers a file as it is.
   *
   * @throws MilestoneException when it is a link out of the project
   */
  static InPlace of(Path named, Path project) throws IOException {
    Path absolute = named.toAbsolutePath().normalize();
    Path real = absolute.toRealPath();
    boolean inside = absolute.startsWith(project.toAbsolutePath().normalize());
    boolean leaves =
        inside ? !real.startsWith(project.toRealPath()) : Files.isSymbolicLink(absolute);
    if (leaves) {
      throw MilestoneException.refused(
          "leaves_project",
          named
              + " is a link out of the project to "
              + real
              + "; it is not replaced, use --output");
    }
    return new InPlace(named, real, Files.readAllBytes(real));
  }

  /**
   * Replaces it.
   *
   * @throws MilestoneException when it is not as it was remembered
   */
  void replace(byte[] content) throws IOException {
    Path folder = file.getParent();
    if (folder == null) {
      throw new MilestoneException(ErrorKind.IO, "io", named + " has no folder");
    }
    Path beside = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
    try {
      write(beside, content);
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        Files.setPosixFilePermissions(beside, mode);
      }
      if (!Arrays.equals(Files.readAllBytes(file), before)) {
        throw MilestoneException.refused(
            "file_changed",
            named + " was changed by somebody meanwhile; nothing replaced, try again");
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  private static void write(Path to, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Writes a file that need not exist yet, whole or not at all. */
  static void create(Path named, byte[] content) throws IOException {
    Path absolute = named.toAbsolutePath().normalize();
    if (Files.isDirectory(absolute)) {
      throw MilestoneException.invalid(
          "bad_output", "--output " + named + " is a folder; name a file", List.of());
    }
    Files.write(absolute, content);
  }
}
