package dev.milestone.fuzz;

import dev.milestone.connectors.KiroFormat;

/** Fuzzes {@link KiroFormat}. */
public final class KiroFuzz {

  private static final FormatOracle ORACLE = new FormatOracle(new KiroFormat(), "tasks.md");

  private KiroFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    ORACLE.check(input);
  }
}
