package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The chain's head, noted in the second place: {@code seq chain crc}. A journal that was cut back,
 * together with its watermark, is told by it.
 */
record HeadNote(long seq, String chain) {

  static long seqOf(FileOps ops, Folder folder) throws IOException {
    HeadNote note = read(ops, folder);
    return note == null ? 0 : note.seq();
  }

  /** Null when there is none or it is not whole. */
  static @Nullable HeadNote read(FileOps ops, Folder folder) throws IOException {
    String text = SmallFile.read(ops, folder.head());
    String[] parts = text == null ? new String[0] : text.strip().split(" ");
    if (parts.length != 3 || !SmallFile.crc(parts[0] + " " + parts[1]).equals(parts[2])) {
      return null;
    }
    return new HeadNote(Long.parseLong(parts[0]), parts[1]);
  }

  void write(FileOps ops, Folder folder) throws IOException {
    makeFolder(ops, folder.secondPlace());
    String content = seq + " " + chain;
    SmallFile.replace(ops, folder.head(), content + " " + SmallFile.crc(content) + "\n");
  }

  static void makeFolder(FileOps ops, Path directory) throws IOException {
    if (ops.kind(directory) != FileOps.Kind.MISSING) {
      return;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      makeFolder(ops, parent);
    }
    try {
      ops.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      // another process was first
    }
    if (parent != null) {
      ops.forceDirectory(parent);
    }
  }
}
