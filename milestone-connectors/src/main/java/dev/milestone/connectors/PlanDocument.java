package dev.milestone.connectors;

import dev.milestone.connectors.MarkdownLine.Kind;
import dev.milestone.connectors.Outline.Section;
import java.util.List;

/**
 * The {@code plan.md} of a spec-kit feature: its technical context is told to every milestone, the
 * rest is listed. Stateless.
 */
final class PlanDocument {

  /** Longest technical context that is told. */
  static final int MAX_CONTEXT = 2_000;

  private PlanDocument() {}

  /** Adds to a plan what this file says. */
  static void enrich(MarkdownDocument document, ChecklistPlan plan) {
    Outline outline = new OutlineReader(document, LabelReader::bare).read();
    StringBuilder context = new StringBuilder();
    for (Section section : outline.sections) {
      boolean technical = outline.under(section.index, List.of("technical context"));
      int left = 0;
      for (MarkdownLine line : section.prose) {
        if (line.is(Kind.RULE) || line.is(Kind.BLANK)) {
          continue;
        }
        String raw = document.raw(line).stripTrailing();
        if (technical && context.length() + raw.length() < MAX_CONTEXT) {
          context.append(raw).append('\n');
        } else {
          left++;
        }
      }
      if (left > 0) {
        plan.skipped.add(
            document.name() + ":" + Math.max(1, section.line),
            Outline.textUnder(left, section),
            technical
                ? "the technical context is told up to " + MAX_CONTEXT + " characters"
                : "no task; they stay in the file");
      }
    }
    outline.items.forEach(
        item ->
            plan.skipped.count(
                document.name() + ":" + item.line.number(),
                "check boxes of plan.md",
                "they are about the design, not tasks"));
    document.problems().forEach(plan::problem);
    if (context.length() > 0) {
      plan.context = "Technical context:\n" + context.toString().strip();
    }
  }
}
