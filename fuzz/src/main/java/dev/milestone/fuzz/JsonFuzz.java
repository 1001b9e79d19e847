package dev.milestone.fuzz;

import dev.milestone.MilestoneException;
import dev.milestone.core.journal.Json;
import java.util.Map;

/** Fuzzes the reader of JSON documents: what it accepts is written and read again as the same. */
public final class JsonFuzz {

  private JsonFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    Map<String, Object> read;
    try {
      read = Json.readObject(input);
    } catch (MilestoneException e) {
      return;
    }
    if (!read.equals(Json.readObject(Json.write(read)))) {
      throw new AssertionError("written and read again it is another document");
    }
  }
}
