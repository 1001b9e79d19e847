package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.model.MilestoneId;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code milestone focus}. */
@CommandLine.Command
final class FocusCommand extends Command {

  @Parameters(paramLabel = "ID", description = "the milestone")
  String id = "";

  @Override
  int run() {
    try (MilestoneEngine engine = change()) {
      engine.milestones().focus(MilestoneId.of(id));
    }
    if (json()) {
      document("focus", Map.of("milestone_id", id));
    } else {
      say("current milestone: " + id);
    }
    return ExitCode.OK;
  }
}
