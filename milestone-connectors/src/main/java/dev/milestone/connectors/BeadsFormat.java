package dev.milestone.connectors;

import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.PlanExport;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.plan.PlanImport;
import java.util.List;
import org.apiguardian.api.API;

/**
 * The plans of beads: one {@code issues.jsonl}, an issue in each line. What becomes of each field
 * stands in {@code docs/import.md}. Thread-safe; keeps nothing.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BeadsFormat implements PlanFormat {

  static final String NAME = "beads";

  /** A format without state. */
  public BeadsFormat() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "beads' issues.jsonl: an issue in each line";
  }

  @Override
  public int recognise(List<PlanFile> files) {
    return files.size() == 1 ? JsonRecognition.beads(files.get(0)) : 0;
  }

  @Override
  public ImportedPlan read(PlanImport request) {
    return BeadsReader.read(BeadsPlan.read(OneFile.of(NAME, request.files())));
  }

  @Override
  public List<PlanFile> write(PlanExport request) {
    return List.of(BeadsWriter.write(OneFile.of(NAME, request.files()), request.tasks()));
  }
}
