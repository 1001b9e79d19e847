package dev.milestone.agent;

import dev.milestone.spi.agent.CommandRequest;
import dev.milestone.spi.agent.CommandResult;
import dev.milestone.spi.agent.CommandRunner;
import org.apiguardian.api.API;

/**
 * Runs a command of the engine – a verification, a check – as an external process: no shell, empty
 * standard input, standard error merged into standard output, output bounded, and the whole process
 * tree ended with it. When the environment of the request holds {@code MILESTONE_EFFECT_ID},
 * processes that left the tree are found by it. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ProcessCommandRunner implements CommandRunner {

  private final ProcessTable table;

  /** A runner for this machine. */
  public ProcessCommandRunner() {
    this(ProcessTable.system());
  }

  ProcessCommandRunner(ProcessTable table) {
    this.table = table;
  }

  @Override
  public CommandResult run(CommandRequest request) {
    ProcessOutcome outcome =
        new ProcessRun(
                new ProcessSpec(
                    "command",
                    request.command(),
                    request.workspace(),
                    request.environment(),
                    new byte[0],
                    true,
                    request.timeout(),
                    request.limits()),
                table,
                ProcessObserver.NONE)
            .run();
    return new CommandResult(
        exitCode(outcome),
        outcome.duration(),
        outcome.output().text(),
        outcome.output().total(),
        outcome.digest(),
        outcome.error());
  }

  private static int exitCode(ProcessOutcome outcome) {
    return switch (outcome.ending()) {
      case NOT_STARTED -> CommandResult.NOT_STARTED;
      case TIMED_OUT -> CommandResult.TIMED_OUT;
      case INTERRUPTED -> CommandResult.INTERRUPTED;
      case EXITED, CANCELLED, OBSERVER_FAILED -> outcome.exitCode();
    };
  }
}
