package dev.milestone.agent.preset;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What has to hold of a path's value, all parts together; with {@code *} in the path, of any one of
 * its values. Literals only: output never reaches a pattern. Immutable.
 *
 * @param path where the value stands
 * @param equal one of these; empty: any
 * @param contains one of these stands in it, upper and lower case alike; empty: any
 * @param starts it begins with one of these; empty: any
 * @param least smallest number
 * @param most largest number
 * @param present whether there is a value that is not null
 */
record Condition(
    ValuePath path,
    List<String> equal,
    List<String> contains,
    List<String> starts,
    Optional<BigDecimal> least,
    Optional<BigDecimal> most,
    Optional<Boolean> present) {

  boolean holds(LineValues line) {
    List<OutputValue> values = line.all(path);
    if (present.isPresent()) {
      boolean there = values.stream().anyMatch(v -> v.kind() != OutputValue.Kind.NULL);
      if (there != present.get()) {
        return false;
      }
      if (equal.isEmpty() && contains.isEmpty() && starts.isEmpty()) {
        return true;
      }
    }
    return values.stream().anyMatch(this::holds);
  }

  private boolean holds(OutputValue value) {
    return value.plain()
        && (equal.isEmpty() || equal.contains(value.text()))
        && (contains.isEmpty() || contains.stream().anyMatch(value::contains))
        && (starts.isEmpty() || starts.stream().anyMatch(value.text()::startsWith))
        && inRange(value);
  }

  private boolean inRange(OutputValue value) {
    if (least.isEmpty() && most.isEmpty()) {
      return true;
    }
    Optional<BigDecimal> number = value.number();
    return number.isPresent()
        && (least.isEmpty() || number.get().compareTo(least.get()) >= 0)
        && (most.isEmpty() || number.get().compareTo(most.get()) <= 0);
  }
}
