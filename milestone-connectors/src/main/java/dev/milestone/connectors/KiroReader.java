package dev.milestone.connectors;

import dev.milestone.connectors.MarkdownLine.Kind;
import dev.milestone.connectors.Outline.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the {@code tasks.md} of a Kiro spec: nested, numbered check boxes. Confined. */
final class KiroReader {

  private final MarkdownDocument document;
  private final ChecklistPlan plan;
  private final Outline outline;

  KiroReader(MarkdownDocument document, String prefix) {
    this.document = document;
    this.plan = new ChecklistPlan("kiro", true, document, prefix);
    this.outline = new OutlineReader(document, LabelReader::numbered).read();
  }

  /** Reads the file. */
  ChecklistPlan read() {
    Map<String, Integer> used = new HashMap<>();
    Map<Integer, PhaseDraft> phases = new HashMap<>();
    for (ChecklistItem item : outline.items) {
      Section section = outline.sections.get(item.section);
      String id = item.label.id();
      plan.add(item, id.isEmpty() ? GeneratedIds.of(section.title, item) : id, used);
      plan.assign(
          item,
          phases.computeIfAbsent(
              section.index, index -> PhaseTitle.draft(index, phaseTitle(section))));
      requirements(item);
    }
    if (plan.tasks.isEmpty()) {
      throw SpecKitReader.noTask(document);
    }
    references();
    ChecklistProse.describe(plan, outline, phases);
    return plan;
  }

  /** A heading such as "Tasks" says nothing; the title of the document does. */
  private String phaseTitle(Section section) {
    String title = section.title.strip();
    boolean says = !title.isEmpty() && !title.toLowerCase(Locale.ROOT).endsWith("tasks");
    String fallback = outline.title().isEmpty() ? "Tasks" : outline.title();
    return says ? title : fallback;
  }

  private void requirements(ChecklistItem item) {
    for (MarkdownLine line : item.body) {
      String content = bare(document.content(line));
      String lower = content.toLowerCase(Locale.ROOT);
      int colon = content.indexOf(':');
      if (colon < 0
          || !(lower.startsWith("requirements:") || lower.startsWith("validates: requirements"))) {
        continue;
      }
      for (String part : content.substring(colon + 1).split(",", 200)) {
        String id = Titles.plain(part.replace("Requirements", ""));
        if (!id.isEmpty() && id.length() <= 40 && !item.requirements.contains(id)) {
          item.requirements.add(id);
        }
      }
    }
  }

  /** Lines such as {@code _Depends: 1.2_} or {@code Depends on: 1, 2.1}. */
  private void references() {
    DependencyWords.TaskIds numbers =
        new DependencyWords.TaskIds() {
          @Override
          public int end(String text, int at) {
            boolean start = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
            int end = start ? IdToken.numberEnd(text, at) : at;
            return end > at && text.charAt(end - 1) == '.' ? end - 1 : end;
          }

          @Override
          public List<String> range(String from, String to) {
            return List.of(from, to);
          }
        };
    for (ChecklistItem item : plan.tasks) {
      for (MarkdownLine line : item.body) {
        if (!line.is(Kind.BULLET) && !line.is(Kind.TEXT)) {
          continue;
        }
        String content = bare(document.content(line));
        String lower = content.toLowerCase(Locale.ROOT);
        if (lower.startsWith("depends") || lower.startsWith("dependencies")) {
          List<Reference> found = new ArrayList<>();
          new DependencyWords(numbers, line.number(), found).read(content, item.foreignId);
          plan.references.addAll(found);
        }
      }
    }
  }

  private static String bare(String content) {
    int from = 0;
    int to = content.length();
    while (from < to && "_*".indexOf(content.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && "_*".indexOf(content.charAt(to - 1)) >= 0) {
      to--;
    }
    return content.substring(from, to);
  }
}
