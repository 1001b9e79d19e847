package dev.milestone.testkit.sim;

import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.session.Leases;
import dev.milestone.model.AttemptOutcome;
import java.time.Duration;
import java.util.Set;

/**
 * An agent outside: claims a task by one call of the command, sends heartbeats by others, completes
 * it by another that verifies. Each call is a process of its own.
 */
final class SimOutsider extends Actor {
  private static final Duration LEASE = Duration.ofSeconds(4);

  private final Simulation sim;
  private final SimWorld world;

  SimOutsider(Simulation sim, String name) {
    super(name);
    this.sim = sim;
    this.world = sim.world;
    world.after(this, world.random.between(100_000, 5_000_000), "claims", this::claim);
  }

  private void claim() {
    SimProcess call = sim.call(this, false);
    call.submit(
        new Command.Claim(
            SimPlan.OUTSIDE_AGENT, null, Set.of("java"), SimPlan.OUTSIDE_SLOTS, LEASE.toMillis()),
        (state, answer) -> ((AttemptNode) answer),
        (attempt, refusal) -> {
          if (attempt == null) {
            world.after(this, world.random.between(500_000, 4_000_000), "claims", this::claim);
            return;
          }
          String effect = attempt.effectId();
          if (!alive) {
            sim.excused.add(effect);
            return;
          }
          sim.holders.put(effect, this);
          sim.checker.hasGrant(attempt.token());
          new Leases(call.store, sim.leaseClock()).renew(effect, LEASE);
          work(effect, attempt.task().id(), attempt.token());
        });
  }

  private void work(String effect, String task, long token) {
    SimWorld.Child child = sim.spawn(this, effect, task, token);
    boolean silent = world.random.chance(20);
    if (silent) {
      sim.excused.add(effect);
    } else {
      heartbeat(effect);
    }
    boolean ok = world.random.chance(80);
    world.after(
        this,
        world.random.between(50_000, silent ? 9_000_000 : 5_000_000),
        "finished " + effect,
        () -> {
          child.finished = true;
          child.ok = ok;
          complete(effect, task, token, ok ? AttemptOutcome.SUCCEEDED : AttemptOutcome.FAILED);
        });
  }

  private void complete(String effect, String task, long token, AttemptOutcome outcome) {
    SimProcess call = sim.call(this, true);
    new Leases(call.store, sim.leaseClock()).renew(call.name, SimProcess.LEASE);
    boolean[] answered = new boolean[1];
    sim.tell(
        call,
        task,
        token,
        outcome,
        call.name,
        verifying -> {
          answered[0] = true;
          if (verifying) {
            call.later(10, 1_500, "verify " + effect, () -> sim.verify(call, effect));
          }
          world.after(this, world.random.between(500_000, 4_000_000), "claims", this::claim);
        });
    world.after(
        this,
        5_000_000,
        "answer about " + effect,
        () -> {
          if (!answered[0]) {
            // Its call died, or the answer was lost: what was reported may or may not have arrived.
            complete(effect, task, token, outcome);
          }
        });
  }

  private void heartbeat(String effect) {
    world.after(
        this,
        1_200_000,
        "heartbeat " + effect,
        () -> {
          if (sim.checker.active(effect)) {
            new Leases(new SimStore(sim.disk, this), sim.leaseClock()).renew(effect, LEASE);
            heartbeat(effect);
          }
        });
  }
}
