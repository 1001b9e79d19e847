package dev.milestone.core.kernel;

/** Types of blockers that no task begins: they stand in {@code blocker_type} of events. */
public final class Blockage {

  /** A budget is used up. */
  public static final String BUDGET = "budget";

  /** An agent cannot work for a while. */
  public static final String AGENT_UNAVAILABLE = "agent_unavailable";

  private Blockage() {}
}
