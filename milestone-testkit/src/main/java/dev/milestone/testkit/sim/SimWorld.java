package dev.milestone.testkit.sim;

import dev.milestone.TimeSource;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Time, order, and everything outside the engines: agents' processes and what they have done.
 * Confined.
 */
final class SimWorld implements TimeSource {

  /** Steps of the trace that a failure shows. */
  private static final int TAIL = Integer.getInteger("milestone.sim.tail", 120);

  private record Step(long at, long tie, @Nullable Actor owner, String what, Runnable action) {}

  /** An agent's process. */
  static final class Child extends Actor {
    final String effect;
    final String task;
    final long token;
    @Nullable Actor parent;
    boolean finished;
    boolean ok;

    /** What its parent does when it sees that it was killed. */
    Runnable whenKilled = () -> {};

    Child(String effect, String task, long token, Actor parent) {
      super("child " + effect);
      this.effect = effect;
      this.task = task;
      this.token = token;
      this.parent = parent;
    }
  }

  final long seed;
  final SimRandom random;
  private final PriorityQueue<Step> steps =
      new PriorityQueue<>(Comparator.comparingLong(Step::at).thenComparingLong(Step::tie));
  private final ArrayDeque<String> tail = new ArrayDeque<>();
  private long now;
  private long wallOffsetMillis = 1_795_000_000_000L;
  private int boot = 1;
  private long ids;
  long hash;
  int count;
  int monotonicReadings;

  /** The first invariant broken: where it is found, the exception may end in a future. */
  private @Nullable SimulationFailure failed;

  /** By effect; the outside log of what was really done. */
  final Map<String, Child> children = new LinkedHashMap<>();

  /** Effects whose verification really ran, and how it ended. */
  final Map<String, Boolean> verifications = new LinkedHashMap<>();

  SimWorld(long seed) {
    this.seed = seed;
    this.random = new SimRandom(SimRandom.mix(seed ^ 0x5eed));
    this.hash = seed;
  }

  // ---- time ----

  @Override
  public Instant now() {
    return Instant.ofEpochMilli(wallMillis());
  }

  long wallMillis() {
    return wallOffsetMillis + now / 1_000_000;
  }

  @Override
  public long monotonicNanos() {
    return now;
  }

  long millis() {
    return now / 1_000_000;
  }

  @Override
  public String epoch() {
    return "boot-" + boot;
  }

  void jump(long millis) {
    wallOffsetMillis += millis;
  }

  void reboot() {
    boot++;
  }

  String newId(String prefix) {
    return prefix + ++ids;
  }

  // ---- order ----

  /** Something happens later, unless its owner is dead by then. */
  void after(@Nullable Actor owner, long micros, String what, Runnable action) {
    steps.add(new Step(now + micros * 1_000, random.next() >>> 1, owner, what, action));
  }

  /** The next step; false when there is none. */
  boolean step() {
    Step step = steps.poll();
    if (step == null) {
      return false;
    }
    now = Math.max(now, step.at);
    Actor owner = step.owner;
    if (owner != null && !owner.alive) {
      return true;
    }
    if (owner != null && owner.paused) {
      owner.held.add(() -> after(owner, 1, step.what, step.action));
      return true;
    }
    note((owner == null ? "" : owner.name + ": ") + step.what);
    step.action.run();
    SimulationFailure failure = failed;
    if (failure != null) {
      throw failure;
    }
    return true;
  }

  void note(String what) {
    count++;
    hash = SimRandom.mix(hash ^ what.hashCode() * 31L ^ now);
    tail.add(millis() + " ms " + what);
    if (tail.size() > TAIL) {
      tail.remove();
    }
  }

  // ---- processes ----

  void kill(Actor actor) {
    actor.alive = false;
    actor.held.clear();
    note("killed " + actor);
  }

  void pause(Actor actor) {
    actor.paused = true;
    note("stopped " + actor);
  }

  void resume(Actor actor) {
    actor.paused = false;
    note("continued " + actor);
    for (Runnable held : actor.held) {
      held.run();
    }
    actor.held.clear();
  }

  // ---- failing ----

  SimulationFailure broken(String rule, String what) {
    return broken(rule, what, null);
  }

  SimulationFailure broken(String rule, String what, @Nullable Throwable cause) {
    StringBuilder text = new StringBuilder();
    text.append(rule).append(": ").append(what);
    text.append("\nseed ").append(seed).append(" after ").append(count).append(" steps;");
    text.append(" replay with -Dmilestone.sim.seed=").append(seed).append("\n");
    tail.forEach(line -> text.append("  ").append(line).append('\n'));
    SimulationFailure failure =
        new SimulationFailure(rule, text.toString(), cause == null ? new Throwable(rule) : cause);
    if (failed == null) {
      failed = failure;
    }
    return failure;
  }
}
