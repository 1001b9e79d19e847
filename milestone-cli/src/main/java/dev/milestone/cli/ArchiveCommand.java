package dev.milestone.cli;

import dev.milestone.ArchiveCheck;
import dev.milestone.ArchiveReport;
import dev.milestone.MilestoneEngine;
import dev.milestone.model.Decision;
import dev.milestone.model.MilestoneId;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code milestone archive}. */
@CommandLine.Command
final class ArchiveCommand extends Command {

  @Parameters(paramLabel = "ID", description = "a completed milestone")
  String id = "";

  @Override
  int run() {
    try (MilestoneEngine engine = change()) {
      ArchiveReport report = engine.archive(MilestoneId.of(id));
      if (json()) {
        document("archive", Documents.archive(report));
      } else {
        print(lines(report, console().outStyle(), console().width()));
      }
      if (report.archived()) {
        return ExitCode.OK;
      }
      return report.waiting() ? ExitCode.DECISION : ExitCode.GOAL_NOT_MET;
    }
  }

  static List<String> lines(ArchiveReport report, Style style, int width) {
    List<String> lines = new ArrayList<>();
    for (ArchiveCheck check : report.checks()) {
      String sign =
          switch (check.result()) {
            case "passed" -> style.green("✓");
            case "failed" -> style.red("✗");
            default -> style.yellow("?");
          };
      lines.addAll(Text.wrap(sign + " ", "  ", check.kind() + ": " + check.text(), width));
      if (!check.result().equals("passed") && !check.detail().isEmpty()) {
        lines.addAll(Text.wrap("    ", "    ", check.detail(), width));
      }
    }
    lines.add("");
    if (report.archived()) {
      lines.add(
          style.bold(report.milestone() + " archived")
              + (report.folder().isEmpty() ? "" : " in " + report.folder()));
      report.lessons().forEach(lesson -> lines.addAll(Text.wrap("- ", "  ", lesson, width)));
    } else if (report.waiting()) {
      lines.add(style.bold(report.milestone() + " not archived: a person has to decide"));
      for (Decision decision : report.decisions()) {
        lines.addAll(Dashboard.decision(decision, style, width));
      }
      lines.add("then again: milestone archive " + report.milestone());
    } else {
      lines.add(style.bold(report.milestone() + " not archived: not all checks passed"));
    }
    return lines;
  }
}
