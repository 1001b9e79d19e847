package dev.milestone.core.yaml;

import java.util.ArrayList;
import java.util.List;

/** A list. */
public final class YamlSequence extends YamlNode {
  private final ArrayList<YamlNode> items = new ArrayList<>(4);

  YamlSequence(int line, int column) {
    super(line, column);
  }

  void add(YamlNode item) {
    items.add(item);
  }

  /** The items, in order. */
  public List<YamlNode> items() {
    return items;
  }

  @Override
  public String shown() {
    return items.isEmpty() ? "an empty list" : "a list";
  }
}
