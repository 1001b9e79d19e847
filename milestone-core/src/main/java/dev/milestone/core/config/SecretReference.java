package dev.milestone.core.config;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a secret is: {@code ${env:NAME}} or {@code ${file:path}}. A configuration never holds the
 * secret itself; it is looked up when it is used, and this value prints the reference only.
 *
 * @param kind {@code env} or {@code file}
 * @param name name of the environment variable, or path of the file
 */
public record SecretReference(String kind, String name) {
  private static final long MAX_BYTES = 64 << 10;

  /** Reads a reference; a literal secret is none. */
  static Optional<SecretReference> parse(String text) {
    if (!text.startsWith("${") || !text.endsWith("}")) {
      return Optional.empty();
    }
    String inner = text.substring(2, text.length() - 1);
    int colon = inner.indexOf(':');
    if (colon < 0 || colon == inner.length() - 1) {
      return Optional.empty();
    }
    String kind = inner.substring(0, colon);
    return kind.equals("env") || kind.equals("file")
        ? Optional.of(new SecretReference(kind, inner.substring(colon + 1)))
        : Optional.empty();
  }

  /**
   * Looks the secret up. A file's content is taken without its last line break.
   *
   * @param environment the environment variables
   * @throws MilestoneException when it is not there; the message names the reference
   */
  public String resolve(Map<String, String> environment) {
    if (kind.equals("env")) {
      String value = environment.get(name);
      if (value == null || value.isEmpty()) {
        throw new MilestoneException(
            ErrorKind.INVALID_INPUT, "no_secret", this + " is not set; set the variable");
      }
      return value;
    }
    try {
      Path file = Path.of(name);
      if (Files.size(file) > MAX_BYTES) {
        throw new MilestoneException(
            ErrorKind.INVALID_INPUT, "bad_secret", this + " has more than " + MAX_BYTES + " bytes");
      }
      String text = Files.readString(file);
      int end = text.length();
      while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
        end--;
      }
      return text.substring(0, end);
    } catch (IOException | InvalidPathException e) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT, "no_secret", this + " cannot be read: " + e.getMessage());
    }
  }

  @Override
  public String toString() {
    return "${" + kind + ":" + name + "}";
  }
}
