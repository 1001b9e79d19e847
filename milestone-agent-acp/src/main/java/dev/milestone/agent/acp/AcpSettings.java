package dev.milestone.agent.acp;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.model.AgentDefinition;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a declaration says, checked.
 *
 * @param command argument list, the program first
 * @param policy what the agent may do without being asked about
 * @param files whether it is offered to read and write files through this program
 * @param model the model it is to use; empty: its own choice
 * @param startTimeout how long it may take for each step before the prompt
 */
record AcpSettings(
    List<String> command, Policy policy, boolean files, String model, Duration startTimeout) {

  private static final Set<String> KNOWN =
      Set.of("agent", "permissions", "files", "model", "start-timeout", "timeout");

  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

  /** What an agent may do without a person being asked. */
  enum Policy {
    /** Reading and editing below the workspace; a person is asked about the rest. */
    ASK,
    /** Reading and editing below the workspace, nothing else. */
    EDITS,
    /** Nothing that it asks for; files are read and not written. */
    DENY
  }

  static AcpSettings of(AgentDefinition definition) {
    Map<String, String> settings = definition.settings();
    String where = "agents." + definition.id() + ".settings.";
    List<Problem> problems = new ArrayList<>();
    for (String key : settings.keySet()) {
      if (!KNOWN.contains(key)) {
        problems.add(
            Problem.of(where + key, key, "one of " + String.join(", ", sorted(KNOWN)), ""));
      }
    }
    Optional<KnownAgent> known = known(definition, where, problems);
    List<String> command =
        definition.command().isEmpty()
            ? known.map(KnownAgent::command).orElse(List.of())
            : definition.command();
    Policy policy = Policy.EDITS;
    String permissions = settings.getOrDefault("permissions", "edits");
    try {
      policy = Policy.valueOf(permissions.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      problems.add(Problem.of(where + "permissions", permissions, "one of ask, edits, deny", ""));
    }
    String files =
        settings.getOrDefault("files", String.valueOf(known.map(KnownAgent::files).orElse(true)));
    if (!files.equals("true") && !files.equals("false")) {
      problems.add(Problem.of(where + "files", files, "true or false", ""));
    }
    Duration start = startTimeout(settings, where, problems);
    if (!problems.isEmpty()) {
      throw MilestoneException.invalid(
          "bad_setting", "agent " + definition.id() + " cannot be used as declared", problems);
    }
    return new AcpSettings(
        command, policy, files.equals("true"), settings.getOrDefault("model", ""), start);
  }

  private static Optional<KnownAgent> known(
      AgentDefinition definition, String where, List<Problem> problems) {
    String name = definition.settings().get("agent");
    Optional<KnownAgent> known = KnownAgent.named(name == null ? definition.id().value() : name);
    if (known.isEmpty() && (name != null || definition.command().isEmpty())) {
      problems.add(
          Problem.of(
              where + "agent",
              name == null ? "nothing, and no command" : name,
              "one of " + KnownAgent.names(),
              "or give the agent a command, an argument list with the program first"));
    }
    return known;
  }

  private static Duration startTimeout(
      Map<String, String> settings, String where, List<Problem> problems) {
    String text = settings.get("start-timeout");
    if (text == null) {
      return START_TIMEOUT;
    }
    String upper = text.strip().toUpperCase(Locale.ROOT);
    try {
      Duration duration = Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
      if (duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(Duration.ofDays(1)) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Reported below, with the same words as one out of range.
    }
    problems.add(
        Problem.of(where + "start-timeout", text, "a duration such as 90s or 5m, at most 24h", ""));
    return START_TIMEOUT;
  }

  private static List<String> sorted(Set<String> words) {
    return words.stream().sorted().toList();
  }
}
