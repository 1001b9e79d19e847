package dev.milestone.cli;

import dev.milestone.DoctorReport;
import dev.milestone.spi.storage.StoreProblem;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code milestone doctor}. */
@CommandLine.Command
final class DoctorCommand extends Command {

  @Option(names = "--repair", description = "repair what can be repaired, and say what was done")
  boolean repair;

  @Override
  int run() {
    // Not through an engine: a store that is damaged cannot be opened.
    DoctorReport report =
        invocation().builder(options, repair ? Access.CHANGE : Access.LOOK).doctor(repair);
    if (json()) {
      document("doctor", Documents.doctor(report));
    } else {
      print(lines(report));
    }
    if (report.ok()) {
      return ExitCode.OK;
    }
    // What is left after a repair is beyond it.
    return repair ? ExitCode.DAMAGED : ExitCode.GOAL_NOT_MET;
  }

  private List<String> lines(DoctorReport report) {
    Style style = console().outStyle();
    List<String> lines = new ArrayList<>();
    report
        .repaired()
        .forEach(
            done ->
                lines.addAll(
                    Text.wrap(style.green("repaired") + " ", "  ", done, console().width())));
    for (StoreProblem problem : report.problems()) {
      lines.addAll(
          Text.wrap(
              style.red(problem.code()) + " ",
              "  ",
              problem.where() + ": " + problem.what(),
              console().width()));
      if (!problem.repair().isEmpty()) {
        lines.addAll(Text.wrap("  → ", "    ", problem.repair(), console().width()));
      }
    }
    if (report.ok()) {
      lines.add("sound: " + Text.count(report.events(), "event") + " in " + report.store());
    } else if (!repair) {
      lines.add(
          Text.count(report.problems().size(), "problem")
              + "; milestone doctor --repair mends what can be mended");
    }
    return lines;
  }
}
