package dev.milestone.testkit.model;

import org.apiguardian.api.API;

/**
 * Tokens that a model reports. Immutable.
 *
 * @param input all tokens of the input, those from the cache among them
 * @param cached those of the input that came from the cache
 * @param output tokens of the answer
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TokenUsage(long input, long cached, long output) {

  /** No tokens. */
  public static final TokenUsage NONE = new TokenUsage(0, 0, 0);

  /**
   * Tokens of one answer or of several.
   *
   * @throws IllegalArgumentException when one is negative or more come from the cache than there
   *     are
   */
  public TokenUsage {
    if (cached < 0 || output < 0 || cached > input) {
      throw new IllegalArgumentException("no usage: " + input + ", " + cached + ", " + output);
    }
  }

  /** Both together. */
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        Math.addExact(input, other.input),
        Math.addExact(cached, other.cached),
        Math.addExact(output, other.output));
  }

  /** Input and output. */
  public long total() {
    return Math.addExact(input, output);
  }
}
