package dev.milestone.fuzz;

import dev.milestone.connectors.TaskMasterFormat;

/** Fuzzes {@link TaskMasterFormat}. */
public final class TaskMasterFuzz {

  private static final FormatOracle ORACLE = new FormatOracle(new TaskMasterFormat(), "tasks.json");

  private TaskMasterFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    ORACLE.check(input);
  }
}
