package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.TaskReport;
import dev.milestone.model.Artefact;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Cost;
import dev.milestone.model.Task;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What {@code complete} and {@code fail} share: a report about a claimed task. */
abstract class ReportCommand extends Command {

  @Option(names = "--task", required = true, paramLabel = "ID", description = "the claimed task")
  String task = "";

  @Option(
      names = "--token",
      required = true,
      paramLabel = "T",
      description = "the token of the claim")
  long token;

  @Option(
      names = "--artefact",
      paramLabel = "PATH",
      description = "a file that was made; may be given several times")
  List<String> artefacts = List.of();

  @Option(names = "--input-tokens", paramLabel = "N", description = "tokens read")
  long inputTokens;

  @Option(names = "--output-tokens", paramLabel = "N", description = "tokens written")
  long outputTokens;

  @Option(names = "--money", paramLabel = "'2.50 USD'", description = "what it has cost")
  String money = "";

  final TaskReport report(String summary) {
    return TaskReport.builder(TaskId.of(task), token)
        .summary(summary)
        .artefacts(artefacts.stream().map(path -> new Artefact(path, "file", "")).toList())
        .cost(cost())
        .build();
  }

  private Cost cost() {
    BigDecimal amount = BigDecimal.ZERO;
    String currency = Cost.NONE.currency();
    if (!money.isBlank()) {
      String[] parts = money.strip().split("\\s+");
      try {
        amount = new BigDecimal(parts[0]);
      } catch (NumberFormatException wrong) {
        throw badCost();
      }
      currency = parts.length > 1 ? parts[1].toUpperCase(Locale.ROOT) : currency;
    }
    if (inputTokens < 0 || outputTokens < 0 || amount.signum() < 0) {
      throw badCost();
    }
    return new Cost(inputTokens, outputTokens, amount, currency);
  }

  private static MilestoneException badCost() {
    return MilestoneException.invalid(
        "bad_cost", "a cost is not negative, and money is written as '2.50 USD'", List.of());
  }

  abstract Task tell(MilestoneEngine engine);

  /** Whether what was reported as done did not stand its verification. */
  private boolean refuted(Task told) {
    return told.attempts().stream()
        .anyMatch(
            attempt ->
                attempt.fencingToken() == token
                    && attempt.outcome().equals(Optional.of(AttemptOutcome.REFUTED)));
  }

  @Override
  final int run() {
    try (MilestoneEngine engine = change()) {
      Task told = tell(engine);
      if (json()) {
        document(
            getClass() == FailCommand.class ? "fail" : "complete", Documents.reported(told, token));
      } else {
        say(words(told));
      }
      return refuted(told) ? ExitCode.GOAL_NOT_MET : ExitCode.OK;
    }
  }

  private static String words(Task task) {
    String words = task.id() + " " + task.status().text();
    if (task.status() == TaskStatus.SUCCEEDED) {
      return words + (task.verified() ? ", verified" : ", not verified: it has no verification");
    }
    return words;
  }
}
