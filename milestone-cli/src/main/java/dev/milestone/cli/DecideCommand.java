package dev.milestone.cli;

import dev.milestone.Decisions;
import dev.milestone.MilestoneEngine;
import dev.milestone.model.Decision;
import dev.milestone.model.DecisionId;
import java.util.List;
import picocli.CommandLine.Parameters;

/** What {@code approve}, {@code reject} and {@code resolve} share: a person's answer. */
abstract class DecideCommand extends Command {

  @Parameters(
      index = "0",
      paramLabel = "DECISION",
      description = "what is decided; see milestone decisions")
  String id = "";

  abstract List<String> words();

  abstract Decision decide(Decisions decisions, DecisionId decision, String words);

  @Override
  final int run() {
    try (MilestoneEngine engine = change()) {
      Decision decided = decide(engine.decisions(), DecisionId.of(id), String.join(" ", words()));
      if (json()) {
        document("decision", Documents.decision(decided));
      } else {
        say(decided.id() + " " + decided.status().text());
      }
    }
    return ExitCode.OK;
  }
}
