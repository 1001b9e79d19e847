package dev.milestone.core.engine;

import dev.milestone.ErrorKind;
import dev.milestone.ExecuteRequest;
import dev.milestone.ExecutionSummary;
import dev.milestone.MilestoneException;
import dev.milestone.core.engine.EngineCore.Foreign;
import dev.milestone.core.execute.Caller;
import dev.milestone.core.execute.Timer;
import dev.milestone.core.kernel.Availability;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.DecisionNode;
import dev.milestone.core.kernel.DeployedAgent;
import dev.milestone.core.kernel.Effect;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.SessionNode;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.core.kernel.UnavailableAgent;
import dev.milestone.core.prompt.PromptTemplate;
import dev.milestone.core.session.Checkpoints;
import dev.milestone.model.Actor;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.IdGrammar;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.SessionId;
import dev.milestone.model.SessionStatus;
import dev.milestone.model.TaskId;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.ReconcileRequest;
import dev.milestone.spi.agent.Reconciliation;
import dev.milestone.spi.storage.Liveness;
import dev.milestone.spi.vcs.VcsProvider;
import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsRequest;
import dev.milestone.spi.vcs.VcsState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executions of this engine: their beginning with recovery, their checkpoints, their watch over
 * others, their end.
 */
final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  /** Most attempts at once in an execution. */
  static final int MAX_AGENTS = Threads.MAX_WORKERS / 2;

  /** How often an executing engine looks for what other processes have appended. */
  static final long FOLLOW_MILLIS = 25;

  /** How often an executing engine looks for dead engines and expired leases. */
  static final long SWEEP_MILLIS = 500;

  /** Shortest time between two checkpoints for significant events. */
  static final long CHECKPOINT_GAP_MILLIS = 1_000;

  /**
   * How long closing waits for attempts that were asked to end, beyond twice the grace of a
   * process.
   */
  static final long CLOSE_MILLIS = 5_000;

  /** The provider that knows agents by their name alone. */
  private static final String PRESETS = "preset";

  private final EngineCore core;
  private final Map<String, ExecutionHandle> executions = new ConcurrentHashMap<>();
  private final Map<String, Agent> agents = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Object>> environments = new ConcurrentHashMap<>();
  private final Set<String> stopping = ConcurrentHashMap.newKeySet();
  private final Set<String> reconciling = ConcurrentHashMap.newKeySet();
  private final Set<String> checkpointDue = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean keptAlive = new AtomicBoolean();
  private final AtomicBoolean ticking = new AtomicBoolean();
  private final List<Timer.Timed> ticks = new ArrayList<>();
  private final Set<String> cancelling = ConcurrentHashMap.newKeySet();
  private final Set<String> agentsDue = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;
  private volatile @Nullable MilestoneException failed;

  Sessions(EngineCore core) {
    this.core = core;
  }

  boolean stopping(String session) {
    return closing || stopping.contains(session);
  }

  Optional<Agent> agent(String id) {
    return Optional.ofNullable(agents.get(id));
  }

  // ---- beginning ----

  ExecutionHandle execute(ExecuteRequest request) {
    core.requireOpen();
    PromptTemplate template = core.prompt.load();
    LOG.trace("prompts by {}", template);
    Map<String, Object> observed = observe(request);
    Actor actor = request.actor().orElse(core.actor);
    Map<String, AgentDefinition> declared =
        withDefault(core.loop.look(state -> new LinkedHashMap<>(state.agents())), request);
    List<DeployedAgent> deployed = deploy(declared);
    int slots = 0;
    for (DeployedAgent agent : deployed) {
      slots += agent.slots();
    }
    int limit =
        request.agents().isPresent()
            ? request.agents().getAsInt()
            : core.ownAgents.isEmpty() ? core.settings.maxAgents() : Math.max(slots, 1);
    if (limit < 1 || limit > MAX_AGENTS) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "bad_agents",
          "the number of agents has to be from 1 to " + MAX_AGENTS + ", not " + limit);
    }
    List<String> milestones = request.milestones().stream().map(MilestoneId::value).toList();
    Map<String, Object> host = new LinkedHashMap<>();
    host.put("pid", ProcessHandle.current().pid());
    host.put("boot_id", core.time.epoch());
    Command.BeginSession begin =
        new Command.BeginSession(
            "s-" + core.ids.next(),
            milestones,
            deployed,
            limit,
            request.failFast(),
            request.until().map(TaskId::value).orElse(null),
            deadParticipants(),
            host);
    core.leases.renew(core.engine, core.settings.engineLease());
    record Begun(String session, String correlation, String eventId) {}
    Begun begun =
        core.loop.call(
            begin,
            Caller.of(actor),
            (state, answer) -> {
              SessionNode node = (SessionNode) answer;
              return new Begun(node.id(), node.correlation(), node.eventId());
            });
    String session = begun.session;
    ExecutionHandle handle = handle(session);
    synchronized (handle) {
      // It may be over already: then it was kept for this moment.
      handle.claimed = true;
      if (handle.over) {
        executions.remove(session, handle);
      }
    }
    MilestoneException broken = failed;
    if (broken != null) {
      // The journal failed before this execution was known to whoever tells executions so.
      executions.remove(session, handle);
      boolean told = handle.future.completeExceptionally(broken);
      LOG.debug("execution {} fails with the journal: {}", session, told);
      return handle;
    }
    if (!observed.isEmpty()) {
      environments.put(session, observed);
      core.loop
          .submit(
              new Command.RecordGit(session, observed),
              new Caller(actor, begun.correlation, begun.eventId),
              (state, answer) -> true)
          .whenComplete((ok, error) -> LOG.trace("observed: {}", error == null));
    }
    if (handle.future.isDone()) {
      environments.remove(session);
    }
    if (core.isClosed()) {
      // It began when closing had already looked for what is to be cancelled.
      cancel(handle, "the engine is closing");
    }
    tick();
    background(() -> sweep(false));
    return handle;
  }

  private ExecutionHandle handle(String session) {
    return executions.computeIfAbsent(
        session,
        id -> new ExecutionHandle(SessionId.of(id), handle -> cancel(handle, "it was cancelled")));
  }

  /** Looks at the repository, and refuses a dirty one where the configuration says so. */
  private Map<String, Object> observe(ExecuteRequest request) {
    if (!request.useVcs() || core.paths.isEmpty() || core.paths.get().gitCommon().isEmpty()) {
      return Map.of();
    }
    Optional<VcsProvider> provider = core.providers.vcs();
    if (provider.isEmpty()) {
      return Map.of();
    }
    try (VcsRepository repository = provider.get().open(new VcsRequest(core.root)).orElse(null)) {
      if (repository == null) {
        return Map.of();
      }
      VcsState state = repository.state(List.of(".milestones"));
      if (core.settings.requireClean() && !state.clean() && !resumes(request)) {
        List<String> paths = new ArrayList<>(state.changed());
        paths.addAll(state.untracked());
        throw MilestoneException.refused(
            "dirty_checkout",
            "the checkout has changes that are not committed ("
                + String.join(", ", paths.subList(0, Math.min(5, paths.size())))
                + (paths.size() > 5 ? ", … " + paths.size() + " in all" : "")
                + "); commit or stash them, or set execution.safety.require_git_clean to false, or"
                + " use --no-git");
      }
      Map<String, Object> d = new LinkedHashMap<>();
      d.put("operation", "observed");
      d.put("working_directory", core.root.toString());
      state.branch().ifPresent(branch -> d.put("branch", branch));
      state.commit().ifPresent(commit -> d.put("git_commit", commit));
      d.put("changed", state.changed().size());
      d.put("untracked", state.untracked().size());
      List<Object> files = new ArrayList<>();
      for (String path : state.changed()) {
        if (files.size() < 100) {
          files.add(path);
        }
      }
      if (!files.isEmpty()) {
        d.put("uncommitted_changes", files);
      }
      return d;
    }
  }

  /**
   * Whether there is work of this project that was begun: what it left uncommitted is no reason to
   * refuse.
   */
  private boolean resumes(ExecuteRequest request) {
    Set<String> scope = new HashSet<>();
    for (MilestoneId id : request.milestones()) {
      scope.add(id.value());
    }
    return core.loop.look(
        state -> {
          for (TaskNode task : state.tasks()) {
            if (task.attemptCount() > 0
                && (scope.isEmpty() || scope.contains(task.milestone().id()))) {
              return true;
            }
          }
          return false;
        });
  }

  /** Where the project declares nobody, the preset works that the configuration names. */
  private Map<String, AgentDefinition> withDefault(
      Map<String, AgentDefinition> declared, ExecuteRequest request) {
    String name = core.settings.defaultAgent().orElse("");
    if (name.isEmpty() || !declared.isEmpty() || !core.ownAgents.isEmpty()) {
      return declared;
    }
    if (core.providers.agent(PRESETS).isEmpty()) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "no_provider",
          "agents.default is '"
              + name
              + "', but no agent provider named '"
              + PRESETS
              + "' was found; add its jar, for the usual ones milestone-spi-agent");
    }
    Optional<String> fault = IdGrammar.fault(name);
    if (fault.isPresent()) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT, "bad_agent", "agents.default: " + fault.get());
    }
    AgentId id = AgentId.of(name);
    int slots = Math.max(1, Math.min(AgentDefinition.MAX_SLOTS, request.agents().orElse(1)));
    return Map.of(
        name,
        AgentDefinition.builder(id)
            .provider(PRESETS)
            .settings(Map.of("preset", name))
            .slots(slots)
            .build());
  }

  private List<DeployedAgent> deploy(Map<String, AgentDefinition> declared) {
    List<DeployedAgent> deployed = new ArrayList<>();
    Set<String> own = new HashSet<>();
    core.ownAgents.forEach(
        (definition, agent) -> {
          String id = definition.id().value();
          AgentDefinition known = declared.getOrDefault(id, definition);
          Set<String> capabilities = new LinkedHashSet<>(known.capabilities());
          capabilities.addAll(definition.capabilities());
          agents.put(id, agent);
          own.add(id);
          deployed.add(new DeployedAgent(id, capabilities, definition.slots(), "program"));
        });
    for (AgentDefinition definition : declared.values()) {
      String id = definition.id().value();
      if (own.contains(id)) {
        continue;
      }
      Optional<AgentProvider> provider = core.providers.agent(definition.provider());
      // Only a process needs a command; what other providers need is among their settings.
      boolean startable =
          !definition.command().isEmpty() || !definition.provider().equals("process");
      if (provider.isEmpty() || !startable) {
        LOG.debug("agent {} cannot be started by this engine", id);
        continue;
      }
      agents.put(id, provider.get().create(agentRequest(definition)));
      deployed.add(
          new DeployedAgent(
              id,
              new LinkedHashSet<>(definition.capabilities()),
              definition.slots(),
              definition.provider()));
    }
    return deployed;
  }

  AgentRequest agentRequest(AgentDefinition definition) {
    return new AgentRequest(definition, core.root, core.settings.limits(), core.time);
  }

  Set<String> deadParticipants() {
    Set<String> participants =
        core.loop.look(
            state -> {
              Set<String> set = new LinkedHashSet<>();
              for (SessionNode session : state.activeSessions()) {
                set.add(session.engine());
              }
              return set;
            });
    Set<String> dead = new LinkedHashSet<>();
    for (String participant : participants) {
      if (gone(participant)) {
        dead.add(participant);
      }
    }
    return dead;
  }

  /** Dead for certain, or silent for longer than its lease. */
  private boolean gone(String participant) {
    if (participant.equals(core.engine)) {
      return false;
    }
    Liveness liveness = core.store.liveness(participant);
    return liveness == Liveness.DEAD
        || core.leases.expired(participant, core.settings.engineLease().toMillis());
  }

  // ---- while it runs ----

  private void tick() {
    if (!ticking.compareAndSet(false, true)) {
      return;
    }
    long lease = Math.max(100, core.settings.engineLease().toMillis() / 3);
    long checkpoint = Math.max(1_000, core.settings.checkpointEvery().toMillis());
    synchronized (ticks) {
      // Also where no other process can come in: agents outside have leases there too.
      ticks.add(core.threads.timer.every(FOLLOW_MILLIS * 1_000_000, this::follow));
      ticks.add(
          every(
              SWEEP_MILLIS,
              () -> {
                if (!executions.isEmpty() || core.runner.running() > 0) {
                  sweep(false);
                  tryAgents();
                }
              }));
      if (keptAlive.compareAndSet(false, true)) {
        ticks.add(every(lease, () -> core.leases.renew(core.engine, core.settings.engineLease())));
      }
      ticks.add(
          every(
              checkpoint,
              () -> {
                for (String session : executions.keySet()) {
                  checkpoint(session, "interval");
                }
              }));
    }
  }

  /** Renews this engine's lease from now on: it does something that others must not take over. */
  void keepAlive() {
    core.leases.renew(core.engine, core.settings.engineLease());
    if (keptAlive.compareAndSet(false, true)) {
      synchronized (ticks) {
        ticks.add(
            every(
                Math.max(100, core.settings.engineLease().toMillis() / 3),
                () -> core.leases.renew(core.engine, core.settings.engineLease())));
      }
    }
  }

  /**
   * On a worker, one run at a time: what waits for the store must not hold up the timeouts of
   * attempts or each other.
   */
  private Timer.Timed every(long millis, Runnable action) {
    AtomicBoolean busy = new AtomicBoolean();
    return core.threads.timer.every(
        millis * 1_000_000,
        () -> {
          if (busy.compareAndSet(false, true)) {
            boolean begun =
                background(
                    () -> {
                      try {
                        action.run();
                      } catch (RuntimeException e) {
                        LOG.warn("a periodic action failed: {}", e.toString());
                      } finally {
                        busy.set(false);
                      }
                    });
            if (!begun) {
              busy.set(false);
            }
          }
        });
  }

  private void follow() {
    // Also without an execution: attempts of one that was taken over have to hear that they were
    // given up.
    if ((!executions.isEmpty() || core.runner.running() > 0)
        && core.store.lastSequence() > core.loop.forcedSequence()) {
      core.dispatch();
    }
  }

  void dispatchIn(long millis) {
    Timer.Timed timed =
        core.threads.timer.after(
            Math.min(millis + 1, Long.MAX_VALUE / 8_000_000) * 1_000_000, core::dispatch);
    LOG.trace("dispatch in {} ms: {}", millis, timed);
  }

  /**
   * Takes over what dead engines and silent agents have left.
   *
   * @param wait whether it has been done when this returns; else it goes on behind
   */
  void sweep(boolean wait) {
    if (core.readOnly || core.isClosed()) {
      return;
    }
    for (String participant : deadParticipants()) {
      for (String session : sessionsOf(participant)) {
        core.loop.call(
            new Command.InterruptSession(session, "its engine is gone"),
            new Caller(EngineCore.engineActor(), null, null),
            (state, answer) -> true);
      }
      if (core.store.liveness(participant) == Liveness.DEAD) {
        core.leases.drop(participant);
      }
    }
    Map<String, Boolean> gone = new HashMap<>();
    for (Foreign attempt : core.foreignAttempts()) {
      String engine = attempt.engine();
      boolean orphan =
          engine != null
              ? gone.computeIfAbsent(engine, this::gone)
              : silent(attempt) || attempt.ending();
      if (orphan && reconciling.add(attempt.effectId())) {
        if (wait) {
          reconcile(attempt);
        } else if (!background(() -> reconcile(attempt))) {
          reconciling.remove(attempt.effectId());
        }
      }
    }
  }

  /** Has those agents looked at whose time has come, or who are not waited for any longer. */
  private void tryAgents() {
    if (core.readOnly || core.isClosed()) {
      return;
    }
    long now = core.nowMillis();
    long limit = core.settings.rules().unavailableLimitMillis();
    Set<String> due =
        core.loop.look(
            state -> {
              Set<String> set = new HashSet<>();
              for (UnavailableAgent agent : state.unavailable().values()) {
                String key = agent.agent() + " " + agent.times() + " ";
                if (Availability.due(agent, now)) {
                  set.add(key + agent.untilMillis());
                } else if (now > agent.waitedFromMillis() + limit) {
                  set.add(key + "given up");
                }
              }
              return set;
            });
    // Each once: what a dispatch does not begin, another event will.
    boolean news = !agentsDue.containsAll(due);
    agentsDue.retainAll(due);
    agentsDue.addAll(due);
    if (news) {
      core.dispatch();
    }
  }

  private boolean silent(Foreign attempt) {
    return core.leases.expired(attempt.effectId(), attempt.leaseMillis());
  }

  private List<String> sessionsOf(String participant) {
    return core.loop.look(
        state -> {
          List<String> list = new ArrayList<>();
          for (SessionNode session : state.activeSessions()) {
            if (session.engine().equals(participant)) {
              list.add(session.id());
            }
          }
          return list;
        });
  }

  /**
   * Ends what is left of an attempt, puts its files back, and closes it as lost; a verification is
   * taken over.
   */
  private void reconcile(Foreign attempt) {
    try {
      Caller caller = attempt.caller();
      if (!attempt.outside() || attempt.verifying()) {
        AgentDefinition definition =
            attempt
                .declared()
                .orElseGet(
                    () ->
                        AgentDefinition.builder(dev.milestone.model.AgentId.of("unknown")).build());
        Optional<AgentProvider> provider = core.providers.agent(definition.provider());
        if (provider.isPresent()) {
          Reconciliation found =
              provider
                  .get()
                  .reconcile(
                      new ReconcileRequest(
                          attempt.effectId(), agentRequest(definition), attempt.identity()));
          if (found.found()) {
            LOG.info(
                "attempt {} of task {}: {}", attempt.attempt(), attempt.task(), found.detail());
          }
        }
      }
      if (attempt.verifying() && !attempt.ending()) {
        core.loop.call(
            new Command.TakeOverVerification(attempt.effectId(), core.engine, attempt.engine()),
            caller,
            (state, answer) -> true);
        return;
      }
      if (attempt.outside() && !attempt.ending() && attempt.engine() == null && !silent(attempt)) {
        // It was heard of meanwhile.
        return;
      }
      core.runner.restore(
          attempt.task(),
          attempt.attempt(),
          attempt.effectId(),
          core.root,
          attempt.files(),
          caller);
      core.loop.call(
          new Command.DeclareLost(
              List.of(attempt.effectId()),
              attempt.outside()
                  ? "its agent was not heard of for longer than its lease"
                  : "the engine that ran it is gone"),
          caller,
          (state, answer) -> true);
      core.leases.drop(attempt.effectId());
    } catch (RuntimeException e) {
      LOG.warn("attempt {} of task {} was not reconciled", attempt.attempt(), attempt.task(), e);
    } finally {
      reconciling.remove(attempt.effectId());
    }
  }

  private boolean background(Runnable action) {
    try {
      core.threads.workers.execute(
          () -> {
            try {
              action.run();
            } catch (RuntimeException e) {
              LOG.warn("an action behind the engine failed: {}", e.toString());
            }
          });
      return true;
    } catch (RejectedExecutionException e) {
      LOG.debug("closing, nothing further is started");
      return false;
    }
  }

  // ---- checkpoints ----

  void checkpointSoon(String session) {
    if (executions.containsKey(session) && checkpointDue.add(session)) {
      Timer.Timed timed =
          core.threads.timer.after(
              CHECKPOINT_GAP_MILLIS * 1_000_000,
              () -> {
                checkpointDue.remove(session);
                boolean begun = background(() -> checkpoint(session, "significant_event"));
                LOG.trace("checkpoint begun: {}", begun);
              });
      LOG.trace("checkpoint {}", timed);
    }
  }

  /** Writes a checkpoint; returns its id, or null when the session is not active any more. */
  @Nullable String checkpoint(String session, String trigger) {
    String id = "c-" + core.ids.next();
    Map<String, Object> environment = new LinkedHashMap<>();
    environment.put("working_directory", core.root.toString());
    environment.putAll(environments.getOrDefault(session, Map.of()));
    environment.remove("operation");
    try {
      Map<String, Object> details =
          core.loop.look(
              state -> {
                SessionNode node = state.sessions().get(session);
                return node == null || node.status() != SessionStatus.ACTIVE
                    ? Map.of()
                    : Checkpoints.details(state, node, id, trigger, environment);
              });
      if (details.isEmpty()) {
        return null;
      }
      core.loop.call(
          new Command.RecordCheckpoint(session, details),
          new Caller(EngineCore.engineActor(), null, null),
          (state, answer) -> true);
      return id;
    } catch (MilestoneException e) {
      LOG.warn("no checkpoint of session {}: {}", session, e.getMessage());
      return null;
    }
  }

  // ---- the end ----

  /** Called in a turn: what the session came to. */
  @Nullable Runnable prepareEnd(State state, Effect.SessionOver over) {
    SessionNode session = state.sessions().get(over.session());
    if (session == null || !session.engine().equals(core.engine)) {
      return null;
    }
    ExecutionSummary summary = summary(state, session, over.reason());
    return () -> end(over.session(), summary);
  }

  private void end(String session, ExecutionSummary summary) {
    ExecutionHandle handle = handle(session);
    stopping.remove(session);
    cancelling.remove(session);
    environments.remove(session);
    synchronized (handle) {
      handle.over = true;
      if (handle.claimed) {
        executions.remove(session, handle);
      }
    }
    try {
      handle.future.completeAsync(() -> summary, core.threads.workers);
    } catch (RejectedExecutionException e) {
      handle.future.complete(summary);
    }
  }

  static ExecutionSummary summary(State state, SessionNode session, String reason) {
    List<TaskId> succeeded = new ArrayList<>();
    List<TaskId> failed = new ArrayList<>();
    List<TaskId> blocked = new ArrayList<>();
    List<TaskId> open = new ArrayList<>();
    int attempts = 0;
    for (MilestoneNode milestone : state.milestones()) {
      if (!session.covers(milestone)) {
        continue;
      }
      for (TaskNode task : milestone.tasks()) {
        attempts += task.attemptCount();
        TaskId id = TaskId.of(task.id());
        switch (task.status()) {
          case SUCCEEDED -> succeeded.add(id);
          case FAILED -> failed.add(id);
          case BLOCKED -> blocked.add(id);
          default -> open.add(id);
        }
      }
    }
    int waiting = 0;
    for (DecisionNode decision : state.decisions().values()) {
      String milestone = decision.milestone();
      MilestoneNode node = milestone == null ? null : state.milestone(milestone);
      if (decision.status() == DecisionStatus.OPEN && (node == null || session.covers(node))) {
        waiting++;
      }
    }
    return ExecutionSummary.builder(SessionId.of(session.id()), reason)
        .succeeded(succeeded)
        .failed(failed)
        .blocked(blocked)
        .open(open)
        .attempts(attempts)
        .waitingDecisions(waiting)
        .sequence(state.sequence())
        .build();
  }

  /** Writes a checkpoint, starts nothing further in a session, ends its attempts. */
  void cancel(ExecutionHandle handle, String reason) {
    String session = handle.sessionId().value();
    // The handle of an execution that is over does nothing to one that went on with its session.
    if (executions.get(session) != handle || !cancelling.add(session)) {
      return;
    }
    Runnable steps =
        () -> {
          try {
            // First: with nothing under way the session is over as soon as it is stopping.
            checkpoint(session, "signal");
          } finally {
            if (executions.get(session) == handle) {
              stopping.add(session);
            }
            core.runner.endAll(session, reason);
            core.dispatch();
          }
        };
    if (!background(steps)) {
      steps.run();
    }
  }

  void fail(Throwable reason) {
    MilestoneException error =
        reason instanceof MilestoneException m
            ? m
            : new MilestoneException(
                ErrorKind.IO,
                "engine_failed",
                "the engine has failed: " + reason.getMessage(),
                false,
                List.of(),
                reason);
    failed = error;
    for (Map.Entry<String, ExecutionHandle> e : executions.entrySet()) {
      ExecutionHandle handle = e.getValue();
      executions.remove(e.getKey(), handle);
      if (!background(() -> handle.future.completeExceptionally(error))) {
        handle.future.completeExceptionally(error);
      }
    }
  }

  /**
   * Ends all executions in order: checkpoint, attempts, interruption; what is left is recovered by
   * the next engine.
   */
  void close() {
    synchronized (ticks) {
      ticks.forEach(Timer.Timed::cancel);
      ticks.clear();
    }
    List<ExecutionHandle> running = new ArrayList<>(executions.values());
    for (ExecutionHandle handle : running) {
      cancel(handle, "the engine is closing");
    }
    long end =
        core.time.monotonicNanos()
            + (CLOSE_MILLIS + 2 * core.settings.limits().grace().toMillis()) * 1_000_000;
    for (ExecutionHandle handle : running) {
      try {
        handle.future.get(Math.max(1, end - core.time.monotonicNanos()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        closing = true;
        Thread.currentThread().interrupt();
        return;
      } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
        LOG.warn("execution {} did not end in time; it is recovered later", handle.sessionId());
      }
    }
    closing = true;
  }
}
