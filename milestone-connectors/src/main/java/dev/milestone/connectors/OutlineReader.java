package dev.milestone.connectors;

import dev.milestone.Problem;
import dev.milestone.connectors.MarkdownLine.Kind;
import dev.milestone.connectors.Outline.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Arranges the lines of a document: which heading an item stands under, which item it is nested in,
 * and which lines belong to it. Linear. Confined to one thread.
 */
final class OutlineReader {

  private final MarkdownDocument document;
  private final Function<String, TaskLabel> labels;
  private final Outline outline;
  private final List<ChecklistItem> open = new ArrayList<>();
  private Section section;
  private boolean afterItem;

  OutlineReader(MarkdownDocument document, Function<String, TaskLabel> labels) {
    this.document = document;
    this.labels = labels;
    this.outline = new Outline(document);
    this.section = outline.sections.get(0);
  }

  /** Reads the document. */
  Outline read() {
    for (MarkdownLine line : document.lines()) {
      switch (line.kind()) {
        case HEADING -> heading(line);
        case BOX -> box(line);
        case BLANK -> blank(line);
        case HIDDEN -> afterItem = false;
        default -> other(line);
      }
    }
    return outline;
  }

  private void heading(MarkdownLine line) {
    open.clear();
    afterItem = false;
    int parent = section.index;
    while (parent > 0 && outline.sections.get(parent).level >= line.level()) {
      parent = outline.sections.get(parent).parent;
    }
    String title = document.content(line);
    int hashes = title.length();
    while (hashes > 0 && title.charAt(hashes - 1) == '#') {
      hashes--;
    }
    if (hashes == 0 || title.charAt(hashes - 1) == ' ') {
      title = title.substring(0, hashes).strip();
    }
    section =
        new Section(
            outline.sections.size(), line.level(), parent, line.number(), title, line.end());
    outline.sections.add(section);
  }

  private void box(MarkdownLine line) {
    String mark = document.boxMark(line);
    if (BoxMark.meaning(mark, false).isEmpty()) {
      outline.legends.add(line);
      return;
    }
    while (!open.isEmpty() && open.get(open.size() - 1).line.indent() >= line.indent()) {
      open.remove(open.size() - 1);
    }
    ChecklistItem parent = open.isEmpty() ? null : open.get(open.size() - 1);
    requireLimits(line);
    String text = document.content(line);
    boolean optional = line.text() < line.end() && document.text().charAt(line.text()) == '*';
    if (optional) {
      text = text.substring(1).strip();
    }
    TaskLabel label = labels.apply(text);
    if (optional) {
      List<String> tags = new ArrayList<>(label.tags());
      tags.add("optional");
      label = new TaskLabel(label.id(), label.parallel(), tags, label.title());
    }
    ChecklistItem item =
        new ChecklistItem(ChecklistItem.Anchor.BOX, line, mark, text, label, section.index, parent);
    if (parent != null) {
      parent.hasChildren = true;
    }
    if (section.firstItem < 0) {
      section.firstItem = outline.items.size();
    }
    outline.items.add(item);
    open.add(item);
    afterItem = true;
  }

  private void requireLimits(MarkdownLine line) {
    if (open.size() >= Limits.MAX_DEPTH) {
      throw refused(line, "check boxes nested deeper", "at most " + Limits.MAX_DEPTH + " levels");
    }
    if (outline.items.size() >= Limits.MAX_TASKS) {
      throw refused(line, "more check boxes", "at most " + Limits.MAX_TASKS + " check boxes");
    }
  }

  private dev.milestone.MilestoneException refused(
      MarkdownLine line, String found, String expected) {
    return SourceText.refused(
        new Problem(
            document.name(),
            line.number(),
            line.indent() + 1,
            "",
            found,
            expected,
            "split the plan"));
  }

  private void blank(MarkdownLine line) {
    afterItem = false;
    if (!open.isEmpty()) {
      open.get(open.size() - 1).add(document, line);
    }
  }

  private void other(MarkdownLine line) {
    @Nullable ChecklistItem owner = owner(line);
    if (owner != null) {
      owner.add(document, line);
      return;
    }
    open.clear();
    afterItem = false;
    section.prose.add(line);
    section.bodyEnd = line.end();
  }

  private @Nullable ChecklistItem owner(MarkdownLine line) {
    if (afterItem && line.is(Kind.TEXT) && !document.content(line).startsWith("**")) {
      return open.get(open.size() - 1);
    }
    while (!open.isEmpty() && open.get(open.size() - 1).line.indent() >= line.indent()) {
      open.remove(open.size() - 1);
    }
    return open.isEmpty() ? null : open.get(open.size() - 1);
  }
}
