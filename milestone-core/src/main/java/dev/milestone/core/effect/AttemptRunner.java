package dev.milestone.core.effect;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.TimeSource;
import dev.milestone.core.execute.Caller;
import dev.milestone.core.execute.KernelLoop;
import dev.milestone.core.execute.Timer;
import dev.milestone.core.journal.Json;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.Costs;
import dev.milestone.core.kernel.State;
import dev.milestone.core.security.Redaction;
import dev.milestone.model.Artefact;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Cost;
import dev.milestone.model.TaskDefinition;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentActivity;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.CommandRequest;
import dev.milestone.spi.agent.CommandResult;
import dev.milestone.spi.agent.CommandRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts and verifications, and reports what came of them. Nothing here decides: a report
 * that the kernel refuses – the task was given to another engine meanwhile – is dropped.
 * Thread-safe.
 */
public final class AttemptRunner {

  /** Longest summary recorded, in characters. */
  static final int MAX_SUMMARY = 4_000;

  /** Most bytes of the details of a report. */
  static final int MAX_DETAILS = 256 * 1024;

  /** Longest wait that is recorded of what an agent says; the kernel takes less. */
  private static final Duration MAX_RETRY_AFTER = Duration.ofDays(365);

  /** Longest name of a version or model, in characters. */
  static final int MAX_NAME = 256;

  /** How long a report waits after a store was busy. */
  static final long RETRY_NANOS = 200_000_000;

  /** Most artefacts recorded. */
  static final int MAX_ARTEFACTS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

  private final KernelLoop loop;
  private final EffectSettings settings;
  private final Executor pool;
  private final Timer timer;
  private final Predicate<String> stopping;
  private final TreeDigest tree;
  private final Optional<WorkspaceBackup> backup;
  private final Map<String, AttemptRun> runs = new ConcurrentHashMap<>();

  /**
   * Makes a runner.
   *
   * @param pool where verifications and clean-up run
   * @param stopping whether a session starts nothing further
   */
  public AttemptRunner(
      KernelLoop loop,
      EffectSettings settings,
      Executor pool,
      Timer timer,
      Predicate<String> stopping) {
    this.loop = loop;
    this.settings = settings;
    this.pool = pool;
    this.timer = timer;
    this.stopping = stopping;
    this.tree = new TreeDigest(settings.definitions());
    this.backup = settings.backupFolder().map(folder -> new WorkspaceBackup(folder, tree));
  }

  TimeSource time() {
    return settings.time();
  }

  Redaction redaction() {
    return settings.redaction();
  }

  /** What an agent says of itself, as it stands in events. */
  Map<String, Object> activity(AgentActivity said) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (!said.version().isEmpty()) {
      map.put("version", shortened(said.version()));
    }
    if (!said.model().isEmpty()) {
      map.put("model", shortened(said.model()));
    }
    // The name of the session stays as it is: with another it could not be resumed.
    said.session()
        .ifPresent(
            session -> {
              Map<String, Object> own = new LinkedHashMap<>();
              own.put("id", session.id());
              if (!session.total().equals(Cost.NONE)) {
                own.putAll(cost(session.total()));
              }
              map.put("agent_session", own);
            });
    if (!said.spent().equals(Cost.NONE)) {
      map.put("cost", cost(said.spent()));
    }
    return map;
  }

  private String shortened(String text) {
    String clean = redaction().text(text);
    return clean.length() <= MAX_NAME ? clean : clean.substring(0, MAX_NAME);
  }

  /** Keeps what an attempt printed, without secrets. */
  void keepOutput(AttemptRun run, String text, long totalBytes) {
    settings
        .logs()
        .ifPresent(
            logs -> {
              Assignment a = run.start.assignment();
              logs.keep(
                  a.task().id().value(), a.attempt().number(), redaction().text(text), totalBytes);
            });
  }

  long progressNanos() {
    return settings.progressInterval().toNanos();
  }

  /** Digest of the files that match these globs; empty when there are no globs. */
  public String treeOf(Path root, List<String> globs) {
    return tree.of(root, globs);
  }

  /** How many attempts this engine runs. */
  public int running() {
    return runs.size();
  }

  /** Starts an attempt, or its verification where only that is left. Returns at once. */
  public void start(AttemptStart start, Caller caller) {
    AttemptRun run = new AttemptRun(this, start, caller, settings.time().monotonicNanos());
    if (runs.putIfAbsent(start.assignment().effectId(), run) != null) {
      return;
    }
    boolean inPool = start.verifying() || start.agent().isEmpty();
    Thread starter = Thread.currentThread();
    AtomicBoolean starting = new AtomicBoolean(true);
    try {
      (inPool ? pool : settings.executor())
          .execute(
              () -> {
                if (starting.get() && Thread.currentThread() == starter) {
                  // An executor that runs its work in the caller would hold up the engine: this may
                  // be the store's thread.
                  pool.execute(() -> run(run));
                } else {
                  run(run);
                }
              });
    } catch (RejectedExecutionException e) {
      background(() -> notStarted(run, e));
      return;
    } catch (RuntimeException | Error e) {
      LOG.warn("attempt {} could not be started", start.assignment().attempt(), e);
      background(() -> notStarted(run, e));
      return;
    } finally {
      starting.set(false);
    }
    if (stopping.test(start.session())) {
      // It was granted before the session was asked to stop, but was not there yet when its
      // attempts were asked to end.
      end(run.effectId(), AttemptOutcome.CANCELLED, "its session is stopping");
    }
  }

  private void notStarted(AttemptRun run, Throwable reason) {
    if (stopping.test(run.start.session())) {
      report(run, AttemptOutcome.CANCELLED, Map.of("summary", "the engine is closing"));
    } else {
      report(
          run,
          AttemptOutcome.FAILED,
          Map.of("summary", "the executor for agents refused it: " + reason));
    }
  }

  /** Whether this engine runs an attempt now. */
  public boolean runs(String effectId) {
    return runs.containsKey(effectId);
  }

  /** Verifies the work of an agent outside, or what an engine that is gone began to verify. */
  public void verify(AttemptStart start, Caller caller) {
    start(start, caller);
  }

  /** Asks an attempt to end, if this engine runs it. */
  public void end(String effectId, AttemptOutcome outcome, String reason) {
    AttemptRun run = runs.get(effectId);
    if (run != null && !run.reported()) {
      run.end(outcome, reason);
      // Whoever does not listen is given up after the grace, twice: once for its process, once for
      // itself.
      later(
          () -> {
            if (runs.containsKey(effectId)) {
              background(
                  () ->
                      report(run, outcome, Map.of("summary", reason + "; its agent did not end")));
            }
          },
          settings.limits().grace().multipliedBy(2).plusSeconds(1).toNanos());
    }
  }

  /** Asks all attempts of a session to end; of all sessions when it is null. */
  public void endAll(@Nullable String session, String reason) {
    for (AttemptRun run : List.copyOf(runs.values())) {
      if (session == null || run.start.session().equals(session)) {
        end(run.effectId(), AttemptOutcome.CANCELLED, reason);
      }
    }
  }

  /** Puts back the files of an attempt whose engine died. Call before it is declared lost. */
  public void restore(
      String task, int attempt, String effectId, Path root, List<String> globs, Caller caller) {
    putBack(task, attempt, effectId, root, globs, caller);
  }

  private void putBack(
      String task, int attempt, String effectId, Path root, List<String> globs, Caller caller) {
    if (backup.isEmpty() || !settings.rollback() || globs.isEmpty()) {
      return;
    }
    Map<String, Object> done = backup.get().restore(effectId, root, globs);
    if (!done.isEmpty()) {
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("task_id", task);
      details.put("attempt", attempt);
      details.put("effect_id", effectId);
      details.putAll(done);
      send(new Command.WorkspaceRestored(task, attempt, details), caller);
    }
  }

  void background(Runnable action) {
    try {
      pool.execute(
          () -> {
            try {
              action.run();
            } catch (RuntimeException e) {
              LOG.warn("an action on cancel failed", e);
            }
          });
    } catch (RejectedExecutionException e) {
      action.run();
    }
  }

  void later(Runnable action, long nanos) {
    Timer.Timed timed = timer.after(nanos, action);
    LOG.trace("scheduled {}", timed);
  }

  <T> CompletableFuture<T> submit(
      Command command, Caller caller, BiFunction<State, Object, T> answer) {
    return loop.submit(command, caller, answer);
  }

  void send(Command command, Caller caller) {
    loop.submit(command, caller, (state, answer) -> true)
        .whenComplete(
            (ok, error) -> {
              if (error != null) {
                LOG.debug(
                    "{} was not recorded: {}",
                    command.getClass().getSimpleName(),
                    error.toString());
              }
            });
  }

  void alive(AttemptRun run) {
    LOG.trace("attempt {} is alive", run.effectId());
  }

  private void run(AttemptRun run) {
    Assignment assignment = run.start.assignment();
    TaskDefinition task = assignment.task();
    Timer.Timed timeout = null;
    Timer.Timed budget = null;
    try {
      Optional<Duration> longest = task.timeout().or(settings::taskTimeout);
      if (longest.isPresent()) {
        Duration limit = longest.get();
        timeout =
            timer.after(
                nanos(limit),
                () ->
                    end(
                        run.effectId(),
                        AttemptOutcome.TIMED_OUT,
                        "it took longer than its timeout of " + limit));
      }
      Optional<Duration> affordable = assignment.remaining().time();
      if (affordable.isPresent()) {
        // Stopped, not failed: the task goes on when the budget does.
        budget =
            timer.after(
                nanos(affordable.get()),
                () ->
                    end(
                        run.effectId(),
                        AttemptOutcome.CANCELLED,
                        "the time of its budget is used up"));
      }
      String treeId = run.start.treeId();
      if (!run.start.verifying()) {
        backup.ifPresent(b -> b.take(run.effectId(), assignment.workspace(), task.files()));
        AgentResult result = work(run);
        AttemptOutcome end = run.endWith();
        AttemptOutcome outcome = end != null ? end : outcome(result);
        treeId =
            outcome == AttemptOutcome.SUCCEEDED && !task.verify().isEmpty()
                ? tree.of(assignment.workspace(), task.files())
                : "";
        Map<String, Object> report =
            reportOf(result, end == null ? null : run.endReason(), redaction());
        if (outcome == AttemptOutcome.UNAVAILABLE) {
          report.put("unavailable", unavailable(result));
        }
        if (!treeId.isEmpty()) {
          report.put("tree_id", treeId);
        }
        for (String note : result.notes()) {
          run.note(note);
        }
        run.flushActivity();
        if (outcome != AttemptOutcome.SUCCEEDED) {
          report(run, outcome, report);
          return;
        }
        if (task.verify().isEmpty()) {
          report(run, outcome, report);
          return;
        }
        if (!accepted(run, report)) {
          return;
        }
      }
      verifyNow(run, treeId);
    } catch (RuntimeException | Error e) {
      LOG.warn("attempt {} of task {} broke off", assignment.attempt(), task.id(), e);
      report(run, AttemptOutcome.FAILED, Map.of("summary", "the engine could not run it: " + e));
    } finally {
      if (timeout != null) {
        timeout.cancel();
      }
      if (budget != null) {
        budget.cancel();
      }
      if (!run.reported()) {
        close(run);
      }
    }
  }

  private static AttemptOutcome outcome(AgentResult result) {
    return result.unavailable().isPresent()
        ? AttemptOutcome.UNAVAILABLE
        : result.success() ? AttemptOutcome.SUCCEEDED : AttemptOutcome.FAILED;
  }

  private static Map<String, Object> unavailable(AgentResult result) {
    Map<String, Object> map = new LinkedHashMap<>();
    result
        .unavailable()
        .ifPresent(
            why -> {
              map.put("reason", why.reason().text());
              why.retryAfter()
                  .ifPresent(
                      wait ->
                          map.put(
                              "retry_after_ms",
                              wait.isNegative()
                                  ? 0L
                                  : Math.min(MAX_RETRY_AFTER.toMillis(), millis(wait))));
            });
    return map;
  }

  private static long millis(Duration duration) {
    return duration.compareTo(MAX_RETRY_AFTER) > 0
        ? MAX_RETRY_AFTER.toMillis()
        : duration.toMillis();
  }

  private AgentResult work(AttemptRun run) {
    Optional<Agent> agent = run.start.agent();
    if (agent.isEmpty()) {
      return AgentResult.failed("no provider could start this agent");
    }
    if (!run.working(Thread.currentThread())) {
      return AgentResult.failed("it was asked to end before it began");
    }
    try {
      Assignment assignment = run.start.preparation().apply(run.start.assignment());
      AgentResult result = agent.get().work(assignment, run);
      return result == null ? AgentResult.failed("the agent returned nothing") : result;
    } catch (InterruptedException e) {
      return AgentResult.failed("it was interrupted");
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      LOG.debug("agent {} threw", run.start.assignment().attempt(), e);
      String message = e.getMessage();
      return AgentResult.failed(
          message == null || message.isBlank() ? e.getClass().getName() : message);
    } finally {
      run.idle();
    }
  }

  static Map<String, Object> reportOf(
      AgentResult result, @Nullable String reason, Redaction redaction) {
    Map<String, Object> report = new LinkedHashMap<>();
    String summary = redaction.text(reason == null ? result.summary() : reason);
    if (!summary.isEmpty()) {
      report.put("summary", cut(summary));
    }
    result.exitCode().ifPresent(code -> report.put("exit_code", (long) code));
    if (!result.artefacts().isEmpty()) {
      report.put(
          "artefacts",
          java.util.Objects.requireNonNull(redaction.value(artefacts(result.artefacts()))));
    }
    if (!result.cost().equals(Cost.NONE)) {
      report.put("cost", cost(result.cost()));
    }
    if (!result.details().isEmpty()) {
      report.put("details", redaction.map(details(result.details())));
    }
    return report;
  }

  /**
   * Details as they can be recorded: what cannot be is said so, and does not keep the report from
   * being heard.
   */
  private static Map<String, Object> details(Map<String, ?> details) {
    Map<String, Object> kept = new LinkedHashMap<>();
    try {
      if (Json.write(details).length <= MAX_DETAILS) {
        kept.putAll(details);
      } else {
        kept.put("dropped", "the details had more than " + MAX_DETAILS + " bytes");
      }
    } catch (RuntimeException | StackOverflowError e) {
      kept.put(
          "dropped",
          "the details could not be written as JSON: " + cut(String.valueOf(e.getMessage())));
    }
    return kept;
  }

  /** Artefacts as they stand in events. */
  public static List<Object> artefacts(List<Artefact> artefacts) {
    List<Object> list = new ArrayList<>();
    for (Artefact artefact : artefacts) {
      if (list.size() == MAX_ARTEFACTS) {
        break;
      }
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("path", artefact.path());
      map.put("kind", artefact.kind());
      if (!artefact.digest().isEmpty()) {
        map.put("digest", artefact.digest());
      }
      list.add(map);
    }
    return list;
  }

  /** A cost as it stands in events. */
  public static Map<String, Object> cost(Cost cost) {
    return Costs.write(cost);
  }

  private static String cut(String text) {
    return text.length() <= MAX_SUMMARY ? text : text.substring(0, MAX_SUMMARY - 1) + "…";
  }

  /**
   * Reports that the agent is done; whether the kernel accepted it and the verification is ours.
   */
  private boolean accepted(AttemptRun run, Map<String, Object> report) {
    Assignment a = run.start.assignment();
    Command command =
        new Command.Report(
            a.task().id().value(),
            a.fencingToken(),
            AttemptOutcome.SUCCEEDED,
            report,
            settings.engine());
    while (true) {
      try {
        return loop.call(
            command,
            run.caller,
            (state, answer) -> {
              var attempt = state.active().get(run.effectId());
              return attempt != null
                  && attempt.verifying()
                  && settings.engine().equals(attempt.engine());
            });
      } catch (MilestoneException refused) {
        if (refused.kind() != ErrorKind.BUSY || run.givenUp()) {
          LOG.info("the end of attempt {} was not accepted: {}", a.attempt(), refused.getMessage());
          if (!unheard(refused)) {
            return false;
          }
          throw refused;
        }
        // Waiting for the store has taken its time: the report is made again, it is the only one
        // there is.
      }
    }
  }

  /** Whether a report failed for what it says, not because somebody else's counts. */
  private static boolean unheard(Throwable error) {
    return error instanceof MilestoneException e
        ? e.kind() == ErrorKind.DEFECT || e.kind() == ErrorKind.INVALID_INPUT
        : error instanceof RuntimeException;
  }

  private void verifyNow(AttemptRun run, String treeId) {
    Assignment a = run.start.assignment();
    TaskDefinition task = a.task();
    String before = tree.of(a.workspace(), task.files());
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("command", new ArrayList<Object>(task.verify()));
    if (!TreeDigest.same(treeId, before)) {
      evidence.put("exit_code", (long) CommandResult.NOT_STARTED);
      evidence.put("tree_id", before);
      verified(
          run,
          false,
          "the claimed files changed between the agent's end and the verification",
          evidence);
      return;
    }
    Optional<CommandRunner> runner = settings.runner();
    if (runner.isEmpty()) {
      evidence.put("exit_code", (long) CommandResult.NOT_STARTED);
      verified(run, false, "no command runner is available; add milestone-spi-agent", evidence);
      return;
    }
    Optional<Duration> longest = task.timeout().or(settings::taskTimeout);
    Duration limit = longest.orElse(settings.verifyTimeout());
    long spent = longest.isPresent() ? settings.time().monotonicNanos() - run.startedNanos : 0;
    boolean wanted = run.working(Thread.currentThread());
    CommandResult result;
    try {
      result =
          !wanted
              ? new CommandResult(
                  CommandResult.INTERRUPTED, Duration.ZERO, "", 0, "", run.endReason())
              : runner
                  .get()
                  .run(
                      new CommandRequest(
                          task.verify(),
                          a.workspace(),
                          Map.of(
                              "MILESTONE_EFFECT_ID", run.effectId(),
                              "MILESTONE_TASK_ID", task.id().value(),
                              "MILESTONE_ATTEMPT", String.valueOf(a.attempt().number()),
                              "MILESTONE_WORKSPACE", a.workspace().toString()),
                          Optional.of(
                              Duration.ofNanos(Math.max(1, nanos(limit) - Math.max(0, spent)))),
                          settings.limits()));
    } finally {
      run.idle();
    }
    AttemptOutcome end = run.endWith();
    if (end != null) {
      report(run, end, Map.of("summary", run.endReason()));
      return;
    }
    String after = tree.of(a.workspace(), task.files());
    evidence.put("exit_code", (long) result.exitCode());
    evidence.put("duration_ms", result.duration().toMillis());
    evidence.put("output_digest", result.outputDigest());
    if (!before.isEmpty()) {
      evidence.put("tree_id", before);
    }
    String tail = redaction().text(result.output());
    if (!tail.isEmpty()) {
      evidence.put(
          "output_tail", tail.length() <= 4096 ? tail : tail.substring(tail.length() - 4096));
    }
    if (result.exitCode() == 0 && !before.equals(after)) {
      verified(run, false, "the claimed files changed while they were verified", evidence);
    } else {
      verified(run, result.exitCode() == 0, why(task, result), evidence);
    }
  }

  private static String why(TaskDefinition task, CommandResult result) {
    String command = String.join(" ", task.verify());
    return switch (result.exitCode()) {
      case 0 -> "";
      case CommandResult.NOT_STARTED ->
          "the verification '" + command + "' could not be started: " + result.error();
      case CommandResult.TIMED_OUT -> "the verification '" + command + "' took too long";
      default -> "the verification '" + command + "' ended with exit code " + result.exitCode();
    };
  }

  private void verified(
      AttemptRun run, boolean passed, String reason, Map<String, Object> evidence) {
    finish(run, new Command.Verified(run.effectId(), passed, reason, evidence), passed);
  }

  private void report(AttemptRun run, AttemptOutcome outcome, Map<String, Object> report) {
    Assignment a = run.start.assignment();
    finish(
        run,
        new Command.Report(
            a.task().id().value(), a.fencingToken(), outcome, report, settings.engine()),
        outcome == AttemptOutcome.SUCCEEDED);
  }

  private static long nanos(Duration duration) {
    return duration.getSeconds() > 1_000_000_000 ? Long.MAX_VALUE / 4 : duration.toNanos();
  }

  private void restoreAfterFailure(AttemptRun run) {
    Assignment a = run.start.assignment();
    putBack(
        a.task().id().value(),
        a.attempt().number(),
        run.effectId(),
        a.workspace(),
        a.task().files(),
        run.caller);
  }

  /**
   * Hands in the last word about an attempt. Not waited for: the thread is free for the next one.
   */
  private void finish(AttemptRun run, Command command, boolean success) {
    if (!run.lastWord()) {
      return;
    }
    if (!success) {
      // Before anybody hears of the failure: the next attempt begins with the files as they were.
      try {
        restoreAfterFailure(run);
      } catch (RuntimeException | Error e) {
        LOG.warn("files of attempt {} were not put back", run.effectId(), e);
      }
    }
    run.flushActivity();
    submit(run, command);
    if (success && backup.isPresent() && !run.start.assignment().task().files().isEmpty()) {
      background(() -> backup.get().drop(run.effectId()));
    }
  }

  /**
   * Until it is heard or refused: an attempt whose end is not recorded would be waited for without
   * end.
   */
  private void submit(AttemptRun run, Command command) {
    loop.submit(command, run.caller, (state, answer) -> true)
        .whenComplete(
            (ok, error) -> {
              Throwable cause =
                  error instanceof CompletionException && error.getCause() != null
                      ? error.getCause()
                      : error;
              if (cause instanceof MilestoneException busy && busy.kind() == ErrorKind.BUSY) {
                later(() -> submit(run, command), RETRY_NANOS);
                return;
              }
              close(run);
              if (cause == null) {
                return;
              }
              LOG.info(
                  "the end of attempt {} was not accepted: {}",
                  run.start.assignment().attempt(),
                  cause.getMessage());
              if (unheard(cause) && run.lastButOne()) {
                Assignment a = run.start.assignment();
                submit(
                    run,
                    new Command.Report(
                        a.task().id().value(),
                        a.fencingToken(),
                        AttemptOutcome.FAILED,
                        Map.of(
                            "summary",
                            cut("its report could not be recorded: " + cause.getMessage())),
                        settings.engine()));
              }
            });
  }

  private void close(AttemptRun run) {
    run.over();
    runs.remove(run.effectId(), run);
  }
}
