package dev.milestone.agent;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.model.AgentDefinition;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The setting {@code timeout} of an agent: the longest time of one of its processes, whatever the
 * task allows.
 */
final class AgentTimeout {

  private AgentTimeout() {}

  /**
   * The timeout of a declaration, if it has one; written {@code 90s}, {@code 10m}, {@code 2h},
   * {@code 1d} or ISO 8601.
   */
  static Optional<Duration> of(AgentDefinition definition) {
    String text = definition.settings().get("timeout");
    if (text == null) {
      return Optional.empty();
    }
    String upper = text.strip().toUpperCase(Locale.ROOT);
    try {
      Duration timeout =
          Duration.parse(
              upper.startsWith("P") ? upper : upper.endsWith("D") ? "P" + upper : "PT" + upper);
      if (!timeout.isNegative() && !timeout.isZero()) {
        return Optional.of(timeout);
      }
    } catch (DateTimeParseException e) {
      // Refused below, with the same words as a time that is not positive.
    }
    throw MilestoneException.invalid(
        "bad_timeout",
        "the timeout of agent " + definition.id() + " cannot be used",
        List.of(
            Problem.of(
                "agents." + definition.id() + ".settings.timeout",
                text,
                "a positive duration such as 90s, 10m or PT2H",
                "")));
  }
}
