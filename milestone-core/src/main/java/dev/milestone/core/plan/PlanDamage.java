package dev.milestone.core.plan;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.plan.PlanImport;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * What is wrong with a file of which no format is sure: it is empty, it is no text in UTF-8, the
 * format that it resembles most refuses it, or it begins like JSON and is none. Stateless.
 */
final class PlanDamage {

  private static final int BUFFER = 8_192;
  private static final int MAX_WORDS = 200;

  private PlanDamage() {}

  /** The first damage; null when there is none that can be told. */
  static @Nullable Problem of(PlanFile file, List<PlanFormat> formats) {
    byte[] bytes = file.content();
    int start = begin(bytes);
    if (start == bytes.length) {
      return new Problem(
          file.name(),
          1,
          1,
          "",
          bytes.length == 0 ? "an empty file" : "nothing but blanks",
          "a plan",
          "was it cut off when it was written?");
    }
    int foreign = notUtf8(bytes);
    if (foreign >= 0) {
      return at(
          file,
          foreign,
          String.format("a byte 0x%02X that is not UTF-8", bytes[foreign] & 0xFF),
          "text in UTF-8",
          "save the file as UTF-8");
    }
    Problem refused = refused(file, formats);
    return refused == null && (bytes[start] == '{' || bytes[start] == '[')
        ? notJson(file, start)
        : refused;
  }

  private static int begin(byte[] bytes) {
    boolean mark =
        bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    int start = mark ? 3 : 0;
    while (start < bytes.length
        && (bytes[start] == ' '
            || bytes[start] == '\t'
            || bytes[start] == '\n'
            || bytes[start] == '\r')) {
      start++;
    }
    return start;
  }

  private static int notUtf8(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(BUFFER);
    while (true) {
      var result = decoder.decode(in, out, true);
      if (result.isError()) {
        return in.position();
      }
      if (result.isUnderflow()) {
        return -1;
      }
      out.clear();
    }
  }

  /** What the format says that is surest of it, though not sure enough. */
  private static @Nullable Problem refused(PlanFile file, List<PlanFormat> formats) {
    PlanFormat likely = null;
    int most = 0;
    for (PlanFormat format : formats) {
      int sure = format.recognise(List.of(file));
      likely = sure > most ? format : sure == most ? null : likely;
      most = Math.max(most, sure);
    }
    if (likely == null) {
      return null;
    }
    try {
      likely.read(new PlanImport(List.of(file), Duration.ofHours(1)));
      return null;
    } catch (MilestoneException e) {
      return e.problems().isEmpty() ? null : e.problems().get(0);
    }
  }

  private static @Nullable Problem notJson(PlanFile file, int start) {
    byte[] bytes = file.content();
    try (JsonParser parser =
        new JsonFactory()
            .createParser(ObjectReadContext.empty(), bytes, start, bytes.length - start)) {
      while (parser.nextToken() != null) {
        // Only whether it can be read is asked.
      }
      return null;
    } catch (JacksonException e) {
      TokenStreamLocation location = e.getLocation();
      long offset = location == null ? 0 : Math.max(0, location.getByteOffset());
      return at(
          file,
          (int) Math.min(bytes.length, start + offset),
          "JSON that cannot be read: " + words(e),
          "a plan",
          "was it cut off, or changed by hand?");
    }
  }

  private static String words(JacksonException e) {
    String words = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    return words.length() <= MAX_WORDS ? words : words.substring(0, MAX_WORDS - 1) + "…";
  }

  private static Problem at(PlanFile file, int offset, String found, String expected, String hint) {
    byte[] bytes = file.content();
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      if (bytes[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int column = 1;
    for (int i = lineStart; i < offset; i++) {
      column += (bytes[i] & 0xC0) == 0x80 ? 0 : 1;
    }
    return new Problem(file.name(), line, column, "", found, expected, hint);
  }
}
