package dev.milestone.cli;

import dev.milestone.Plan;
import dev.milestone.PlanChange;
import java.util.ArrayList;
import java.util.List;

/** The differences between a plan and the project, in words, bounded. */
final class PlanDiff {

  /** Most differences that are shown. */
  static final int MAX = 60;

  private PlanDiff() {}

  /** The differences; none where everything is new, since the chart shows that. */
  static List<String> lines(Plan plan, Style style, int width) {
    List<String> lines = new ArrayList<>();
    List<PlanChange> changes = plan.changes();
    boolean onlyNew = changes.stream().allMatch(c -> c.kind() == PlanChange.Kind.ADDED);
    boolean everything = onlyNew && plan.added() >= plan.milestones().size() + plan.tasks().size();
    if (changes.isEmpty() || everything) {
      return lines;
    }
    lines.add("");
    lines.add(style.bold(plan.dryRun() ? "WOULD CHANGE" : "CHANGES"));
    for (PlanChange change : changes.subList(0, Math.min(MAX, changes.size()))) {
      lines.add(
          "  "
              + sign(change.kind(), style)
              + " "
              + Text.line(change.what() + " " + change.id() + "  " + change.title(), width - 4));
      for (String field : change.fields()) {
        lines.addAll(Text.wrap("      ", "        ", field, width));
      }
    }
    if (changes.size() > MAX) {
      lines.add(style.dim("  … and " + (changes.size() - MAX) + " more; --json lists them"));
    }
    return lines;
  }

  private static String sign(PlanChange.Kind kind, Style style) {
    return switch (kind) {
      case ADDED -> style.green("+");
      case REMOVED -> style.red("-");
      case CHANGED -> style.yellow("~");
      case STATUS -> style.cyan("=");
    };
  }
}
