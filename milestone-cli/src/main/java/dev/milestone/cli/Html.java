package dev.milestone.cli;

/**
 * Puts a page together; every text that goes in is escaped unless it is markup of ours. Confined to
 * one thread.
 */
final class Html {

  private final StringBuilder page = new StringBuilder(64 * 1024);

  /** Markup as it is. */
  Html raw(String markup) {
    page.append(markup);
    return this;
  }

  /** A text, escaped. */
  Html text(Object text) {
    escape(page, String.valueOf(text));
    return this;
  }

  /** An element that holds a text. */
  Html element(String tag, Object text) {
    int blank = tag.indexOf(' ');
    page.append('<').append(tag).append('>');
    text(text);
    page.append("</").append(blank < 0 ? tag : tag.substring(0, blank)).append('>');
    return this;
  }

  /** A row of table cells. */
  Html row(String tag, Object... cells) {
    page.append("<tr>");
    for (Object cell : cells) {
      element(tag, cell);
    }
    page.append("</tr>\n");
    return this;
  }

  /** The page. */
  String page() {
    return page.toString();
  }

  /** A text that may stand in an element or a quoted attribute. */
  static String escaped(String text) {
    StringBuilder s = new StringBuilder(text.length() + 16);
    escape(s, text);
    return s.toString();
  }

  private static void escape(StringBuilder s, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> s.append("&amp;");
        case '<' -> s.append("&lt;");
        case '>' -> s.append("&gt;");
        case '"' -> s.append("&quot;");
        case '\'' -> s.append("&#39;");
        default -> s.append(c < 0x20 && c != '\n' && c != '\t' ? ' ' : c);
      }
    }
  }
}
