package dev.milestone.git;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;

/**
 * Deletes a folder with all below it and nothing else: links are removed and never followed, also
 * when somebody swaps a folder for a link meanwhile.
 */
final class SafeDelete {

  private SafeDelete() {}

  /** Deletes it; one that is not there is deleted. */
  static void tree(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(folder);
      return;
    }
    contents(folder, "");
    Files.deleteIfExists(folder);
  }

  /** Deletes what is in it but for one entry. */
  static void contents(Path folder, String kept) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      if (entries instanceof SecureDirectoryStream<Path> secure) {
        empty(secure, kept);
      } else {
        for (Path entry : entries) {
          if (!entry.getFileName().toString().equals(kept)) {
            tree(entry);
          }
        }
      }
    } catch (NoSuchFileException e) {
      // Somebody else deletes it, too.
    }
  }

  private static void empty(SecureDirectoryStream<Path> folder, String kept) throws IOException {
    for (Path entry : folder) {
      Path name = entry.getFileName();
      if (name.toString().equals(kept)) {
        continue;
      }
      boolean isFolder =
          folder
              .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes()
              .isDirectory();
      if (!isFolder) {
        folder.deleteFile(name);
        continue;
      }
      makeOpen(folder, name);
      try (SecureDirectoryStream<Path> below =
          folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        empty(below, "");
      }
      folder.deleteDirectory(name);
    }
  }

  /** Tools leave folders that even their owner may not write to. */
  private static void makeOpen(SecureDirectoryStream<Path> folder, Path name) {
    try {
      folder
          .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setPermissions(
              EnumSet.of(
                  PosixFilePermission.OWNER_READ,
                  PosixFilePermission.OWNER_WRITE,
                  PosixFilePermission.OWNER_EXECUTE));
    } catch (IOException | UnsupportedOperationException e) {
      // What cannot be opened is told when it cannot be deleted.
    }
  }
}
