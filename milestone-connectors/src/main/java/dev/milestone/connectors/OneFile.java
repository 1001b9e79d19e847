package dev.milestone.connectors;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.spi.plan.PlanFile;
import java.util.List;

/** The one file of a format whose plans are one file. Stateless. */
final class OneFile {

  private OneFile() {}

  /** The file, or an error when there are none or several. */
  static PlanFile of(String format, List<PlanFile> files) {
    if (files.size() == 1) {
      return files.get(0);
    }
    throw MilestoneException.invalid(
        "bad_plan",
        "the plan was not taken in, nothing changed",
        List.of(
            Problem.of(
                "files",
                files.size() + " files",
                "one file: a plan of format '" + format + "' is one",
                "name them one by one")));
  }
}
