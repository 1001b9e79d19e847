package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.model.Decision;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** {@code milestone decisions}. */
@CommandLine.Command
final class DecisionsCommand extends Command {

  @Override
  int run() {
    try (MilestoneEngine engine = look()) {
      List<Decision> open = engine.decisions().open();
      if (json()) {
        document("decisions", Map.of("decisions", Documents.all(open, Documents::decision)));
        return ExitCode.OK;
      }
      if (open.isEmpty()) {
        say("nothing waits for a person");
      }
      for (Decision decision : open) {
        print(Dashboard.decision(decision, console().outStyle(), console().width()));
      }
    }
    return ExitCode.OK;
  }
}
