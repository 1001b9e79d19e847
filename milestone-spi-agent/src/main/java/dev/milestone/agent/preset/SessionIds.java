package dev.milestone.agent.preset;

import dev.milestone.model.AgentSession;

/**
 * Which names of sessions are accepted. A session's name comes from an agent's output and goes into
 * an argument list, so it must not be able to look like an option.
 */
public final class SessionIds {

  private SessionIds() {}

  /** Letters, digits and {@code . _ : -}, the first a letter or digit. */
  public static boolean accepted(String id) {
    return !id.isEmpty()
        && id.length() <= AgentSession.MAX_ID
        && letterOrDigit(id.charAt(0))
        && id.chars()
            .allMatch(c -> letterOrDigit(c) || c == '.' || c == '_' || c == ':' || c == '-');
  }

  private static boolean letterOrDigit(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }
}
