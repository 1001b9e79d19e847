package dev.milestone.connectors;

import java.util.ArrayList;
import java.util.List;

/**
 * A document as headings and what stands below them. Filled by {@link OutlineReader}; confined to
 * one thread.
 */
final class Outline {

  /** A heading and the lines below it that belong to no item. The first has no heading. */
  static final class Section {
    final int index;
    final int level;
    final int parent;
    final int line;
    final String title;
    final List<MarkdownLine> prose = new ArrayList<>();
    int bodyEnd;
    int firstItem = -1;

    Section(int index, int level, int parent, int line, String title, int bodyEnd) {
      this.index = index;
      this.level = level;
      this.parent = parent;
      this.line = line;
      this.title = title;
      this.bodyEnd = bodyEnd;
    }
  }

  final MarkdownDocument document;
  final List<Section> sections = new ArrayList<>();
  final List<ChecklistItem> items = new ArrayList<>();

  /** Boxes whose mark is no state, such as {@code - [P] tasks: …}. */
  final List<MarkdownLine> legends = new ArrayList<>();

  Outline(MarkdownDocument document) {
    this.document = document;
    sections.add(new Section(0, 0, -1, 0, "", 0));
  }

  /** Title of the document: its first heading. */
  String title() {
    return sections.size() > 1 ? Titles.plain(sections.get(1).title) : "";
  }

  /** What is said of lines of a section that are not taken in. */
  static String textUnder(long lines, Section section) {
    return lines
        + (lines == 1 ? " line" : " lines")
        + " of text under '"
        + Titles.plain(section.title)
        + "'";
  }

  /** Whether a section or one above it has a title that holds one of these words. */
  boolean under(int section, List<String> words) {
    for (int i = section; i > 0; i = sections.get(i).parent) {
      String title = sections.get(i).title.toLowerCase(java.util.Locale.ROOT);
      for (String word : words) {
        if (title.contains(word)) {
          return true;
        }
      }
    }
    return false;
  }
}
