package dev.milestone.spi.vcs.message;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The first line of a commit in the form {@code type(scope)!: subject}. Immutable.
 *
 * @param type a word; empty where somebody wrote a scope only
 * @param scope what it is about
 * @param breaking whether a {@code !} stands before the colon
 * @param subject the rest
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ConventionalHeader(
    String type, Optional<String> scope, boolean breaking, String subject) {

  /**
   * Reads the first line of a message, as the preset {@code conventionalcommits} of
   * conventional-changelog does: the scope reaches to the last parenthesis that a colon follows.
   * Linear time.
   *
   * @return nothing when it has another form
   */
  public static Optional<ConventionalHeader> parse(String message) {
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    int at = 0;
    while (at < line.length() && isWord(line.charAt(at))) {
      at++;
    }
    String type = line.substring(0, at);
    Optional<String> scope = Optional.empty();
    if (line.startsWith("(", at)) {
      int close = Math.max(line.lastIndexOf("): "), line.lastIndexOf(")!: "));
      if (close <= at) {
        return Optional.empty();
      }
      scope = Optional.of(line.substring(at + 1, close)).filter(text -> !text.isEmpty());
      at = close + 1;
    }
    boolean breaking = line.startsWith("!", at);
    int colon = breaking ? at + 1 : at;
    if (type.isEmpty() && scope.isEmpty() || !line.startsWith(": ", colon)) {
      return Optional.empty();
    }
    return Optional.of(new ConventionalHeader(type, scope, breaking, line.substring(colon + 2)));
  }

  private static boolean isWord(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }

  @Override
  public String toString() {
    return type + scope.map(s -> "(" + s + ")").orElse("") + (breaking ? "!" : "") + ": " + subject;
  }
}
