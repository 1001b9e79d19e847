package dev.milestone.core.yaml;

import java.io.Reader;

/**
 * Reads a text in pieces that never end in the middle of a character. The YAML scanner asks for the
 * other half of one where its buffer has no room left, and fails.
 */
final class WholeCharacters extends Reader {

  private final String text;
  private int next;

  WholeCharacters(String text) {
    this.text = text;
  }

  @Override
  public int read(char[] into, int offset, int length) {
    if (next >= text.length()) {
      return -1;
    }
    int count = Math.min(length, text.length() - next);
    if (count > 1
        && next + count < text.length()
        && Character.isHighSurrogate(text.charAt(next + count - 1))) {
      count--;
    }
    text.getChars(next, next + count, into, offset);
    next += count;
    return count;
  }

  @Override
  public void close() {
    next = text.length();
  }
}
