package dev.milestone.connectors;

/**
 * A line of a Markdown document. Offsets are positions in the document's text. Immutable.
 *
 * @param number number from 1
 * @param start offset of its first character
 * @param end offset after its last character, line break not included
 * @param kind what it is
 * @param indent columns of blank before it, tabs to the next fourth; lines of a code fence have the
 *     indent of the fence
 * @param level level of a heading, else 0
 * @param mark offset of the mark of a check box, else -1
 * @param markEnd offset of the bracket that closes the check box, else -1
 * @param text offset of the content after hashes, bullet and check box
 */
record MarkdownLine(
    int number,
    int start,
    int end,
    Kind kind,
    int indent,
    int level,
    int mark,
    int markEnd,
    int text) {

  /** What a line is. */
  enum Kind {
    /** Nothing but white space. */
    BLANK,
    /** A heading that begins with hashes. */
    HEADING,
    /** A list item with a check box. */
    BOX,
    /** A list item without one. */
    BULLET,
    /** A row of a table. */
    TABLE,
    /** A line between two parts, such as {@code ---}. */
    RULE,
    /** Other text. */
    TEXT,
    /** A code fence or a line in it. */
    FENCED,
    /** Front matter or an HTML comment. */
    HIDDEN
  }

  /** Whether it is of this kind. */
  boolean is(Kind expected) {
    return kind == expected;
  }
}
