package dev.milestone.fuzz;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.core.plan.CriticalPath;
import dev.milestone.core.plan.PlanDocument;
import dev.milestone.core.plan.PlanFileReader;
import dev.milestone.core.plan.PlanSource;
import java.time.Duration;
import java.util.List;

/** Fuzzes our own plan files: read and scheduled, or refused with located problems. */
public final class PlanFileFuzz {

  private PlanFileFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    PlanDocument document;
    try {
      document = PlanFileReader.read(List.of(new PlanSource("plan.yaml", input)));
    } catch (MilestoneException e) {
      if (e.kind() != ErrorKind.INVALID_INPUT || e.problems().isEmpty()) {
        throw new AssertionError("a refusal without a place", e);
      }
      return;
    }
    CriticalPath.Result path = CriticalPath.of(document.project(), Duration.ofHours(4));
    if (path.schedule().size() != document.project().tasks().size()) {
      throw new AssertionError("a task is not in the schedule");
    }
  }
}
