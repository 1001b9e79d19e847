package dev.milestone.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The verbs of the command: the one table from which help, dispatch and suggestions are made. Only
 * the verb that was asked for is instantiated, which keeps the start short.
 */
final class Verbs {

  /**
   * A verb.
   *
   * @param name as it is typed
   * @param sentence what it does
   * @param command makes its command
   */
  record Verb(String name, String sentence, Supplier<Command> command) {}

  private static final int MAX_DISTANCE = 3;

  private static final Map<String, Verb> ALL = new LinkedHashMap<>();

  static {
    add(
        "init",
        "Creates a project: .milestones/ with a configuration and templates.",
        InitCommand::new);
    add(
        "plan",
        "Takes plans in, also those of other tools; changes what differs, keeps what was done.",
        PlanCommand::new);
    add(
        "execute",
        "Runs what is ready, to the end; recovers an interrupted session first.",
        ExecuteCommand::new);
    add("update", "Shows how everything stands.", UpdateCommand::new);
    add(
        "archive",
        "Checks a completed milestone, writes what was learned, and archives it.",
        ArchiveCommand::new);
    add("events", "Prints the journal.", EventsCommand::new);
    add(
        "show",
        "Shows a milestone, task, session or decision, and what a command brought about.",
        ShowCommand::new);
    add("ready", "Lists the tasks that could be started now, the best first.", ReadyCommand::new);
    add(
        "blockers",
        "Lists what keeps tasks from being done, and what to do about it.",
        BlockersCommand::new);
    add("sessions", "Lists the sessions, the latest first.", SessionsCommand::new);
    add("agents", "Lists the agents and what they do.", AgentsCommand::new);
    add(
        "prompt",
        "Prints the prompt that the next attempt at a task would get.",
        PromptCommand::new);
    add("providers", "Lists the providers that were found.", ProvidersCommand::new);
    add("config", "Shows every configured value and where it comes from.", ConfigCommand::new);
    add("focus", "Makes a milestone the current one.", FocusCommand::new);
    add(
        "claim",
        "Grants a ready task to an agent outside the engine, under a lease.",
        ClaimCommand::new);
    add("heartbeat", "Renews the lease of a claimed task.", HeartbeatCommand::new);
    add(
        "complete",
        "Says that a claimed task is done; it is verified here where it has a verification.",
        CompleteCommand::new);
    add("fail", "Says that the attempt at a claimed task failed.", FailCommand::new);
    add("note", "Adds a note to a task or a milestone.", NoteCommand::new);
    add("add", "Adds a task, also while others run.", AddCommand::new);
    add("cancel", "Cancels a task or a milestone.", CancelCommand::new);
    add("retry", "Has a failed or cancelled task done after all.", RetryCommand::new);
    add("decisions", "Lists what waits for a person.", DecisionsCommand::new);
    add("approve", "Approves what waits for a person.", ApproveCommand::new);
    add("reject", "Rejects what waits for a person.", RejectCommand::new);
    add("resolve", "Answers a question that waits for a person.", ResolveCommand::new);
    add(
        "export",
        "Writes status and notes back into the plan of another tool.",
        ExportCommand::new);
    add("doctor", "Checks everything on disk; repairs when asked.", DoctorCommand::new);
    add("schema", "Prints the JSON Schema of a file kind.", SchemaCommand::new);
  }

  private Verbs() {}

  private static void add(String name, String sentence, Supplier<Command> command) {
    ALL.put(name, new Verb(name, sentence, command));
  }

  /** All verbs, in the order of the help. */
  static List<Verb> all() {
    return List.copyOf(ALL.values());
  }

  /** The verb of that name. */
  static Optional<Verb> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /** The nearest names to one that does not exist, the nearest first; empty when none is near. */
  static List<String> near(String typed, List<String> names) {
    record Near(String name, int distance) {}
    List<Near> near = new ArrayList<>();
    for (String name : names) {
      int distance = distance(typed, name);
      boolean begins = typed.length() >= 3 && name.startsWith(typed);
      if (begins || (distance <= MAX_DISTANCE && distance < name.length() - 1)) {
        near.add(new Near(name, begins ? 0 : distance));
      }
    }
    near.sort(Comparator.comparingInt(Near::distance));
    return near.stream().limit(3).map(Near::name).toList();
  }

  /** Edits that make one word of the other (Levenshtein 1966). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= Math.min(a.length(), 64); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
