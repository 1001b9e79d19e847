package dev.milestone.core.journal;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that are not what they should be, and where. Never leaves this package: callers turn it
 * into their own error.
 */
final class JsonSyntax extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Index into the buffer that was read. */
  final int position;

  JsonSyntax(int position, String expected) {
    this(position, expected, null);
  }

  JsonSyntax(int position, String expected, @Nullable Throwable cause) {
    super(expected, cause, false, false);
    this.position = position;
  }

  /** What is wrong, in words. */
  String what() {
    return String.valueOf(getMessage());
  }
}
