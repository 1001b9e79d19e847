package dev.milestone.testkit.sim;

import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.Effect;
import dev.milestone.core.kernel.SessionNode;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.StateCodec;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.core.session.Leases;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.spi.storage.Liveness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An engine: begins sessions, runs attempts, verifies, renews its lease, looks after what others
 * left, in steps between which it can be killed or stopped. What the engine proper does with
 * threads and timers happens here in simulated time.
 */
final class SimEngine extends SimProcess {

  private static final class Run {
    final String effect;
    final String task;
    final long token;
    boolean ending;
    boolean reported;
    SimWorld.@Nullable Child child;

    Run(AttemptNode attempt) {
      effect = attempt.effectId();
      task = attempt.task().id();
      token = attempt.token();
    }
  }

  private record Foreign(
      String effect,
      @Nullable String engine,
      boolean outside,
      boolean verifying,
      boolean ending,
      long lease) {}

  private final Leases leases;
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private final Map<String, Long> wakeAt = new HashMap<>();
  private final Set<String> reconciling = new HashSet<>();
  private boolean executing;
  private String session = "";

  /** A session can be over in the turn in which it began. */
  private String endedEarly = "";

  SimEngine(Simulation sim, String name) {
    super(sim, name, true);
    leases = new Leases(store, sim.leaseClock());
    leases.renew(name, LEASE);
    begin();
    ticks();
  }

  // ---- sessions ----

  private void begin() {
    later(
        0,
        300,
        "begin",
        () -> {
          leases.renew(name, LEASE);
          submit(
              new Command.Look(),
              (state, ignored) -> engines(state),
              (engines, error) -> {
                Set<String> dead = new LinkedHashSet<>();
                for (String engine : engines == null ? Set.<String>of() : engines) {
                  if (gone(engine)) {
                    dead.add(engine);
                  }
                }
                later(0, 20, "begin session", () -> begin(dead));
              });
        });
  }

  private void begin(Set<String> dead) {
    submit(
        new Command.BeginSession(
            world.newId("s"),
            List.of(),
            SimPlan.AGENTS,
            1 + world.random.below(4),
            false,
            null,
            dead,
            Map.of()),
        (state, answer) -> ((SessionNode) answer).id(),
        (id, error) -> {
          executing = error == null && !id.equals(endedEarly);
          session = id == null ? "" : id;
        });
  }

  /** The session that it believes to be executing; empty when none. */
  String executing() {
    return executing ? session : "";
  }

  private void over(String id) {
    if (!executing) {
      endedEarly = id;
    }
    executing = false;
    later(500, 3_000, "execute again", this::begin);
  }

  private static Set<String> engines(State state) {
    Set<String> engines = new LinkedHashSet<>();
    for (SessionNode session : state.activeSessions()) {
      engines.add(session.engine());
    }
    return engines;
  }

  private boolean gone(String engine) {
    if (engine.equals(name)) {
      return false;
    }
    return sim.fault == Fault.TAKES_OVER_THE_LIVING
        || store.liveness(engine) == Liveness.DEAD
        || leases.expired(engine, LEASE.toMillis());
  }

  // ---- periodic ----

  private void ticks() {
    every(100, "follow", this::follow);
    every(500, "sweep", this::sweep);
    every(500, "try agents", this::tryAgents);
    every(LEASE.toMillis() / 3, "renew", () -> leases.renew(name, LEASE));
    if (world.random.chance(30)) {
      every(3_000, "snapshot", this::snapshot);
    }
  }

  private void every(long millis, String what, Runnable action) {
    world.after(
        this,
        millis * 1_000 + world.random.below(2_000),
        what,
        () -> {
          action.run();
          every(millis, what, action);
        });
  }

  private void follow() {
    if (executing && store.lastSequence() > loop.forcedSequence()) {
      dispatch();
    }
  }

  private void dispatch() {
    submit(new Command.Dispatch(), (state, ignored) -> true, (ok, error) -> {});
  }

  /** Agents whose time has come have nobody else to wake them. */
  private void tryAgents() {
    if (executing) {
      submit(
          new Command.Look(),
          (state, ignored) -> !state.unavailable().isEmpty(),
          (some, error) -> {
            if (Boolean.TRUE.equals(some)) {
              dispatch();
            }
          });
    }
  }

  private void snapshot() {
    record Made(long sequence, byte[] bytes) {}
    submit(
        new Command.Look(),
        (state, ignored) -> new Made(state.sequence(), StateCodec.write(state)),
        (made, error) -> {
          if (made != null) {
            later(0, 50, "store snapshot", () -> fold.store(store, made.sequence, made.bytes));
          }
        });
  }

  // ---- what others left ----

  private void sweep() {
    if (sim.fault == Fault.NO_RECONCILIATION) {
      return;
    }
    submit(
        new Command.Look(),
        (state, ignored) -> {
          List<String> sessions = new ArrayList<>();
          for (SessionNode session : state.activeSessions()) {
            sessions.add(session.id() + " " + session.engine());
          }
          return sessions;
        },
        (sessions, error) -> {
          for (String both : sessions == null ? List.<String>of() : sessions) {
            String[] parts = both.split(" ", -1);
            if (!parts[1].equals(name) && gone(parts[1])) {
              later(
                  0,
                  10,
                  "interrupt " + parts[0],
                  () ->
                      submit(
                          new Command.InterruptSession(parts[0], "its engine is gone"),
                          (s, a) -> true,
                          (ok, e) -> {}));
            }
          }
        });
    submit(
        new Command.Look(),
        (state, ignored) -> {
          List<Foreign> list = new ArrayList<>();
          for (AttemptNode a : state.active().values()) {
            if (!name.equals(a.engine())) {
              list.add(
                  new Foreign(
                      a.effectId(),
                      a.engine(),
                      a.outside(),
                      a.verifying(),
                      a.cancelRequested(),
                      a.leaseMillis()));
            }
          }
          return list;
        },
        (list, error) -> {
          for (Foreign a : list == null ? List.<Foreign>of() : list) {
            boolean orphan =
                a.engine != null ? gone(a.engine) : leases.expired(a.effect, a.lease) || a.ending;
            if (orphan && reconciling.add(a.effect)) {
              later(0, 100, "reconcile " + a.effect, () -> reconcile(a));
            }
          }
        });
  }

  private void reconcile(Foreign a) {
    SimWorld.Child child = world.children.get(a.effect);
    if (child != null && child.alive && !a.outside && sim.fault != Fault.ORPHANS_LEFT_RUNNING) {
      world.kill(child);
    }
    Command command =
        a.verifying && !a.ending
            ? new Command.TakeOverVerification(a.effect, name)
            : new Command.DeclareLost(List.of(a.effect), "not heard of");
    later(
        0,
        50,
        "close " + a.effect,
        () ->
            submit(
                command,
                (s, answer) -> true,
                (ok, error) -> {
                  reconciling.remove(a.effect);
                  if (!a.verifying) {
                    leases.drop(a.effect);
                  }
                }));
  }

  // ---- effects ----

  @Override
  public boolean awake(TaskNode task) {
    String key = task.id() + "@" + task.notBeforeMillis();
    Long due = wakeAt.get(key);
    long now = world.monotonicNanos();
    if (due == null) {
      long wait = Math.max(0, Math.min(task.notBeforeMillis() - nowMillis(), task.waitMillis()));
      if (wait == 0) {
        return true;
      }
      due = now + wait * 1_000_000;
      wakeAt.put(key, due);
      later(wait + 1, wait + 2, "woken for " + task.id(), this::dispatch);
    }
    return now >= due;
  }

  @Override
  public @Nullable Runnable prepare(State state, Effect effect) {
    if (effect instanceof Effect.RunAttempt run) {
      Run mine = new Run(run.attempt());
      if (sim.fault == Fault.EFFECT_BEFORE_FORCE) {
        spawn(mine);
        return null;
      }
      return () -> {
        runs.put(mine.effect, mine);
        later(0, 60, "start " + mine.effect, () -> spawn(mine));
      };
    }
    if (effect instanceof Effect.Verify verify) {
      String id = verify.attempt().effectId();
      return () -> later(10, 1_500, "verify " + id, () -> sim.verify(this, id));
    }
    if (effect instanceof Effect.EndAttempt end) {
      return () -> end(end.effectId());
    }
    if (effect instanceof Effect.SessionOver over) {
      SessionNode session = state.sessions().get(over.session());
      return session != null && session.engine().equals(name) ? () -> over(over.session()) : null;
    }
    if (effect instanceof Effect.Wait wait) {
      boolean ignored = awake(wait.task());
      world.note("wait " + wait.task().id() + " " + ignored);
    }
    return null;
  }

  private void spawn(Run run) {
    runs.put(run.effect, run);
    if (run.ending) {
      report(run, AttemptOutcome.CANCELLED);
      return;
    }
    SimWorld.Child child = sim.spawn(this, run.effect, run.task, run.token);
    run.child = child;
    child.whenKilled =
        () ->
            later(
                0, 80, "exit of " + run.effect + " seen", () -> report(run, AttemptOutcome.FAILED));
    later(
        0,
        30,
        "identify " + run.effect,
        () ->
            submit(
                new Command.ProcessStarted(run.effect, Map.of("pid", run.token)),
                (s, a) -> true,
                (ok, error) -> {}));
    int behaviour = world.random.below(100);
    if (behaviour < 8) {
      later(6_000, 9_000, "time is up for " + run.effect, () -> timeUp(run));
      return;
    }
    if (behaviour < 40) {
      later(
          20,
          2_000,
          "progress of " + run.effect,
          () ->
              submit(
                  new Command.Progress(run.effect, 0.5, "half"),
                  (s, a) -> true,
                  (ok, error) -> {}));
    }
    boolean ok = behaviour < 80;
    AttemptOutcome outcome =
        ok
            ? AttemptOutcome.SUCCEEDED
            : behaviour < 84 ? AttemptOutcome.UNAVAILABLE : AttemptOutcome.FAILED;
    world.after(
        child,
        world.random.between(20_000, behaviour % 10 == 0 ? 12_000_000 : 3_000_000),
        "exits",
        () -> {
          child.finished = true;
          child.ok = ok;
          later(
              0,
              behaviour % 7 == 0 ? 9_000 : 80,
              "exit of " + run.effect + " seen",
              () -> report(run, outcome));
        });
  }

  private void timeUp(Run run) {
    SimWorld.Child child = run.child;
    if (child != null && child.alive && !child.finished) {
      world.kill(child);
      report(run, AttemptOutcome.TIMED_OUT);
    }
  }

  private void end(String effect) {
    Run run = runs.get(effect);
    if (run == null || run.reported) {
      return;
    }
    run.ending = true;
    SimWorld.Child child = run.child;
    if (child != null && child.alive && !child.finished) {
      world.kill(child);
      later(0, 200, "end of " + effect + " seen", () -> report(run, AttemptOutcome.CANCELLED));
    }
  }

  private void report(Run run, AttemptOutcome outcome) {
    run.reported = true;
    int times = world.random.chance(15) ? 2 : 1;
    for (int i = 0; i < times; i++) {
      later(0, i * 4_000, "report " + run.effect + " " + outcome.text(), () -> tell(run, outcome));
    }
  }

  private void tell(Run run, AttemptOutcome outcome) {
    sim.tell(this, run.task, run.token, outcome, name, verifying -> {});
  }
}
