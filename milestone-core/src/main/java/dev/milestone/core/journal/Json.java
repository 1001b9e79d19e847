package dev.milestone.core.journal;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * JSON of the engine's own documents – checkpoints, leases – as maps, lists, text, {@code Long},
 * {@code Double} and {@code Boolean}. Thread-safe: keeps nothing.
 *
 * <p>Writes also {@code Integer} and {@code BigDecimal}; leaves null out of maps and lists, both
 * ways. Reads strictly: UTF-8, a key only once in its object, nothing after the value, at most
 * {@value #MAX_DEPTH} levels and {@value #MAX_BYTES} bytes.
 */
public final class Json {

  /** Deepest nesting of lists and maps. */
  public static final int MAX_DEPTH = 64;

  /** Longest document, in bytes. */
  public static final int MAX_BYTES = 256 * 1024 * 1024;

  private Json() {}

  /**
   * Writes on one line.
   *
   * @throws MilestoneException of kind {@link ErrorKind#DEFECT} when the value holds something else
   *     than said above
   */
  public static byte[] write(Object value) {
    return write(value, false);
  }

  /** Writes on one line, or with two spaces of indentation a level and a line break at the end. */
  public static byte[] write(Object value, boolean pretty) {
    JsonWriter writer = new JsonWriter(MAX_BYTES, pretty);
    writer.value(value, MAX_DEPTH);
    if (pretty) {
      writer.raw('\n');
    }
    return writer.toBytes();
  }

  /** Writes on one line, as text. */
  public static String text(Map<String, ?> object) {
    return new String(write(object), StandardCharsets.UTF_8);
  }

  /**
   * Reads one value.
   *
   * @throws MilestoneException of kind {@link ErrorKind#DAMAGED}, code {@code bad_json}, with the
   *     position of the first byte that is wrong
   */
  public static Object read(byte[] document) {
    limit(document);
    try {
      return new JsonReader().readPresent(document, 0, document.length, MAX_DEPTH);
    } catch (JsonSyntax e) {
      throw bad(e);
    }
  }

  /** Reads one object; otherwise as {@link #read}. */
  public static Map<String, Object> readObject(byte[] document) {
    limit(document);
    try {
      return new JsonReader().readObject(document, 0, document.length, MAX_DEPTH);
    } catch (JsonSyntax e) {
      throw bad(e);
    }
  }

  private static void limit(byte[] document) {
    if (document.length > MAX_BYTES) {
      throw new MilestoneException(
          ErrorKind.DAMAGED, "bad_json", "The document has more than " + MAX_BYTES + " bytes.");
    }
  }

  private static MilestoneException bad(JsonSyntax e) {
    return new MilestoneException(
        ErrorKind.DAMAGED,
        "bad_json",
        "Not valid at byte " + e.position + ": " + e.what() + ".",
        false,
        List.of(),
        e);
  }
}
