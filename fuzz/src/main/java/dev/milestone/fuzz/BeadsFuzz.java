package dev.milestone.fuzz;

import dev.milestone.connectors.BeadsFormat;

/** Fuzzes {@link BeadsFormat}. */
public final class BeadsFuzz {

  private static final FormatOracle ORACLE = new FormatOracle(new BeadsFormat(), "issues.jsonl");

  private BeadsFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    ORACLE.check(input);
  }
}
