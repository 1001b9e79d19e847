package dev.milestone.cli;

import dev.milestone.Decisions;
import dev.milestone.model.Decision;
import dev.milestone.model.DecisionId;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code milestone resolve}. */
@CommandLine.Command
final class ResolveCommand extends DecideCommand {

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "ANSWER", description = "the answer")
  List<String> answer = List.of();

  @Override
  List<String> words() {
    return answer;
  }

  @Override
  Decision decide(Decisions decisions, DecisionId decision, String words) {
    return decisions.resolve(decision, words);
  }
}
