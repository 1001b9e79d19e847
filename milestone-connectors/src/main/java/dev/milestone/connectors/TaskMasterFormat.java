package dev.milestone.connectors;

import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.PlanExport;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.plan.PlanImport;
import java.util.List;
import org.apiguardian.api.API;

/**
 * The plans of task-master: one {@code tasks.json}, tagged, flat or bare. What becomes of each
 * field stands in {@code docs/import.md}. Thread-safe; keeps nothing.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TaskMasterFormat implements PlanFormat {

  static final String NAME = "taskmaster";

  /** A format without state. */
  public TaskMasterFormat() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "task-master's tasks.json: tagged, flat or a bare list";
  }

  @Override
  public int recognise(List<PlanFile> files) {
    return files.size() == 1 ? JsonRecognition.taskMaster(files.get(0)) : 0;
  }

  @Override
  public ImportedPlan read(PlanImport request) {
    return TaskMasterReader.read(TaskMasterPlan.read(OneFile.of(NAME, request.files())), request);
  }

  @Override
  public List<PlanFile> write(PlanExport request) {
    return List.of(TaskMasterWriter.write(OneFile.of(NAME, request.files()), request.tasks()));
  }
}
