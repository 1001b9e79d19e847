package dev.milestone.core.yaml;

/**
 * A single value. Its text is kept as it is written; what an unquoted text would be by the JSON
 * schema of YAML 1.2 is in {@link #kind()}. So {@code no}, {@code on}, {@code 0x1F} and {@code 012}
 * are texts.
 */
public final class YamlScalar extends YamlNode {

  /** What a scalar is. */
  public enum Kind {
    /** A text, quoted or not. */
    TEXT,
    /** An unquoted whole number. */
    INTEGER,
    /** An unquoted number with a fraction or an exponent. */
    REAL,
    /** Unquoted {@code true} or {@code false}. */
    BOOLEAN,
    /** Nothing, or unquoted {@code null}. */
    NULL
  }

  private final String text;
  private final Kind kind;

  YamlScalar(int line, int column, String text, Kind kind) {
    super(line, column);
    this.text = text;
    this.kind = kind;
  }

  /** The text, without quotes. */
  public String text() {
    return text;
  }

  /** What it is. */
  public Kind kind() {
    return kind;
  }

  @Override
  public String shown() {
    return switch (kind) {
      case TEXT -> "'" + text + "'";
      case NULL -> "nothing";
      default -> text;
    };
  }
}
