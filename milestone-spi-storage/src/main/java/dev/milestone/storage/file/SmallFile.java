package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Small text files of the store: read whole, replaced whole. */
final class SmallFile {

  private static final int MAX_BYTES = 4096;

  private SmallFile() {}

  /** Null when there is none. */
  static @Nullable String read(FileOps ops, Path path) throws IOException {
    byte[] bytes = new byte[MAX_BYTES];
    try (FileOps.OpenFile file = ops.open(path, FileOps.Access.READ)) {
      int n = file.read(ByteBuffer.wrap(bytes), 0);
      return new String(bytes, 0, n, StandardCharsets.US_ASCII);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Replaces the file in one step; its content is durable, its name once the folder is forced. */
  static void replace(FileOps ops, Path path, String content) throws IOException {
    Path temporary =
        path.resolveSibling(
            Folder.TEMPORARY + ProcessHandle.current().pid() + "-" + path.getFileName());
    try (FileOps.OpenFile file = ops.open(temporary, FileOps.Access.CREATE)) {
      file.truncate(0);
      file.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)), 0);
      file.force(true);
    }
    ops.replace(temporary, path);
  }

  static String crc(String content) {
    CRC32C crc = new CRC32C();
    crc.update(content.getBytes(StandardCharsets.US_ASCII));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }
}
