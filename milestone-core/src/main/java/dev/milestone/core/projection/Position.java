package dev.milestone.core.projection;

import dev.milestone.MilestoneException;
import dev.milestone.core.journal.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a projection has come; stands in {@code logs/.position}.
 *
 * @param logs the last sequence in the category logs
 * @param crc CRC-32 of that line, so that another journal is noticed
 * @param files the sequence up to which changes have gone into the YAML tree
 * @param retry files that could not be written
 * @param boot the boot in which it was written: what was not forced may be gone after another
 * @param clean whether nothing was being written then
 */
record Position(long logs, long crc, long files, List<String> retry, String boot, boolean clean) {

  static final String FILE = "logs/.position";

  /** Most files that are tried again; beyond that everything is compared anew. */
  static final int MAX_RETRY = 10_000;

  /** Nothing yet. */
  static final Position NONE = new Position(0, 0, 0, List.of(), "", false);

  /** Copies the list. */
  Position {
    retry = List.copyOf(retry);
  }

  /** What stands in the folder; {@link #NONE} when nothing does, or nothing readable. */
  static Position read(SafeFolder folder) throws IOException {
    byte[] bytes = folder.read(FILE);
    if (bytes == null) {
      return NONE;
    }
    try {
      Map<String, Object> map = Json.readObject(bytes);
      if (number(map.get("schema")) != 1) {
        return NONE;
      }
      List<String> retry = new ArrayList<>();
      if (map.get("retry") instanceof List<?> list) {
        list.forEach(name -> retry.add(String.valueOf(name)));
      }
      return new Position(
          number(map.get("logs")),
          number(map.get("crc")),
          number(map.get("files")),
          retry,
          String.valueOf(map.get("boot")),
          Boolean.TRUE.equals(map.get("clean")));
    } catch (MilestoneException torn) {
      return NONE;
    }
  }

  private static long number(@Nullable Object value) {
    return value instanceof Long n ? n : 0;
  }

  void write(SafeFolder folder) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("schema", 1);
    map.put("logs", logs);
    map.put("crc", crc);
    map.put("files", files);
    map.put("retry", retry);
    map.put("boot", boot);
    map.put("clean", clean);
    folder.replace(FILE, Json.write(map));
  }

  Position withLogs(long newLogs, long newCrc) {
    return new Position(newLogs, newCrc, files, retry, boot, clean);
  }

  Position withFiles(long newFiles, List<String> newRetry) {
    boolean tooMany = newRetry.size() > MAX_RETRY;
    return new Position(
        logs, crc, tooMany ? 0 : newFiles, tooMany ? List.of() : newRetry, boot, clean);
  }

  Position withState(String newBoot, boolean newClean) {
    return new Position(logs, crc, files, retry, newBoot, newClean);
  }
}
