package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;
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
    byte[] bytes = new byte[256];
    int n;
    try (FileOps.OpenFile file = ops.open(folder.head(), FileOps.Access.READ)) {
      n = file.read(ByteBuffer.wrap(bytes), 0);
    } catch (NoSuchFileException e) {
      return null;
    }
    String[] parts = new String(bytes, 0, n, StandardCharsets.US_ASCII).strip().split(" ");
    if (parts.length != 3 || !crc(parts[0] + " " + parts[1]).equals(parts[2])) {
      return null;
    }
    return new HeadNote(Long.parseLong(parts[0]), parts[1]);
  }

  static void write(FileOps ops, Folder folder, long seq, byte[] chain) throws IOException {
    if (ops.kind(folder.secondPlace()) == FileOps.Kind.MISSING) {
      createDirectories(ops, folder.secondPlace());
    }
    String content = seq + " " + Line.hexOf(chain);
    byte[] bytes = (content + " " + crc(content) + "\n").getBytes(StandardCharsets.US_ASCII);
    Path temporary =
        folder.secondPlace().resolve(Folder.TEMPORARY + "head-" + ProcessHandle.current().pid());
    try (FileOps.OpenFile file = ops.open(temporary, FileOps.Access.CREATE)) {
      file.truncate(0);
      file.write(ByteBuffer.wrap(bytes), 0);
      file.force(true);
    }
    ops.replace(temporary, folder.head());
  }

  static void createDirectories(FileOps ops, Path directory) throws IOException {
    if (ops.kind(directory) != FileOps.Kind.MISSING) {
      return;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      createDirectories(ops, parent);
    }
    try {
      ops.createDirectory(directory);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      // another process was first
    }
  }

  private static String crc(String content) {
    CRC32C crc = new CRC32C();
    crc.update(content.getBytes(StandardCharsets.US_ASCII));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }
}
