package dev.milestone.core.engine;

import dev.milestone.ErrorKind;
import dev.milestone.IdSource;
import dev.milestone.MilestoneException;
import dev.milestone.TimeSource;
import dev.milestone.core.effect.AttemptLogs;
import dev.milestone.core.effect.AttemptRunner;
import dev.milestone.core.effect.AttemptStart;
import dev.milestone.core.effect.EffectSettings;
import dev.milestone.core.execute.Caller;
import dev.milestone.core.execute.KernelLoop;
import dev.milestone.core.execute.LoopHost;
import dev.milestone.core.execute.LoopSettings;
import dev.milestone.core.execute.StateFold;
import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.Effect;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.core.security.Redaction;
import dev.milestone.core.session.Leases;
import dev.milestone.model.Actor;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.Presence;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all parts of an open engine share. Thread-safe. */
final class EngineCore implements LoopHost, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineCore.class);

  final EventStore store;
  final KernelLoop loop;
  final EngineSettings settings;
  final TimeSource time;
  final IdSource ids;
  final Actor actor;
  final String engine;
  final boolean readOnly;
  final Optional<ProjectPaths> paths;
  final Path root;
  final Threads threads;
  final AttemptRunner runner;
  final Leases leases;
  final Providers providers;
  final Map<AgentDefinition, Agent> ownAgents;
  final Sessions sessions;
  final Followers followers;
  final ProjectPrompt prompt;
  final Redaction redaction;
  final Optional<AttemptLogs> logs;
  private final StateFold fold;
  private final @Nullable Presence presence;

  /** Most waits remembered. */
  private static final int MAX_WAKES = 100_000;

  private static final long MAX_WAIT_MILLIS = Long.MAX_VALUE / 8_000_000;

  private final Map<String, Long> wakeAt = new ConcurrentHashMap<>();

  /** Verifications that callers wait for, by effect. */
  final Map<String, CompletableFuture<Boolean>> attemptsEnded = new ConcurrentHashMap<>();

  /** How often somebody who waits for an attempt looks whether another process has ended it. */
  private static final long AWAIT_SLICE_MILLIS = 50;

  /** How long to wait before looking again for what can start, when the store was busy. */
  private static final long DISPATCH_AGAIN_MILLIS = 500;

  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Projections projections;

  EngineCore(EngineParts parts) {
    settings = parts.settings();
    time = parts.time();
    threads = new Threads(time);
    ids = parts.ids();
    actor = parts.actor();
    paths = parts.paths();
    readOnly = parts.readOnly();
    providers = parts.providers();
    ownAgents = new LinkedHashMap<>(parts.agents());
    root = paths.map(ProjectPaths::root).orElseGet(() -> Path.of("").toAbsolutePath().normalize());
    store = parts.store();
    prompt = new ProjectPrompt(paths.map(ProjectPaths::root));
    redaction = parts.redaction();
    logs =
        paths.map(p -> new AttemptLogs(p.attemptLogs(), settings.logBytes(), settings.keptLogs()));
    engine = "e-" + ids.next();
    fold = new StateFold(CodecDefinitions::new);
    leases = new Leases(store, time);
    sessions = new Sessions(this);
    followers = new Followers(this);
    Presence announced = null;
    try {
      announced = readOnly ? null : store.announce(engine);
      loop =
          new KernelLoop(
              store,
              (from, sequence) -> fold.fold(from, sequence),
              this,
              new LoopSettings(
                  engine,
                  settings.turnTimeout(),
                  settings.lostLimit(),
                  settings.engineLease(),
                  readOnly,
                  settings.rules()));
    } catch (RuntimeException e) {
      if (announced != null) {
        announced.close();
      }
      store.close();
      throw e;
    }
    presence = announced;
    Executor executor = parts.executor().orElse(threads.workers);
    runner =
        new AttemptRunner(
            loop,
            new EffectSettings(
                engine,
                time,
                new CodecDefinitions(),
                actor,
                providers.commandRunner(),
                settings.limits(),
                settings.taskTimeout(),
                settings.verifyTimeout(),
                settings.progressEvery(),
                paths.filter(p -> settings.backup()).map(ProjectPaths::backups),
                settings.rollback(),
                executor,
                redaction,
                logs),
            threads.workers,
            threads.timer,
            sessions::stopping);
  }

  void attach(@Nullable Projections newProjections) {
    projections = newProjections;
  }

  @Nullable Projections projections() {
    return projections;
  }

  Caller caller() {
    return Caller.of(actor);
  }

  Caller caller(Optional<Actor> who) {
    return Caller.of(who.orElse(actor));
  }

  static Actor engineActor() {
    return new Actor("engine", "engine");
  }

  // ---- the loop's host ----

  @Override
  public long nowMillis() {
    return time.now().toEpochMilli();
  }

  @Override
  public long monotonicNanos() {
    return time.monotonicNanos();
  }

  @Override
  public String newId() {
    return ids.next();
  }

  @Override
  public boolean stopping(String session) {
    return sessions.stopping(session);
  }

  /** The wait is never longer than it was meant to be, however the wall clock jumps. */
  @Override
  public boolean awake(TaskNode task) {
    String key = task.id() + "@" + task.notBeforeMillis();
    Long due = wakeAt.get(key);
    if (due == null) {
      long wait = Math.max(0, Math.min(task.notBeforeMillis() - nowMillis(), task.waitMillis()));
      if (wait == 0) {
        return true;
      }
      due = time.monotonicNanos() + Math.min(wait, MAX_WAIT_MILLIS) * 1_000_000;
      if (wakeAt.size() >= MAX_WAKES) {
        // Of tasks that were cancelled or taken by others meanwhile: those that still wait come in
        // again.
        wakeAt.clear();
      }
      wakeAt.put(key, due);
      sessions.dispatchIn(wait);
    }
    if (time.monotonicNanos() - due >= 0) {
      wakeAt.remove(key);
      return true;
    }
    return false;
  }

  @Override
  public @Nullable Runnable prepare(State state, Effect effect) {
    if (effect instanceof Effect.RunAttempt run) {
      AttemptNode attempt = run.attempt();
      AttemptStart start =
          Assignments.start(
              state,
              attempt,
              sessions.agent(attempt.agent()),
              root,
              nowMillis(),
              prompt.template(),
              false);
      return () -> runner.start(start, attemptCaller(start));
    }
    if (effect instanceof Effect.Verify verify) {
      if (runner.runs(verify.attempt().effectId())) {
        // The thread that ran the agent waits for this turn, and goes on with the verification
        // itself.
        return null;
      }
      AttemptStart start =
          Assignments.start(
              state,
              verify.attempt(),
              Optional.empty(),
              root,
              nowMillis(),
              prompt.template(),
              true);
      return () -> runner.verify(start, attemptCaller(start));
    }
    if (effect instanceof Effect.EndAttempt end) {
      return () -> {
        runner.end(end.effectId(), AttemptOutcome.CANCELLED, end.reason());
        attemptEnded(end.effectId());
      };
    }
    if (effect instanceof Effect.Ended ended) {
      return () -> attemptEnded(ended.effectId());
    }
    if (effect instanceof Effect.SessionOver over) {
      return sessions.prepareEnd(state, over);
    }
    if (effect instanceof Effect.Checkpoint checkpoint) {
      return () -> sessions.checkpointSoon(checkpoint.session());
    }
    if (effect instanceof Effect.Wait wait) {
      boolean ignored = awake(wait.task());
      LOG.trace("task {} awake: {}", wait.task().id(), ignored);
    }
    return null;
  }

  private void attemptEnded(String effectId) {
    CompletableFuture<Boolean> waiting = attemptsEnded.remove(effectId);
    if (waiting != null) {
      waiting.completeAsync(() -> true, threads.workers);
    }
  }

  private Caller attemptCaller(AttemptStart start) {
    return new Caller(
        engineActor(), start.correlation().isEmpty() ? null : start.correlation(), start.eventId());
  }

  @Override
  public void advanced(long sequence) {
    Projections p = projections;
    if (p != null) {
      p.advanced();
    }
    followers.advanced();
    if (sequence - fold.snapshotSequence() >= settings.snapshotEvery() && !closed.get()) {
      snapshotLater();
    }
  }

  private final AtomicBoolean snapshotDue = new AtomicBoolean();

  private void snapshotLater() {
    if (snapshotDue.compareAndSet(false, true)) {
      try {
        threads.workers.execute(
            () -> {
              try {
                snapshot();
              } finally {
                snapshotDue.set(false);
              }
            });
      } catch (java.util.concurrent.RejectedExecutionException e) {
        snapshotDue.set(false);
      }
    }
  }

  /** Writes a snapshot; failing to is no harm. */
  void snapshot() {
    record Made(long sequence, byte[] bytes) {}
    try {
      Made made = loop.look(state -> new Made(state.sequence(), StateFold.encode(state)));
      fold.store(store, made.sequence, made.bytes);
    } catch (RuntimeException e) {
      LOG.warn("no snapshot was written: {}", e.toString());
    }
  }

  @Override
  public void failed(Throwable reason) {
    LOG.error("the journal failed: {}", reason.toString());
    sessions.fail(reason);
    runner.endAll(null, "the journal failed");
  }

  // ---- orphans ----

  /** Attempts that another engine ran or an agent outside works on. */
  record Foreign(
      String effectId,
      String task,
      int attempt,
      String agent,
      @Nullable String engine,
      boolean outside,
      boolean verifying,
      boolean ending,
      long leaseMillis,
      Map<String, Object> identity,
      List<String> files,
      Optional<AgentDefinition> declared,
      @Nullable String correlation,
      String eventId) {

    /** In whose name its end is recorded: below its beginning. */
    Caller caller() {
      return new Caller(engineActor(), correlation, eventId);
    }
  }

  List<Foreign> foreignAttempts() {
    return loop.look(
        state -> {
          java.util.ArrayList<Foreign> list = new java.util.ArrayList<>();
          for (AttemptNode a : state.active().values()) {
            if (!engine.equals(a.engine())) {
              list.add(
                  new Foreign(
                      a.effectId(),
                      a.task().id(),
                      a.number(),
                      a.agent(),
                      a.engine(),
                      a.outside(),
                      a.verifying(),
                      a.cancelRequested(),
                      a.leaseMillis(),
                      a.identity(),
                      a.task().definition().files(),
                      Optional.ofNullable(state.agents().get(a.agent())),
                      a.correlation(),
                      a.eventId()));
            }
          }
          return list;
        });
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    List<Runnable> steps = new java.util.ArrayList<>();
    steps.add(sessions::close);
    Projections p = projections;
    if (p != null) {
      steps.add(p::close);
    }
    steps.add(followers::close);
    if (!readOnly) {
      steps.add(
          () -> {
            long behind = loop.forcedSequence() - fold.snapshotSequence();
            if (behind >= Math.max(1_000, settings.snapshotEvery() / 10)) {
              snapshot();
            }
          });
    }
    steps.add(threads::close);
    steps.add(loop::close);
    if (!readOnly) {
      steps.add(() -> leases.drop(engine));
    }
    Presence announced = presence;
    if (announced != null) {
      steps.add(announced::close);
    }
    steps.add(store::close);
    for (Runnable step : steps) {
      // Whatever fails, the rest is let go as well: above all the lock of the store.
      try {
        step.run();
      } catch (RuntimeException e) {
        LOG.warn("closing was not complete: {}", e.toString());
      }
    }
  }

  boolean isClosed() {
    return closed.get();
  }

  void requireOpen() {
    if (closed.get()) {
      throw new MilestoneException(
          ErrorKind.REFUSED, "engine_closed", "this engine is closed; open another");
    }
  }

  /** Waits until an attempt has ended, however it does and whoever ends it. */
  void awaitEnd(String effectId, java.time.Duration longest) {
    CompletableFuture<Boolean> ended =
        attemptsEnded.computeIfAbsent(effectId, k -> new CompletableFuture<>());
    long begin = time.monotonicNanos();
    try {
      // Looks from time to time as well: another process may verify it, and nothing else here need
      // be following.
      while (!closed.get()
          && loop.look(state -> state.active().containsKey(effectId))
          && time.monotonicNanos() - begin < longest.toNanos()) {
        try {
          if (ended.get(AWAIT_SLICE_MILLIS, TimeUnit.MILLISECONDS)) {
            return;
          }
        } catch (java.util.concurrent.TimeoutException e) {
          LOG.trace("attempt {} goes on", effectId);
        }
      }
    } catch (java.util.concurrent.ExecutionException e) {
      LOG.debug("attempt {} goes on", effectId);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      boolean removed = attemptsEnded.remove(effectId, ended);
      LOG.trace("attempt {} was waited for in vain: {}", effectId, removed);
    }
  }

  /** What an empty command does: catch up, dispatch, end sessions. */
  void dispatch() {
    loop.submit(
            new Command.Dispatch(), new Caller(engineActor(), null, null), (state, answer) -> true)
        .whenComplete(
            (ok, error) -> {
              if (error instanceof MilestoneException busy && busy.kind() == ErrorKind.BUSY) {
                // A task whose wait is over has nobody else to wake it.
                sessions.dispatchIn(DISPATCH_AGAIN_MILLIS);
              } else if (error != null) {
                LOG.debug("dispatch: {}", error.toString());
              }
            });
  }
}
