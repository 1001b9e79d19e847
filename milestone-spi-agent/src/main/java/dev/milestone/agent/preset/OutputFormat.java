package dev.milestone.agent.preset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How an agent's output is read. Immutable.
 *
 * @param kind its format
 * @param rules tried on each line in order; all that match count
 */
record OutputFormat(Kind kind, List<OutputRule> rules) {

  /** Formats of standard output. Standard error is read line by line in any case. */
  enum Kind {
    /** A JSON object a line. */
    JSONL,
    /** One JSON object in all. */
    JSON,
    /** Lines of text. */
    TEXT
  }

  /** Whether the agent says when it is through. */
  boolean hasTerminal() {
    return rules.stream().anyMatch(rule -> rule.flags().terminal());
  }

  Collection<ValuePath> paths() {
    List<ValuePath> paths = new ArrayList<>();
    for (OutputRule rule : rules) {
      rule.when().forEach(condition -> paths.add(condition.path()));
      rule.extracts().values().forEach(extract -> paths.addAll(extract.paths()));
      rule.usage()
          .ifPresent(
              usage -> {
                usage.input().ifPresent(e -> paths.addAll(e.paths()));
                usage.output().ifPresent(e -> paths.addAll(e.paths()));
                usage.money().ifPresent(e -> paths.addAll(e.paths()));
                usage.key().ifPresent(e -> paths.addAll(e.paths()));
              });
    }
    return paths;
  }
}
