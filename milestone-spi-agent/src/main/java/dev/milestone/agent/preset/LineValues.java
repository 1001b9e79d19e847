package dev.milestone.agent.preset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values that a preset's paths have in one line. Confined to one thread. */
final class LineValues {

  /** Most values of one path in one line; the rest is left out. */
  static final int MAX_VALUES = 1_000;

  private final Map<ValuePath, List<OutputValue>> values = new HashMap<>();

  /** The values of a line that is not JSON. */
  static LineValues ofText(String line) {
    LineValues values = new LineValues();
    values.add(ValuePath.LINE, new OutputValue(OutputValue.Kind.TEXT, PlainText.of(line)));
    return values;
  }

  void add(ValuePath path, OutputValue value) {
    List<OutputValue> list = values.computeIfAbsent(path, p -> new ArrayList<>(1));
    if (list.size() < MAX_VALUES) {
      list.add(value);
    }
  }

  List<OutputValue> all(ValuePath path) {
    return values.getOrDefault(path, List.of());
  }

  /** The first value that is a text, number or boolean and not empty. */
  Optional<OutputValue> first(ValuePath path) {
    return all(path).stream().filter(v -> v.plain() && !v.text().isBlank()).findFirst();
  }
}
