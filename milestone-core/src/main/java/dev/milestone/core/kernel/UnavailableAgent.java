package dev.milestone.core.kernel;

/**
 * An agent that could not work when it was asked last. Confined to the state; changed by {@link
 * Evolver} only.
 */
public final class UnavailableAgent {
  final String agent;

  /** As {@link dev.milestone.spi.agent.Unavailability.Reason} writes it. */
  String reason = "";

  /** What the agent said. */
  String detail = "";

  /** Since when, in a row. */
  long sinceMillis;

  /** From when on it is waited for: since then, or since a session began that tries again. */
  long waitedFromMillis;

  /** The last time that it could not work. */
  long lastMillis;

  /**
   * Not before; {@link Long#MAX_VALUE} until a person has acted, 0 when it may be tried at once.
   */
  long untilMillis;

  /** How often in a row; 0 when it works again, which is not yet announced. */
  int times;

  /** Attempts with a lower token were granted before it was known. */
  long token;

  /** Whether it was announced as a blocker. */
  boolean announced;

  UnavailableAgent(String agent) {
    this.agent = agent;
  }

  /** Its id. */
  public String agent() {
    return agent;
  }

  /** What keeps it from working. */
  public String reason() {
    return reason;
  }

  /** What it said. */
  public String detail() {
    return detail;
  }

  /** Since when. */
  public long sinceMillis() {
    return sinceMillis;
  }

  /** Not before; {@link Long#MAX_VALUE} until a person has acted. */
  public long untilMillis() {
    return untilMillis;
  }

  /** From when on it is waited for. */
  public long waitedFromMillis() {
    return waitedFromMillis;
  }

  /** How often in a row; 0 when it works again. */
  public int times() {
    return times;
  }
}
