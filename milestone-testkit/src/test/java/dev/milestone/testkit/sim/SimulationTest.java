package dev.milestone.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The engine under faults, from seeds. {@code -Dmilestone.sim.seeds=N} runs more of them, {@code
 * -Dmilestone.sim.seed=N} one again, step for step.
 */
class SimulationTest {
  private static final long SEEDS = Long.getLong("milestone.sim.seeds", 2_000);

  @Test
  void every_promise_is_kept_whatever_happens() {
    Long one = Long.getLong("milestone.sim.seed");
    long from = one == null ? 1 : one;
    long to = one == null ? SEEDS : one;
    long kills = 0;
    long pauses = 0;
    long lost = 0;
    for (long seed = from; seed <= to; seed++) {
      Simulation.Result result = Simulation.run(seed);
      kills += result.kills();
      pauses += result.pauses();
      lost += result.lost();
    }
    if (one == null) {
      assertThat(kills).as("engines that died").isGreaterThan(SEEDS);
      assertThat(pauses).as("engines that were stopped").isGreaterThan(SEEDS / 2);
      assertThat(lost).as("attempts that were lost").isGreaterThan(SEEDS);
    }
  }

  @Test
  void a_seed_is_the_same_run_every_time() {
    for (long seed = 1; seed <= 30; seed++) {
      assertThat(Simulation.run(seed)).isEqualTo(Simulation.run(seed));
    }
  }

  @Test
  void a_failure_names_the_seed_that_replays_it() {
    SimulationFailure first = caught(Fault.CHECK_THEN_ACT, 200);
    assertThat(first.getMessage()).contains("-Dmilestone.sim.seed=").contains(first.rule());
  }

  @Test
  void planted_check_then_act_claims_are_caught() {
    assertThat(caught(Fault.CHECK_THEN_ACT, 200).rule())
        .isIn("one_attempt_of_a_task", "only_the_attempt_that_works_is_heard");
  }

  @Test
  void planted_reports_without_fencing_token_are_caught() {
    assertThat(caught(Fault.NO_FENCING_TOKEN, 200).rule())
        .isEqualTo("success_is_of_the_attempt_that_did_it");
  }

  @Test
  void planted_acknowledgement_before_the_force_is_caught() {
    assertThat(caught(Fault.ACK_BEFORE_FORCE, 10).rule()).isEqualTo("acknowledged_is_forced");
  }

  @Test
  void planted_effects_before_their_intent_is_durable_are_caught() {
    assertThat(caught(Fault.EFFECT_BEFORE_FORCE, 10).rule())
        .isIn("effects_follow_their_intent", "no_defects");
  }

  @Test
  void planted_takeover_of_the_living_is_caught() {
    assertThat(caught(Fault.TAKES_OVER_THE_LIVING, 100).rule())
        .isEqualTo("the_living_are_left_alone");
  }

  @Test
  void planted_lack_of_reconciliation_is_caught() {
    assertThat(caught(Fault.NO_RECONCILIATION, 50).rule()).isEqualTo("everything_settles");
  }

  @Test
  void planted_orphans_left_running_are_caught() {
    assertThat(caught(Fault.ORPHANS_LEFT_RUNNING, 100).rule())
        .isEqualTo("orphans_end_before_their_successors");
  }

  @Test
  void planted_leases_by_the_wall_clock_are_caught() {
    assertThat(caught(Fault.WALL_CLOCK_LEASES, 1_000).rule())
        .isIn("the_living_are_left_alone", "everything_settles");
  }

  private static SimulationFailure caught(Fault fault, int seeds) {
    for (long seed = 1; seed <= seeds; seed++) {
      try {
        Simulation.run(seed, fault);
      } catch (SimulationFailure failure) {
        return failure;
      }
    }
    throw new AssertionError(fault + " was not noticed in " + seeds + " seeds");
  }
}
