package dev.milestone.testkit.sim;

/** What can be broken on purpose, to show that the simulator notices. */
public enum Fault {
  /** Turns of several processes overlap: each looks, decides, and appends what it decided. */
  CHECK_THEN_ACT,
  /** A report of an attempt that was given up is taken for one of the attempt that works now. */
  NO_FENCING_TOKEN,
  /** The store says that a batch is durable before it is. */
  ACK_BEFORE_FORCE,
  /** Attempts are started when they are decided, not when the decision is durable. */
  EFFECT_BEFORE_FORCE,
  /** An engine takes others for dead without asking. */
  TAKES_OVER_THE_LIVING,
  /** Nobody looks after what dead engines left. */
  NO_RECONCILIATION,
  /** An attempt is closed as lost while its process goes on. */
  ORPHANS_LEFT_RUNNING,
  /** The wall clock decides whether a lease has run out. */
  WALL_CLOCK_LEASES
}
