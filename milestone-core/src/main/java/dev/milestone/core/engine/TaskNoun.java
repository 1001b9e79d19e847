package dev.milestone.core.engine;

import dev.milestone.Blocker;
import dev.milestone.Claim;
import dev.milestone.ClaimRequest;
import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.TaskReport;
import dev.milestone.Tasks;
import dev.milestone.core.effect.AttemptRunner;
import dev.milestone.core.execute.Caller;
import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.Resumption;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.core.monitor.StatusReports;
import dev.milestone.core.monitor.Views;
import dev.milestone.core.prompt.PromptTemplate;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Cost;
import dev.milestone.model.Task;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.spi.agent.Assignment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tasks, for callers. */
final class TaskNoun implements Tasks {

  /** Longest note or summary taken from a caller, in characters. */
  static final int MAX_TEXT = 64 * 1024;

  /** Most tasks listed as ready. */
  static final int MAX_READY = 10_000;

  private final EngineCore core;

  TaskNoun(EngineCore core) {
    this.core = core;
  }

  @Override
  public Optional<Task> find(TaskId id) {
    return core.loop.look(
        state -> {
          TaskNode node = state.task(id.value());
          return node == null ? Optional.empty() : Optional.of(Views.task(state, node));
        });
  }

  @Override
  public List<Task> list() {
    return core.loop.look(
        state -> {
          List<Task> list = new ArrayList<>();
          for (TaskNode node : state.tasks()) {
            if (node.milestone().archiveFolder().isEmpty()) {
              list.add(Views.task(state, node));
            }
          }
          return list;
        });
  }

  @Override
  public List<Task> ready() {
    return core.loop.look(
        state -> {
          List<Task> list = new ArrayList<>();
          for (TaskNode node : state.readyInOrder(MAX_READY)) {
            if (node.active() == null) {
              list.add(Views.task(state, node));
            }
          }
          return list;
        });
  }

  @Override
  public List<Blocker> blockers() {
    Instant now = core.time.now();
    return core.loop.look(state -> StatusReports.blockers(state, now));
  }

  @Override
  public Claim claim(ClaimRequest request) {
    core.requireOpen();
    core.sessions.sweep(true);
    Duration lease = request.lease().orElse(core.settings.lease());
    if (lease.isNegative() || lease.isZero()) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT, "bad_lease", "a lease has to be longer than nothing");
    }
    Optional<AgentDefinition> declared =
        core.loop.look(state -> Optional.ofNullable(state.agents().get(request.agent().value())));
    Set<String> capabilities = new LinkedHashSet<>(request.capabilities());
    declared.ifPresent(d -> capabilities.addAll(d.capabilities()));
    Command.Claim command =
        new Command.Claim(
            request.agent().value(),
            request.task().map(TaskId::value).orElse(null),
            capabilities,
            declared.map(AgentDefinition::slots).orElse(0),
            lease.toMillis());
    PromptTemplate template = core.prompt.load();
    record Granted(
        Assignment assignment,
        Optional<Resumption> resumption,
        long token,
        int number,
        String effect) {}
    Granted granted =
        core.loop.call(
            command,
            core.caller(request.actor()),
            (state, answer) -> {
              AttemptNode attempt = (AttemptNode) answer;
              return new Granted(
                  Assignments.assignment(state, attempt, core.root, core.nowMillis()),
                  Resumption.of(attempt),
                  attempt.token(),
                  attempt.number(),
                  attempt.effectId());
            });
    core.leases.renew(granted.effect, lease);
    return Claim.builder(granted.assignment.attempt().task(), granted.number, granted.token)
        .leaseExpires(core.time.now().plus(lease))
        .assignment(Assignments.prompted(granted.assignment, template, granted.resumption))
        .build();
  }

  @Override
  public String prompt(TaskId task) {
    PromptTemplate template = core.prompt.load();
    record Next(Assignment assignment, Optional<Resumption> resumption) {}
    Next next =
        core.loop.look(
            state -> {
              AttemptNode attempt = known(state, task).next();
              return new Next(
                  Assignments.assignment(state, attempt, core.root, core.nowMillis()),
                  Resumption.of(attempt));
            });
    return Assignments.prompted(next.assignment, template, next.resumption).prompt();
  }

  @Override
  public Optional<Path> log(TaskId task, int attempt) {
    return core.logs.flatMap(logs -> logs.find(task.value(), attempt));
  }

  @Override
  public Claim heartbeat(TaskId task, long fencingToken) {
    core.requireOpen();
    record Held(String effect, int number, long leaseMillis) {}
    Held held =
        core.loop.look(
            state -> {
              TaskNode node = known(state, task);
              AttemptNode active = node.active();
              if (active == null || active.token() != fencingToken || !active.outside()) {
                throw MilestoneException.refused(
                    "stale_token",
                    "token "
                        + fencingToken
                        + " of task "
                        + task
                        + " is not valid any more; the task is "
                        + node.status().text());
              }
              if (active.cancelRequested()) {
                throw MilestoneException.refused(
                    "cancelled", "task " + task + " was cancelled; report with fail and stop");
              }
              return new Held(active.effectId(), active.number(), active.leaseMillis());
            });
    Duration lease = Duration.ofMillis(held.leaseMillis);
    core.leases.renew(held.effect, lease);
    return Claim.builder(task, held.number, fencingToken)
        .leaseExpires(core.time.now().plus(lease))
        .build();
  }

  @Override
  public Task complete(TaskReport report) {
    return report(report, AttemptOutcome.SUCCEEDED);
  }

  @Override
  public Task fail(TaskReport report) {
    return report(report, AttemptOutcome.FAILED);
  }

  private Task report(TaskReport report, AttemptOutcome outcome) {
    core.requireOpen();
    Map<String, Object> details = new LinkedHashMap<>();
    if (!report.summary().isEmpty()) {
      details.put("summary", core.redaction.text(limited("summary", report.summary())));
    }
    if (!report.artefacts().isEmpty()) {
      details.put("artefacts", AttemptRunner.artefacts(report.artefacts()));
    }
    if (!report.cost().equals(Cost.NONE)) {
      details.put("cost", AttemptRunner.cost(report.cost()));
    }
    String task = report.task().value();
    if (outcome == AttemptOutcome.SUCCEEDED) {
      String tree = claimedTree(report.task());
      if (!tree.isEmpty()) {
        details.put("tree_id", tree);
      }
    }
    record Reported(String effect, boolean verifying, @Nullable String engine) {}
    core.sessions.keepAlive();
    Reported reported =
        core.loop.call(
            new Command.Report(task, report.fencingToken(), outcome, details, core.engine),
            core.caller(report.actor()),
            (state, answer) -> {
              AttemptNode attempt = (AttemptNode) answer;
              return new Reported(
                  attempt.effectId(),
                  attempt.outcome() == null && attempt.verifying(),
                  attempt.engine());
            });
    if (reported.verifying) {
      String engine = reported.engine;
      if (engine != null && !engine.equals(core.engine)) {
        core.sessions.sweep(true);
      }
      core.awaitEnd(reported.effect, core.settings.verifyTimeout().plusMinutes(1));
    } else {
      core.leases.drop(reported.effect);
    }
    return find(report.task())
        .orElseThrow(
            () ->
                new MilestoneException(ErrorKind.DEFECT, "task_gone", "task " + task + " is gone"));
  }

  /** What an agent outside says is done is verified as it stands when it says so. */
  private String claimedTree(TaskId task) {
    Optional<TaskDefinition> definition =
        core.loop.look(state -> Optional.of(known(state, task).definition()));
    return definition
        .filter(d -> !d.verify().isEmpty())
        .map(d -> core.runner.treeOf(core.root, d.files()))
        .orElse("");
  }

  static TaskNode known(State state, TaskId id) {
    TaskNode node = state.task(id.value());
    if (node == null) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "unknown_task",
          "there is no task " + id + "; milestone update lists all");
    }
    return node;
  }

  static String limited(String what, String text) {
    if (text.length() > MAX_TEXT) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "too_long",
          "a " + what + " has at most " + MAX_TEXT + " characters, this one has " + text.length());
    }
    return text;
  }

  @Override
  public void note(TaskId task, String text) {
    core.requireOpen();
    String kept = core.redaction.text(limited("note", text));
    if (kept.isBlank()) {
      throw new MilestoneException(ErrorKind.INVALID_INPUT, "empty_note", "a note needs some text");
    }
    core.loop.call(
        new Command.AddNote(task.value(), null, kept), core.caller(), (state, answer) -> true);
  }

  @Override
  public Task add(TaskDefinition definition) {
    core.requireOpen();
    TaskRules.check(definition);
    core.loop
        .look(
            state ->
                new ProjectSize(
                    state.milestones().size(),
                    state.tasks().size() + (state.task(definition.id().value()) == null ? 1 : 0)))
        .check(core.settings);
    core.loop.call(new Command.AddTask(definition), core.caller(), (state, answer) -> true);
    return find(definition.id())
        .orElseThrow(
            () -> new MilestoneException(ErrorKind.DEFECT, "task_gone", "the task is gone"));
  }

  @Override
  public Task cancel(TaskId task, String reason) {
    return change(task, new Command.CancelTask(task.value(), limited("reason", reason)));
  }

  @Override
  public Task retry(TaskId task) {
    return change(task, new Command.RetryTask(task.value(), "it was asked for"));
  }

  private Task change(TaskId task, Command command) {
    core.requireOpen();
    return core.loop.call(
        command, Caller.of(core.actor), (state, answer) -> Views.task(state, known(state, task)));
  }
}
