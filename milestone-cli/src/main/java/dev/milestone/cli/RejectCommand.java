package dev.milestone.cli;

import dev.milestone.Decisions;
import dev.milestone.model.Decision;
import dev.milestone.model.DecisionId;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code milestone reject}. */
@CommandLine.Command
final class RejectCommand extends DecideCommand {

  @Option(names = "--comment", paramLabel = "TEXT", description = "why")
  String comment = "";

  @Override
  List<String> words() {
    return List.of(comment);
  }

  @Override
  Decision decide(Decisions decisions, DecisionId decision, String words) {
    return decisions.reject(decision, words);
  }
}
