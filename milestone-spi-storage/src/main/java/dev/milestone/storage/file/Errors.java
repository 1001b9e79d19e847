package dev.milestone.storage.file;

import dev.milestone.ErrorKind;
import dev.milestone.spi.storage.StorageException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The errors of the file store, each with what to do next. */
final class Errors {

  private Errors() {}

  static StorageException io(String doing, Path path, Exception e) {
    if (isFull(e)) {
      return new StorageException(
          ErrorKind.IO,
          "disk_full",
          "no space while "
              + doing
              + " "
              + path
              + "; nothing was acknowledged: free space and try again",
          e);
    }
    if (e instanceof AccessDeniedException || e instanceof ReadOnlyFileSystemException) {
      return new StorageException(
          ErrorKind.IO,
          "io",
          "permission denied while " + doing + " " + path + "; check owner and mode of the store",
          e);
    }
    return new StorageException(
        ErrorKind.IO, "io", "failed while " + doing + " " + path + ": " + e, e);
  }

  static boolean isFull(Exception e) {
    String m = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return m.contains("no space left") || m.contains("quota") || m.contains("file too large");
  }

  static StorageException damaged(String where, String what) {
    return new StorageException(
        ErrorKind.DAMAGED,
        "damaged",
        where
            + ": "
            + what
            + "; nothing was changed: run 'milestone doctor --repair', which restores lines from"
            + " verified copies");
  }

  static StorageException failed(@Nullable Throwable cause) {
    return new StorageException(
        ErrorKind.IO,
        "store_failed",
        "the disk refused to make events durable, so this store takes no more; close it, check the"
            + " disk and open it again: what was acknowledged is there",
        cause);
  }

  static StorageException closed() {
    return new StorageException(
        ErrorKind.REFUSED, "store_closed", "the store is closed; open it again");
  }

  static StorageException readOnly() {
    return new StorageException(
        ErrorKind.REFUSED,
        "read_only",
        "the store was opened for reading only; open it for writing");
  }

  static StorageException symlink(Path path) {
    return new StorageException(
        ErrorKind.DAMAGED,
        "damaged",
        path
            + " is a symbolic link or no plain file or directory; a store follows no links: put"
            + " back what belongs there");
  }

  static StorageException defect(String what) {
    return new StorageException(ErrorKind.DEFECT, "defect", what);
  }
}
