package dev.milestone.cli;

import dev.milestone.Blocker;
import dev.milestone.MilestoneEngine;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** {@code milestone blockers}. */
@CommandLine.Command
final class BlockersCommand extends Command {

  @Override
  int run() {
    try (MilestoneEngine engine = look()) {
      List<Blocker> blockers = engine.tasks().blockers();
      if (json()) {
        document("blockers", Map.of("blockers", Documents.all(blockers, Documents::blocker)));
        return ExitCode.OK;
      }
      if (blockers.isEmpty()) {
        say("nothing is blocked");
      }
      int shown = options.verbose ? Integer.MAX_VALUE : Dashboard.MAX_CHAIN;
      for (Blocker blocker : blockers) {
        print(Dashboard.blocker(blocker, console().outStyle(), console().width(), shown));
      }
    }
    return ExitCode.OK;
  }
}
