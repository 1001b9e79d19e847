package dev.milestone.fuzz;

import dev.milestone.connectors.SpecKitFormat;

/** Fuzzes {@link SpecKitFormat}. */
public final class SpecKitFuzz {

  private static final FormatOracle ORACLE = new FormatOracle(new SpecKitFormat(), "tasks.md");

  private SpecKitFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    ORACLE.check(input);
  }
}
