package dev.milestone.testkit.sim;

import dev.milestone.TimeSource;
import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.SessionNode;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.SessionStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: a random project, one to four engines, agents outside and people on one simulated store,
 * for a while under faults and then without, until everything is settled. All of it follows from
 * the seed, so that a failure replays exactly. Confined to one thread; starts none.
 *
 * <p>Faults: processes die between any two steps, are stopped for longer than their lease and wake
 * up, the machine loses power, the wall clock jumps by a month, agents hang, die, report late and
 * twice.
 */
public final class Simulation {

  /** Longest a project may take to settle once the faults have stopped. */
  private static final long PATIENCE_MILLIS = 30L * 60 * 1_000;

  private static final int MAX_STEPS = 2_000_000;

  /**
   * What a run came to.
   *
   * @param trace digest of every step; the same seed gives the same
   * @param steps how many steps there were
   * @param events how many events the journal holds
   * @param kills processes of engines that died
   * @param pauses engines that were stopped for a while
   * @param lost attempts that were closed as lost
   */
  public record Result(long trace, int steps, long events, int kills, int pauses, long lost) {}

  final SimWorld world;
  final SimDisk disk;
  final SimChecker checker;
  final @Nullable Fault fault;
  final Map<String, SimProcess> participants = new LinkedHashMap<>();

  /** All processes there have been since power was lost. */
  final List<SimProcess> processes = new ArrayList<>();

  /** Who works on an attempt outside. */
  final Map<String, Actor> holders = new HashMap<>();

  /** Effects and participants that have given a reason to be taken for lost. */
  final Set<String> excused = new HashSet<>();

  private final SimPlan plan;
  private final List<SimEngine> engines = new ArrayList<>();
  private final List<SimOutsider> outsiders = new ArrayList<>();
  private final List<Consumer<SimChecker>> acknowledged = new ArrayList<>();
  private final Map<Actor, Long> stoppedAt = new LinkedHashMap<>();
  private final int size;
  private boolean faults = true;
  private int kills;
  private int pauses;

  private Simulation(long seed, @Nullable Fault fault) {
    this.fault = fault;
    world = new SimWorld(seed);
    plan = new SimPlan(world.random);
    checker = new SimChecker(world, plan, this::mayBeLost);
    boolean locks = fault == Fault.ACK_BEFORE_FORCE || world.random.chance(60);
    disk =
        new SimDisk(
            world, locks, fault != Fault.CHECK_THEN_ACT, fault == Fault.ACK_BEFORE_FORCE, checker);
    size = 1 + world.random.below(4);
  }

  /**
   * Runs one seed.
   *
   * @throws SimulationFailure when an invariant was broken
   */
  public static Result run(long seed) {
    return new Simulation(seed, null).run();
  }

  /** Runs one seed with something broken on purpose. */
  public static Result run(long seed, Fault fault) {
    return new Simulation(seed, fault).run();
  }

  private Result run() {
    try {
      return play();
    } catch (SimulationFailure e) {
      throw e;
    } catch (RuntimeException | AssertionError e) {
      throw world.broken("no_defects", String.valueOf(e), e);
    }
  }

  private Result play() {
    SimProcess planner = call(null, false);
    planner.submit(
        new Command.ApplyPlan(plan.project, List.of()), (s, a) -> true, (ok, error) -> {});
    drain();
    for (int i = 0; i < size; i++) {
      world.after(null, world.random.between(0, 4_000_000), "an engine starts", this::startEngine);
    }
    int outside = world.random.below(3);
    for (int i = 0; i < outside; i++) {
      outsiders.add(new SimOutsider(this, "outsider-" + i));
    }
    long calm = world.millis() + world.random.between(5_000, 40_000);
    nextFault();
    while (world.millis() < calm && world.step()) {
      limit();
    }
    calm();
    long end = world.millis() + PATIENCE_MILLIS;
    while (!checker.settled()) {
      if (!world.step() || world.millis() > end) {
        throw world.broken("everything_settles", "open: " + checker.open());
      }
      limit();
    }
    acknowledged.forEach(a -> a.accept(checker));
    everybodyKnows();
    return new Result(
        world.hash,
        world.count,
        disk.forced.size(),
        kills,
        pauses,
        checker.state.metrics().lostAttempts());
  }

  /** No engine goes on believing in a session that is over. */
  private void everybodyKnows() {
    Map<SimEngine, String> stale = staleSessions();
    long end = world.millis() + 10_000;
    while (!stale.isEmpty() && world.millis() < end && world.step()) {
      limit();
    }
    staleSessions()
        .forEach(
            (engine, session) -> {
              if (session.equals(stale.get(engine))) {
                throw world.broken(
                    "an_engine_hears_when_its_session_is_over", engine + " " + session);
              }
            });
  }

  private Map<SimEngine, String> staleSessions() {
    Map<SimEngine, String> stale = new LinkedHashMap<>();
    for (SimEngine engine : engines) {
      String session = engine.executing();
      SessionNode node = checker.state.sessions().get(session);
      if (engine.alive
          && node != null
          && (node.status() != SessionStatus.ACTIVE || !node.engine().equals(engine.name))) {
        stale.put(engine, session);
      }
    }
    return stale;
  }

  private void limit() {
    if (world.count > MAX_STEPS) {
      throw world.broken("everything_settles", "too many steps; open: " + checker.open());
    }
  }

  private void drain() {
    while (disk.forced.isEmpty() && world.step()) {
      limit();
    }
  }

  // ---- who there is ----

  private void startEngine() {
    engines.removeIf(e -> !e.alive);
    if (engines.size() < size) {
      engines.add(new SimEngine(this, world.newId("e")));
    }
  }

  /** A call of the command by somebody. */
  SimProcess call(@Nullable Actor by, boolean participates) {
    SimProcess call = new SimProcess(this, world.newId("cli"), participates);
    world.note((by == null ? "a person" : by.name) + " calls " + call.name);
    return call;
  }

  TimeSource leaseClock() {
    if (fault != Fault.WALL_CLOCK_LEASES) {
      return world;
    }
    return new TimeSource() {
      @Override
      public Instant now() {
        return world.now();
      }

      @Override
      public long monotonicNanos() {
        return world.wallMillis() * 1_000_000;
      }

      @Override
      public String epoch() {
        return world.epoch();
      }
    };
  }

  private boolean mayBeLost(String who) {
    if (excused.contains(who)) {
      return true;
    }
    Actor actor = participants.containsKey(who) ? participants.get(who) : holders.get(who);
    return actor == null || !actor.alive || actor.paused;
  }

  // ---- what is done ----

  SimWorld.Child spawn(Actor parent, String effect, String task, long token) {
    SimWorld.Child child = new SimWorld.Child(effect, task, token, parent);
    checker.starts(child);
    world.children.put(effect, child);
    world.note("process of " + effect + " for " + task);
    return child;
  }

  /** Runs a verification and tells its outcome. */
  void verify(SimProcess by, String effect) {
    boolean passed = world.random.chance(85);
    // The same tree gives the same result, whoever looks at it.
    boolean result = world.verifications.computeIfAbsent(effect, k -> passed);
    by.later(
        0,
        60,
        "verified " + effect,
        () ->
            by.submit(
                new Command.Verified(effect, result, "red", Map.of("exit_code", result ? 0L : 1L)),
                (s, a) -> true,
                (ok, error) -> {}));
  }

  /** Reports an outcome; {@code then} hears whether a verification was begun. */
  void tell(
      SimProcess by,
      String task,
      long token,
      AttemptOutcome outcome,
      String verifier,
      Consumer<Boolean> then) {
    long shown = token;
    if (fault == Fault.NO_FENCING_TOKEN) {
      TaskNode node = checker.state.task(task);
      AttemptNode active = node == null ? null : node.active();
      shown = active == null ? token : active.token();
    }
    by.submit(
        new Command.Report(task, shown, outcome, report(by, outcome), verifier),
        (state, answer) -> ((AttemptNode) answer).verifying(),
        (verifying, refusal) -> {
          if (verifying != null) {
            Consumer<SimChecker> promise = c -> c.hasOutcome(token, outcome.text() + " of " + task);
            if (fault != Fault.NO_FENCING_TOKEN) {
              promise.accept(checker);
              acknowledged.add(promise);
            }
          }
          then.accept(Boolean.TRUE.equals(verifying));
        });
  }

  private static Map<String, Object> report(SimProcess by, AttemptOutcome outcome) {
    String summary = "by " + by.name;
    return outcome == AttemptOutcome.UNAVAILABLE
        ? Map.of("summary", summary, "unavailable", Map.of("reason", "rate_limit"))
        : Map.of("summary", summary);
  }

  // ---- faults ----

  private void nextFault() {
    world.after(
        null,
        world.random.between(100_000, 4_000_000),
        "fault",
        () -> {
          if (faults) {
            oneFault();
            nextFault();
          }
        });
  }

  private void oneFault() {
    engines.removeIf(e -> !e.alive);
    int what = world.random.below(100);
    if (what < 4) {
      killCall();
    } else if (what < 30 && !engines.isEmpty()) {
      kill(world.random.pick(engines));
    } else if (what < 55 && !engines.isEmpty()) {
      stop(world.random.pick(engines));
    } else if (what < 60) {
      powerLoss();
    } else if (what < 70) {
      long month = 30L * 24 * 3_600_000;
      world.jump(world.random.chance(70) ? -month : month);
      world.note("the wall clock jumps");
    } else if (what < 78 && !outsiders.isEmpty()) {
      SimOutsider outsider = world.random.pick(outsiders);
      outsiders.remove(outsider);
      world.kill(outsider);
      for (SimWorld.Child child : world.children.values()) {
        if (child.parent == outsider) {
          child.alive = false;
        }
      }
      outsiders.add(new SimOutsider(this, world.newId("outsider-")));
    } else if (what < 84) {
      List<SimWorld.Child> working = new ArrayList<>();
      for (SimWorld.Child child : world.children.values()) {
        if (child.alive && !child.finished) {
          working.add(child);
        }
      }
      if (!working.isEmpty()) {
        SimWorld.Child child = world.random.pick(working);
        world.kill(child);
        child.whenKilled.run();
      }
    } else {
      person();
    }
  }

  private void kill(SimEngine engine) {
    kills++;
    world.kill(engine);
    disk.died(engine);
    engines.remove(engine);
    world.after(
        null, world.random.between(50_000, 6_000_000), "an engine starts", this::startEngine);
  }

  /** A call of the command that verifies what an agent outside completed. */
  private void killCall() {
    for (SimProcess process : participants.values()) {
      if (process.alive && !(process instanceof SimEngine)) {
        world.kill(process);
        disk.died(process);
        return;
      }
    }
  }

  private void stop(SimEngine engine) {
    if (engine.paused) {
      return;
    }
    pauses++;
    excused.add(engine.name);
    world.pause(engine);
    stoppedAt.put(engine, world.millis());
    world.after(
        null,
        world.random.between(500_000, 25_000_000),
        "continue " + engine,
        () -> {
          if (engine.alive && engine.paused) {
            world.resume(engine);
          }
        });
  }

  private void powerLoss() {
    world.note("power is lost");
    kills += engines.size();
    for (SimEngine engine : engines) {
      world.kill(engine);
    }
    engines.clear();
    processes.forEach(p -> p.alive = false);
    processes.clear();
    for (SimOutsider outsider : outsiders) {
      world.kill(outsider);
    }
    int outside = outsiders.size();
    outsiders.clear();
    for (int i = 0; i < outside; i++) {
      outsiders.add(new SimOutsider(this, world.newId("outsider-")));
    }
    for (SimWorld.Child child : world.children.values()) {
      child.alive = false;
    }
    disk.lostPower();
    world.reboot();
    for (int i = 0; i < size; i++) {
      world.after(
          null, world.random.between(50_000, 6_000_000), "an engine starts", this::startEngine);
    }
  }

  private void person() {
    SimProcess call = call(null, false);
    String task = world.random.pick(List.copyOf(plan.tasks.keySet()));
    String text = world.newId("note-");
    Command command =
        switch (world.random.below(4)) {
          case 0 -> new Command.CancelTask(task, "a person says so");
          case 1 -> new Command.RetryTask(task, "a person says so");
          default -> new Command.AddNote(task, null, text);
        };
    call.submit(
        command,
        (state, answer) -> true,
        (ok, refusal) -> {
          if (ok != null && command instanceof Command.AddNote) {
            Consumer<SimChecker> promise = c -> c.hasNote(text);
            promise.accept(checker);
            acknowledged.add(promise);
          }
        });
  }

  /** The faults stop: whoever was stopped continues, and there is an engine. */
  private void calm() {
    faults = false;
    world.note("faults stop");
    for (Actor actor : stoppedAt.keySet()) {
      if (actor.alive && actor.paused) {
        world.resume(actor);
      }
    }
    engines.removeIf(e -> !e.alive);
    if (engines.isEmpty()) {
      startEngine();
    }
  }
}
