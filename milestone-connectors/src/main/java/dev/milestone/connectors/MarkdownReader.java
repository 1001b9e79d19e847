package dev.milestone.connectors;

import dev.milestone.connectors.Outline.Section;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a check list: each heading is a milestone, nested boxes are subtasks. Headings that count,
 * such as {@code Phase 2} or {@code 2. Build}, wait for the counting one before. Confined.
 */
final class MarkdownReader {

  private final MarkdownDocument document;
  private final ChecklistPlan plan;
  private final Outline outline;

  MarkdownReader(MarkdownDocument document) {
    this.document = document;
    this.plan = new ChecklistPlan("markdown", false, document, "");
    this.outline =
        new OutlineReader(document, text -> new TaskLabel("", false, List.of(), text)).read();
  }

  /** Reads the file. */
  ChecklistPlan read() {
    Map<String, Integer> used = new HashMap<>();
    Map<Integer, PhaseDraft> phases = new HashMap<>();
    for (ChecklistItem item : outline.items) {
      Section section = outline.sections.get(item.section);
      plan.add(item, GeneratedIds.of(section.title, item), used);
      plan.assign(
          item,
          phases.computeIfAbsent(
              section.index,
              index -> PhaseTitle.draft(index, section.title.isEmpty() ? "Tasks" : section.title)));
    }
    if (plan.tasks.isEmpty()) {
      throw SpecKitReader.noTask(document);
    }
    PhaseDraft before = null;
    for (PhaseDraft phase : plan.phases) {
      if (PhaseTitle.isNumbered(phase.title)) {
        if (before != null) {
          phase.stated.add(before);
        }
        before = phase;
      }
    }
    ChecklistProse.describe(plan, outline, phases);
    return plan;
  }
}
