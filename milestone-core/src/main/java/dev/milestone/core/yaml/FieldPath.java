package dev.milestone.core.yaml;

import org.jspecify.annotations.Nullable;

/**
 * Path of a field, such as {@code milestones[0].tasks[2].depends_on[0]}; written out only when a
 * problem needs it. Immutable.
 */
public final class FieldPath {

  /** The document itself. */
  public static final FieldPath ROOT = new FieldPath(null, "", -1);

  private final @Nullable FieldPath parent;
  private final String key;
  private final int index;

  private FieldPath(@Nullable FieldPath parent, String key, int index) {
    this.parent = parent;
    this.key = key;
    this.index = index;
  }

  /** The value of a key. */
  public FieldPath at(String name) {
    return new FieldPath(this, name, -1);
  }

  /** An item of a list. */
  public FieldPath at(int item) {
    return new FieldPath(this, "", item);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    append(text);
    return text.toString();
  }

  private void append(StringBuilder text) {
    if (parent == null) {
      return;
    }
    parent.append(text);
    if (index >= 0) {
      text.append('[').append(index).append(']');
    } else {
      if (text.length() > 0) {
        text.append('.');
      }
      text.append(key);
    }
  }
}
