package dev.milestone.cli;

import dev.milestone.Decisions;
import dev.milestone.model.Decision;
import dev.milestone.model.DecisionId;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code milestone approve}. */
@CommandLine.Command
final class ApproveCommand extends DecideCommand {

  @Option(names = "--comment", paramLabel = "TEXT", description = "why")
  String comment = "";

  @Override
  List<String> words() {
    return List.of(comment);
  }

  @Override
  Decision decide(Decisions decisions, DecisionId decision, String words) {
    return decisions.approve(decision, words);
  }
}
