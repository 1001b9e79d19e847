package dev.milestone.testkit.sim;

import dev.milestone.MilestoneException;
import dev.milestone.core.execute.Caller;
import dev.milestone.core.execute.KernelLoop;
import dev.milestone.core.execute.LoopHost;
import dev.milestone.core.execute.LoopSettings;
import dev.milestone.core.execute.StateFold;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.Effect;
import dev.milestone.core.kernel.Rules;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.model.Actor;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A process that runs the production loop on the simulated store. Confined. */
class SimProcess extends dev.milestone.testkit.sim.Actor implements LoopHost {

  /** An answer that was acknowledged, and the last event that it rests on. */
  private record Acked<T>(@Nullable T value, long sequence) {}

  static final Duration LEASE = Duration.ofSeconds(6);

  final Simulation sim;
  final SimWorld world;
  final SimStore store;

  /** Agents that cannot work are tried again within the time that a simulation has. */
  private static final Rules RULES = new Rules(0.8, 500, 3_000, 10_000);

  final StateFold fold = new StateFold(SimDefinitions::new);
  final KernelLoop loop;
  final Caller caller;

  SimProcess(Simulation sim, String name, boolean participates) {
    super(name);
    this.sim = sim;
    this.world = sim.world;
    this.store = new SimStore(sim.disk, this);
    this.caller = Caller.of(new Actor(name, "asserted"));
    this.loop =
        new KernelLoop(
            store,
            fold::fold,
            this,
            new LoopSettings(
                participates ? name : "", Duration.ofMinutes(10), 3, LEASE, false, RULES));
    sim.processes.add(this);
    if (participates) {
      var presence = store.announce(name);
      sim.participants.put(name, this);
      world.note("announced " + name + " " + (presence != null));
    }
  }

  /** Hands in a command; {@code then} gets the answer, or the refusal, when it is acknowledged. */
  <T> void submit(
      Command command,
      BiFunction<State, Object, T> answer,
      BiConsumer<@Nullable T, @Nullable Throwable> then) {
    loop.submit(
            command,
            caller,
            (state, value) -> new Acked<>(answer.apply(state, value), state.sequence()))
        .whenComplete(
            (acked, error) -> {
              if (!alive) {
                return;
              }
              if (error != null) {
                if (!(error instanceof MilestoneException)) {
                  throw world.broken("no_defects", command + ": " + error, error);
                }
                MilestoneException refusal = (MilestoneException) error;
                if (refusal.kind() == dev.milestone.ErrorKind.DEFECT) {
                  throw world.broken("no_defects", command + ": " + error, error);
                }
                then.accept(null, error);
                return;
              }
              sim.checker.reaches(acked.sequence());
              try {
                then.accept(acked.value(), null);
              } catch (RuntimeException e) {
                throw world.broken("no_defects", name + " " + command + ": " + e, e);
              }
            });
  }

  void later(long fromMillis, long toMillis, String what, Runnable action) {
    world.after(this, world.random.between(fromMillis * 1_000, toMillis * 1_000), what, action);
  }

  @Override
  public long nowMillis() {
    return world.wallMillis();
  }

  @Override
  public long monotonicNanos() {
    // Whoever asks in a loop waits: each reading is a little later than the one before.
    return world.monotonicNanos() + 50_000L * world.monotonicReadings++;
  }

  @Override
  public String newId() {
    return world.newId("c");
  }

  @Override
  public boolean stopping(String session) {
    return false;
  }

  @Override
  public boolean awake(TaskNode task) {
    return true;
  }

  @Override
  public @Nullable Runnable prepare(State state, Effect effect) {
    return null;
  }

  @Override
  public void advanced(long sequence) {}

  @Override
  public void failed(Throwable reason) {
    throw world.broken("no_defects", name + ": the loop failed: " + reason, reason);
  }
}
