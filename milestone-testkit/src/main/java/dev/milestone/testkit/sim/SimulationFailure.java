package dev.milestone.testkit.sim;

/** An invariant was broken. The message names the seed and what led to it. */
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final transient String rule;

  SimulationFailure(String rule, String message, Throwable cause) {
    super(message, cause);
    this.rule = rule;
  }

  /** The invariant that was broken. */
  public String rule() {
    return rule;
  }
}
