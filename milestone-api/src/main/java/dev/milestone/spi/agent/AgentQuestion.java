package dev.milestone.spi.agent;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Something an agent may not decide by itself and a person is asked about.
 *
 * @param kind what it is about: {@code permission} – may the agent do something – or {@code
 *     question}
 * @param text what is asked, in words for people; 1 to {@link #MAX_TEXT} characters
 * @param options the possible answers; at most {@link #MAX_OPTIONS}, each of 1 to {@link
 *     #MAX_OPTION} characters; empty: the answer is free
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AgentQuestion(String kind, String text, List<String> options) {

  /** Longest text, in characters. */
  public static final int MAX_TEXT = 4_000;

  /** Most options. */
  public static final int MAX_OPTIONS = 16;

  /** Longest option, in characters. */
  public static final int MAX_OPTION = 200;

  /** Checks and copies. */
  public AgentQuestion {
    options = List.copyOf(options);
    if (text.isBlank() || text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("a question has 1 to " + MAX_TEXT + " characters");
    }
    if (options.size() > MAX_OPTIONS
        || options.stream().anyMatch(o -> o.isBlank() || o.length() > MAX_OPTION)) {
      throw new IllegalArgumentException(
          "a question has at most "
              + MAX_OPTIONS
              + " options of 1 to "
              + MAX_OPTION
              + " characters");
    }
  }
}
