package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.event.MilestoneEvent;
import dev.milestone.model.Attempt;
import dev.milestone.model.Decision;
import dev.milestone.model.DecisionId;
import dev.milestone.model.IdGrammar;
import dev.milestone.model.Milestone;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.Session;
import dev.milestone.model.SessionId;
import dev.milestone.model.Task;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/**
 * {@code milestone show}: a thing, and the tree from the command that moved it last to its last
 * effect.
 */
@CommandLine.Command
final class ShowCommand extends Command {

  private static final int MAX_TREE = 60;
  private static final int MAX_TREE_JSON = 10_000;

  @Parameters(paramLabel = "ID", description = "a milestone, task, session or decision")
  String id = "";

  @Override
  int run() {
    if (IdGrammar.fault(id).isPresent()) {
      throw unknown();
    }
    try (MilestoneEngine engine = look()) {
      Optional<Task> task = engine.tasks().find(TaskId.of(id));
      if (task.isPresent()) {
        return show(
            engine,
            "task",
            withLogs(engine, task.get()),
            task(engine, task.get()),
            this::aboutTask);
      }
      Optional<Milestone> milestone = engine.milestones().find(MilestoneId.of(id));
      if (milestone.isPresent()) {
        return show(
            engine,
            "milestone",
            Documents.milestone(milestone.get()),
            milestone(engine, milestone.get()),
            event -> event.milestoneId().filter(id::equals).isPresent());
      }
      Optional<Session> session = engine.sessions().find(SessionId.of(id));
      if (session.isPresent()) {
        return show(
            engine,
            "session",
            Documents.session(session.get()),
            session(session.get()),
            event -> true);
      }
      Optional<Decision> decision = engine.decisions().find(DecisionId.of(id));
      if (decision.isPresent()) {
        return show(
            engine,
            "decision",
            Documents.decision(decision.get()),
            Dashboard.decision(decision.get(), console().outStyle(), console().width()),
            event -> event.text("decision_id").filter(id::equals).isPresent());
      }
      throw unknown();
    }
  }

  private MilestoneException unknown() {
    return MilestoneException.invalid(
        "unknown_id",
        "there is no milestone, task, session or decision '"
            + Text.line(id, 64)
            + "'; see milestone update, sessions, decisions",
        List.of());
  }

  private boolean aboutTask(MilestoneEvent event) {
    return event.taskId().filter(id::equals).isPresent();
  }

  private int show(
      MilestoneEngine engine,
      String schema,
      Map<String, Object> json,
      List<String> words,
      Predicate<MilestoneEvent> choice) {
    List<String> correlations = EventTree.correlations(engine, id);
    Optional<EventTree> tree =
        correlations.stream().findFirst().map(c -> EventTree.of(engine, c).only(choice));
    if (json()) {
      tree.ifPresent(
          found -> {
            json.put("correlation_id", found.correlation());
            json.put("tree", found.json(MAX_TREE_JSON));
          });
      document(schema, json);
      return ExitCode.OK;
    }
    print(words);
    tree.ifPresent(
        found -> {
          console().out().println();
          print(found.lines(console().outStyle(), options.verbose ? Integer.MAX_VALUE : MAX_TREE));
        });
    if (correlations.size() > 1 && !options.quiet) {
      List<String> others = correlations.subList(1, correlations.size());
      say(
          console()
              .outStyle()
              .dim(
                  "earlier commands: "
                      + Text.some(others, others.size(), 4)
                      + " (milestone events --tree …)"));
    }
    return ExitCode.OK;
  }

  private List<String> task(MilestoneEngine engine, Task task) {
    Style style = console().outStyle();
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(task.id() + "  " + task.definition().title()));
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "status",
            task.status().text()
                + (task.status() == TaskStatus.SUCCEEDED
                    ? task.verified() ? ", verified" : ", not verified"
                    : "")));
    rows.add(List.of("milestone", task.definition().milestone().value()));
    row(
        rows,
        "waits for",
        String.join(", ", task.definition().dependencies().stream().map(d -> d.target()).toList()));
    row(rows, "blocked by", Text.some(task.blockedBy(), task.blockedBy().size(), 8));
    row(rows, "comes from", Origin.of(task));
    row(rows, "requires", String.join(", ", task.definition().requires()));
    row(rows, "files", String.join(", ", task.definition().files()));
    row(rows, "run", task.definition().run());
    row(rows, "verify", String.join(" ", task.definition().verify()));
    row(
        rows,
        "estimate",
        task.definition().estimate().map(e -> Text.duration(e.expected())).orElse(""));
    row(rows, "not before", task.notBefore().map(Text::second).orElse(""));
    lines.addAll(Text.table(rows, console().tableWidth()));
    for (Attempt attempt : task.attempts()) {
      attempt(lines, attempt, style);
      engine
          .tasks()
          .log(task.id(), attempt.id().number())
          .ifPresent(log -> lines.add("           log: " + log));
    }
    task.notes()
        .forEach(note -> lines.addAll(Text.wrap("note  ", "      ", note, console().width())));
    return lines;
  }

  private static void row(List<List<String>> rows, String name, String value) {
    if (!value.isEmpty()) {
      rows.add(List.of(name, value));
    }
  }

  private void attempt(List<String> lines, Attempt attempt, Style style) {
    String outcome = attempt.outcome().map(o -> o.text()).orElse("under way");
    String took =
        attempt.started().isPresent() && attempt.ended().isPresent()
            ? ", " + Text.duration(Duration.between(attempt.started().get(), attempt.ended().get()))
            : "";
    lines.addAll(
        Text.wrap(
            "attempt " + attempt.id().number() + "  ",
            "           ",
            outcome
                + " by "
                + attempt.agent()
                + ", token "
                + attempt.fencingToken()
                + took
                + (attempt.reason().isEmpty() ? "" : ": " + attempt.reason()),
            console().width()));
    String with = with(attempt);
    if (!with.isEmpty()) {
      lines.addAll(Text.wrap("           ", "           ", with, console().width()));
    }
    attempt
        .evidence()
        .ifPresent(
            evidence -> {
              lines.add(
                  "           "
                      + (evidence.passed() ? style.green("verified") : style.red("refuted"))
                      + ": "
                      + Text.line(String.join(" ", evidence.command()), console().width() - 40)
                      + " ended with "
                      + evidence.exitCode()
                      + " after "
                      + Text.duration(evidence.duration()));
              if (!evidence.passed()) {
                evidence
                    .outputTail()
                    .lines()
                    .skip(Math.max(0, evidence.outputTail().lines().count() - 10))
                    .forEach(
                        line ->
                            lines.add("           | " + Text.line(line, console().width() - 13)));
              }
            });
  }

  /** The task, with the log of each attempt that has one. */
  private static Map<String, Object> withLogs(MilestoneEngine engine, Task task) {
    Map<String, Object> json = Documents.task(task);
    Map<String, Object> logs = Json.object();
    for (Attempt attempt : task.attempts()) {
      engine
          .tasks()
          .log(task.id(), attempt.id().number())
          .ifPresent(log -> logs.put(String.valueOf(attempt.id().number()), log.toString()));
    }
    if (!logs.isEmpty()) {
      json.put("logs", logs);
    }
    return json;
  }

  /** What the agent said of itself, and what the attempt has cost. */
  private static String with(Attempt attempt) {
    List<String> parts = new ArrayList<>();
    if (!attempt.agentVersion().isEmpty()) {
      parts.add("version " + attempt.agentVersion());
    }
    if (!attempt.model().isEmpty()) {
      parts.add("model " + attempt.model());
    }
    attempt.session().ifPresent(session -> parts.add("session " + session.id()));
    String cost = Dashboard.cost(attempt.cost());
    if (!cost.isEmpty()) {
      parts.add(cost);
    }
    return String.join(", ", parts);
  }

  private List<String> milestone(MilestoneEngine engine, Milestone milestone) {
    Style style = console().outStyle();
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(milestone.id() + "  " + milestone.definition().title()));
    lines.add(
        Text.bar(milestone.progress(), 20)
            + " "
            + Text.percent(milestone.progress())
            + "  "
            + milestone.status().text()
            + milestone.definition().due().map(due -> ", due " + due).orElse(""));
    for (TaskId taskId : milestone.tasks()) {
      engine
          .tasks()
          .find(taskId)
          .ifPresent(
              task ->
                  lines.add(
                      "  "
                          + Dashboard.sign(task.status(), style)
                          + " "
                          + Text.line(
                              task.id() + "  " + task.definition().title(), console().width() - 20)
                          + "  "
                          + style.dim(task.status().text())));
    }
    milestone
        .definition()
        .successCriteria()
        .forEach(
            criterion ->
                lines.addAll(
                    Text.wrap(
                        "criterion  ",
                        "           ",
                        criterion.text()
                            + (criterion.verify().isEmpty()
                                ? " (a person confirms)"
                                : " (" + String.join(" ", criterion.verify()) + ")"),
                        console().width())));
    milestone
        .notes()
        .forEach(note -> lines.addAll(Text.wrap("note  ", "      ", note, console().width())));
    return lines;
  }

  private List<String> session(Session session) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("session", session.id().value()));
    rows.add(List.of("status", session.status().text()));
    rows.add(List.of("by", session.actor().name()));
    rows.add(List.of("started", Text.second(session.started())));
    row(rows, "ended", session.ended().map(Text::second).orElse(""));
    rows.add(List.of("resumed", Text.count(session.resumed(), "time")));
    rows.add(List.of("checkpoints", String.valueOf(session.checkpoints())));
    row(rows, "last checkpoint", session.lastCheckpoint().map(c -> c.value()).orElse(""));
    return Text.table(rows, console().tableWidth());
  }
}
