package dev.milestone.spi.vcs.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/** Reads the last paragraph of a commit message, where {@code Key: value} lines stand. Pure. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Trailers {

  /** Most trailers that are read of one message. */
  public static final int MAX_TRAILERS = 1_000;

  private Trailers() {}

  /**
   * One of them.
   *
   * @param key letters, digits and {@code -}
   * @param value without line ends
   */
  public record Trailer(String key, String value) {}

  /**
   * The trailers of a message, in order. A line that begins with a space goes on with the one
   * before. A last paragraph that is not made of trailers only has none, and neither has a message
   * of one paragraph.
   */
  public static List<Trailer> parse(String message) {
    List<String> block = lastParagraph(message);
    List<Trailer> found = new ArrayList<>();
    for (String line : block) {
      if (found.size() >= MAX_TRAILERS) {
        break;
      }
      int colon = line.indexOf(':');
      if ((line.startsWith(" ") || line.startsWith("\t")) && !found.isEmpty()) {
        Trailer last = found.remove(found.size() - 1);
        found.add(new Trailer(last.key(), (last.value() + " " + line.strip()).strip()));
      } else if (colon > 0 && isKey(line.substring(0, colon))) {
        found.add(new Trailer(line.substring(0, colon), line.substring(colon + 1).strip()));
      } else {
        return List.of();
      }
    }
    return List.copyOf(found);
  }

  /** The value of the last trailer with that key, whatever its case. */
  public static Optional<String> value(List<Trailer> trailers, String key) {
    Optional<String> value = Optional.empty();
    for (Trailer trailer : trailers) {
      if (trailer.key().equalsIgnoreCase(key)) {
        value = Optional.of(trailer.value());
      }
    }
    return value;
  }

  /** Whether a text can be the key of a trailer. */
  public static boolean isKey(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!letter && !(c >= '0' && c <= '9') && c != '-') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static List<String> lastParagraph(String message) {
    String[] lines = message.stripTrailing().split("\n", -1);
    int first = lines.length;
    while (first > 0 && !lines[first - 1].isBlank()) {
      first--;
    }
    return first == 0 ? List.of() : List.of(lines).subList(first, lines.length);
  }
}
