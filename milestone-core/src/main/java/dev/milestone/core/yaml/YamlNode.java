package dev.milestone.core.yaml;

/**
 * A value in a YAML file and where it begins. Line and column count from 1; columns count code
 * points.
 */
public abstract sealed class YamlNode permits YamlScalar, YamlSequence, YamlMapping {
  private final int line;
  private final int column;

  YamlNode(int line, int column) {
    this.line = line;
    this.column = column;
  }

  /** Line from 1. */
  public int line() {
    return line;
  }

  /** Column from 1. */
  public int column() {
    return column;
  }

  /** What stands there, in a few words, for messages. */
  public abstract String shown();
}
