package dev.milestone.agent.preset;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says where a value stands in a line: the first of some paths that has one, and of its text the
 * part behind one literal and before another. Immutable.
 *
 * @param paths where to look, in order; for sums all of them count
 * @param after literal that ends what is left out in front; empty: nothing is
 * @param before literal that begins what is left out behind; empty: nothing is
 */
record Extract(List<ValuePath> paths, String after, String before) {

  /** The text, several values of one path joined by line breaks; never blank. */
  Optional<String> text(LineValues line) {
    for (ValuePath path : paths) {
      String text =
          line.all(path).stream()
              .filter(OutputValue::plain)
              .map(value -> part(value.text()))
              .flatMap(Optional::stream)
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining("\n"));
      if (!text.isBlank()) {
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }

  /** The values that are there, of all paths, cut to their part. */
  List<OutputValue> values(LineValues line) {
    return paths.stream()
        .flatMap(path -> line.all(path).stream())
        .filter(OutputValue::plain)
        .flatMap(
            value -> part(value.text()).map(text -> new OutputValue(value.kind(), text)).stream())
        .toList();
  }

  /** The first usable number. */
  Optional<BigDecimal> number(LineValues line) {
    return values(line).stream().map(OutputValue::number).flatMap(Optional::stream).findFirst();
  }

  private Optional<String> part(String text) {
    int from = 0;
    if (!after.isEmpty()) {
      int at = text.indexOf(after);
      if (at < 0) {
        return Optional.empty();
      }
      from = at + after.length();
    }
    int to = before.isEmpty() ? text.length() : text.indexOf(before, from);
    return to < 0 ? Optional.empty() : Optional.of(text.substring(from, to));
  }
}
