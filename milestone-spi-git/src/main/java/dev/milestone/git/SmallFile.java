package dev.milestone.git;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the small text files of a repository. Only regular files, and only up to a size: a stranger
 * made them.
 */
final class SmallFile {

  /** Longest file that is read. */
  static final int MAX_BYTES = 1024 * 1024;

  private SmallFile() {}

  static String read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw MilestoneException.refused(
          "vcs_broken", file + " is not a regular file; the repository is damaged");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw MilestoneException.refused(
            "vcs_unsupported", file + " is larger than " + MAX_BYTES + " bytes; it was not read");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  static MilestoneException failed(Path file, IOException e) {
    return new MilestoneException(
        ErrorKind.IO, "vcs_io", file + " cannot be read: " + e.getMessage(), true, List.of(), e);
  }
}
