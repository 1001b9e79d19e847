package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a sealed segment is, as one JSON object with a fixed order of fields.
 *
 * @param first first sequence
 * @param last last sequence
 * @param bytes length of the segment
 * @param sha256 SHA-256 of its bytes, hexadecimal
 * @param chain chain of its last line, hexadecimal
 */
record Manifest(long first, long last, long bytes, String sha256, String chain) {

  private static final Pattern FORM =
      Pattern.compile(
          "(\\{\"first\":(\\d{1,18}),\"last\":(\\d{1,18}),\"count\":\\d{1,18},\"bytes\":(\\d{1,18}),\"sha256\":\"([0-9a-f]{64})\",\"chain\":\"([0-9a-f]{64})\"),\"crc\":\"([0-9a-f]{8})\"}\n");

  String text() {
    String content =
        "{\"first\":"
            + first
            + ",\"last\":"
            + last
            + ",\"count\":"
            + (last - first + 1)
            + ",\"bytes\":"
            + bytes
            + ",\"sha256\":\""
            + sha256
            + "\",\"chain\":\""
            + chain
            + "\"";
    return content + ",\"crc\":\"" + SmallFile.crc(content) + "\"}\n";
  }

  /** Null when there is none or it is not whole. */
  static @Nullable Manifest read(FileOps ops, Path path) throws IOException {
    String text = SmallFile.read(ops, path);
    if (text == null) {
      return null;
    }
    Matcher m = FORM.matcher(text);
    if (!m.matches() || !SmallFile.crc(String.valueOf(m.group(1))).equals(m.group(7))) {
      return null;
    }
    return new Manifest(
        Long.parseLong(m.group(2)),
        Long.parseLong(m.group(3)),
        Long.parseLong(m.group(4)),
        String.valueOf(m.group(5)),
        String.valueOf(m.group(6)));
  }
}
