package dev.milestone.fuzz;

import dev.milestone.connectors.MarkdownFormat;

/** Fuzzes {@link MarkdownFormat}. */
public final class MarkdownFuzz {

  private static final FormatOracle ORACLE = new FormatOracle(new MarkdownFormat(), "TODO.md");

  private MarkdownFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    ORACLE.check(input);
  }
}
