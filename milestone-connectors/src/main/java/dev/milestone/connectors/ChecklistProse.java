package dev.milestone.connectors;

import dev.milestone.connectors.MarkdownLine.Kind;
import dev.milestone.connectors.Outline.Section;
import java.util.Map;

/** What stands between the tasks of a check list: it describes their milestone. Stateless. */
final class ChecklistProse {

  private ChecklistProse() {}

  /** Describes phases with the text under their headings and lists all other text. */
  static void describe(ChecklistPlan plan, Outline outline, Map<Integer, PhaseDraft> phases) {
    MarkdownDocument document = plan.document;
    for (Section section : outline.sections) {
      PhaseDraft phase = phases.get(section.index);
      int left = 0;
      for (MarkdownLine line : section.prose) {
        if (line.is(Kind.RULE)) {
          continue;
        }
        String raw = document.raw(line).strip();
        if (phase != null
            && phase.description.length() + raw.length() < PhaseDraft.MAX_DESCRIPTION / 2) {
          phase.describe(raw);
        } else {
          left++;
        }
      }
      if (left > 0) {
        plan.skipped.add(
            document.name() + ":" + Math.max(1, section.line),
            Outline.textUnder(left, section),
            "no task; they stay in the file");
      }
    }
    for (MarkdownLine legend : outline.legends) {
      plan.legendBoxes++;
      plan.skipped.add(
          plan.at(legend), document.content(legend), "its box holds no state; it is no task");
    }
  }
}
