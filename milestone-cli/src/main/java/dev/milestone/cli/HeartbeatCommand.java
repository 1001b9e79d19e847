package dev.milestone.cli;

import dev.milestone.Claim;
import dev.milestone.MilestoneEngine;
import dev.milestone.model.TaskId;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code milestone heartbeat}. */
@CommandLine.Command
final class HeartbeatCommand extends Command {

  @Option(names = "--task", required = true, paramLabel = "ID", description = "the claimed task")
  String task = "";

  @Option(
      names = "--token",
      required = true,
      paramLabel = "T",
      description = "the token of the claim")
  long token;

  @Override
  int run() {
    try (MilestoneEngine engine = change()) {
      Claim claim = engine.tasks().heartbeat(TaskId.of(task), token);
      if (json()) {
        document("heartbeat", Documents.claim(claim));
      } else {
        say(
            claim.task()
                + " attempt "
                + claim.attempt()
                + ": lease until "
                + Text.second(claim.leaseExpires()));
      }
    }
    return ExitCode.OK;
  }
}
