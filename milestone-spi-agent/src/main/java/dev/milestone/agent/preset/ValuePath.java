package dev.milestone.agent.preset;

import java.util.List;
import java.util.Optional;

/**
 * The way to a value in a line of output: names and list indexes separated by dots, {@code *} for
 * every entry; {@link #LINE} for the text of a line that is not JSON. Immutable.
 *
 * @param text as it is written
 * @param steps its parts
 */
record ValuePath(String text, List<String> steps) {

  /** The whole line, when it is not JSON. */
  static final ValuePath LINE = new ValuePath("$line", List.of("$line"));

  /** Every entry of a map or list. */
  static final String ANY = "*";

  private static final int MAX_STEPS = 12;

  /** The path, unless a step is empty or there are too many. */
  static Optional<ValuePath> of(String text) {
    List<String> steps = List.of(text.split("\\.", -1));
    return steps.size() > MAX_STEPS || steps.stream().anyMatch(String::isBlank)
        ? Optional.empty()
        : Optional.of(new ValuePath(text, steps));
  }
}
