package dev.milestone.cli;

/**
 * Colours texts where the receiving end shows them, and leaves them as they are otherwise.
 *
 * @param on whether colours are shown
 */
record Style(boolean on) {

  /** No colours. */
  static final Style PLAIN = new Style(false);

  String bold(String text) {
    return wrap("1", text);
  }

  String dim(String text) {
    return wrap("2", text);
  }

  String red(String text) {
    return wrap("31", text);
  }

  String green(String text) {
    return wrap("32", text);
  }

  String yellow(String text) {
    return wrap("33", text);
  }

  String cyan(String text) {
    return wrap("36", text);
  }

  private String wrap(String code, String text) {
    return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
