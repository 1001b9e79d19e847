package dev.milestone.cli;

import dev.milestone.ImportReport;
import dev.milestone.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What looks wrong in the plans of other tools and what was not mapped, grouped and bounded. */
final class ImportText {

  private static final int MAX_WARNINGS = 20;
  private static final int MAX_GROUPS = 15;

  private ImportText() {}

  static List<String> lines(Plan plan, Style style, int width) {
    List<String> lines = new ArrayList<>();
    List<String> warnings = plan.warnings();
    if (!warnings.isEmpty()) {
      lines.add(style.bold("WARNINGS"));
      for (String warning : warnings.subList(0, Math.min(MAX_WARNINGS, warnings.size()))) {
        lines.addAll(Text.wrap("  " + style.yellow("!") + " ", "    ", warning, width));
      }
      more(lines, warnings.size() - MAX_WARNINGS);
    }
    for (ImportReport report : plan.imported()) {
      skipped(report, lines, style, width);
    }
    return lines;
  }

  private static void skipped(ImportReport report, List<String> lines, Style style, int width) {
    if (report.skipped().isEmpty()) {
      return;
    }
    Map<String, List<ImportReport.Skipped>> byReason = new LinkedHashMap<>();
    for (ImportReport.Skipped skipped : report.skipped()) {
      byReason.computeIfAbsent(skipped.why(), why -> new ArrayList<>()).add(skipped);
    }
    lines.add(style.bold("NOT MAPPED") + "  of " + report.format());
    int shown = 0;
    for (Map.Entry<String, List<ImportReport.Skipped>> group : byReason.entrySet()) {
      if (shown++ == MAX_GROUPS) {
        break;
      }
      ImportReport.Skipped first = group.getValue().get(0);
      int others = group.getValue().size() - 1;
      String text =
          group.getKey()
              + ": "
              + Text.line(first.what(), 80)
              + (first.where().isEmpty() ? "" : " (" + Text.line(first.where(), 80) + ")")
              + (others == 0 ? "" : " and " + others + " more");
      lines.addAll(Text.wrap("  - ", "    ", text, width));
    }
    more(lines, byReason.size() - MAX_GROUPS);
  }

  private static void more(List<String> lines, int more) {
    if (more > 0) {
      lines.add("  … and " + more + " more; --json lists them");
    }
  }
}
