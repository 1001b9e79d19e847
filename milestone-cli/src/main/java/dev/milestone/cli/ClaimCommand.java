package dev.milestone.cli;

import dev.milestone.Claim;
import dev.milestone.ClaimRequest;
import dev.milestone.MilestoneEngine;
import dev.milestone.model.AgentId;
import dev.milestone.model.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code milestone claim}. */
@CommandLine.Command
final class ClaimCommand extends Command {

  @Option(
      names = "--agent",
      required = true,
      paramLabel = "NAME",
      description = "who takes the task")
  String agent = "";

  @Option(
      names = "--task",
      paramLabel = "ID",
      description = "this task; default: the best one that is ready")
  @Nullable String task;

  @Option(
      names = "--can",
      split = ",",
      paramLabel = "CAPABILITY",
      description = "what the agent can do, besides what the project declares for it")
  List<String> capabilities = List.of();

  @Option(
      names = "--lease",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "how long without a heartbeat (10m, PT10M); default: as configured")
  @Nullable Duration lease;

  @Override
  int run() {
    ClaimRequest request =
        ClaimRequest.builder(AgentId.of(agent))
            .task(Optional.ofNullable(task).map(TaskId::of))
            .capabilities(capabilities)
            .lease(Optional.ofNullable(lease))
            .build();
    try (MilestoneEngine engine = change()) {
      Claim claim = engine.tasks().claim(request);
      if (json()) {
        document("claim", Documents.claim(claim));
        return ExitCode.OK;
      }
      say(claim.task() + " attempt " + claim.attempt() + ", token " + claim.fencingToken());
      say(
          "lease until "
              + Text.second(claim.leaseExpires())
              + " unless renewed: milestone heartbeat --task "
              + claim.task()
              + " --token "
              + claim.fencingToken());
      claim
          .assignment()
          .ifPresent(
              assignment -> {
                say("workspace " + assignment.workspace());
                if (!options.quiet && !assignment.prompt().isEmpty()) {
                  console().out().println();
                  console().out().println(assignment.prompt());
                }
              });
    }
    return ExitCode.OK;
  }
}
