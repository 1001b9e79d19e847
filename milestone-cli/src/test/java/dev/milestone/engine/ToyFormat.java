package dev.milestone.engine;

import dev.milestone.ImportReport;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.model.Dependency;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.spi.plan.ExportedTask;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.ImportedTask;
import dev.milestone.spi.plan.PlanExport;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.plan.PlanImport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A made-up format of another tool. The first line is {@code #toy NAME}; then a line for each task:
 * {@code id|status|title|ids before}, and lines {@code > note} below a task. A status {@code loop}
 * stands for a task on a cycle, a line that begins with {@code !} for one that cannot be read.
 */
public final class ToyFormat implements PlanFormat {
  private final String name;
  private final int sure;

  /** One that is sure. */
  public ToyFormat() {
    this("toy", 90);
  }

  ToyFormat(String name, int sure) {
    this.name = name;
    this.sure = sure;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "lines of a made-up tool";
  }

  private static String text(PlanFile file) {
    return new String(file.content(), StandardCharsets.UTF_8);
  }

  @Override
  public int recognise(List<PlanFile> files) {
    return files.stream().allMatch(file -> text(file).startsWith("#toy")) ? sure : 0;
  }

  @Override
  public ImportedPlan read(PlanImport request) {
    List<MilestoneDefinition> milestones = new ArrayList<>();
    List<TaskDefinition> tasks = new ArrayList<>();
    Map<TaskId, ImportedTask> origins = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    Set<String> ids = new LinkedHashSet<>();
    List<String> ready = new ArrayList<>();
    int edges = 0;
    int dangling = 0;
    for (PlanFile file : request.files()) {
      String[] lines = text(file).split("\n");
      for (String line : lines) {
        if (line.contains("|")) {
          ids.add(line.split("\\|")[0]);
        }
      }
    }
    for (PlanFile file : request.files()) {
      String[] lines = text(file).split("\n");
      String plan = lines[0].substring("#toy".length()).strip();
      MilestoneId milestone = MilestoneId.of("toy-" + (plan.isEmpty() ? "plan" : plan));
      milestones.add(MilestoneDefinition.builder(milestone, "Toy " + plan).build());
      for (int i = 1; i < lines.length; i++) {
        String line = lines[i];
        if (line.startsWith("!")) {
          throw MilestoneException.invalid(
              "bad_plan",
              "the plan was not taken in, nothing changed",
              List.of(new Problem(file.name(), i + 1, 1, "", line, "a task", "mend it")));
        }
        if (!line.contains("|")) {
          continue;
        }
        String[] parts = line.split("\\|", -1);
        TaskId id = TaskId.of("toy-" + parts[0]);
        List<Dependency> before = new ArrayList<>();
        for (String other : parts.length > 3 ? parts[3].split(" ") : new String[0]) {
          if (other.isEmpty()) {
            continue;
          }
          edges++;
          if (ids.contains(other)) {
            before.add(Dependency.on(TaskId.of("toy-" + other)));
          } else {
            dangling++;
            problems.add(
                new Problem(
                    file.name(), i + 1, 1, "before", other, "a task", "it is left out here"));
          }
        }
        boolean loop = parts[1].equals("loop");
        if (loop) {
          problems.add(
              new Problem(file.name(), i + 1, 1, "before", "a cycle", "none", "take it out"));
        }
        if (parts[1].equals("todo") && before.isEmpty()) {
          ready.add(parts[0]);
        }
        tasks.add(
            TaskDefinition.builder(id, milestone, parts[2])
                .dependencies(before)
                .description(parts[2])
                .build());
        origins.put(
            id,
            new ImportedTask(
                parts[0],
                status(parts[1]),
                parts[1],
                loop ? "it waits for itself: " + parts[0] + " → " + parts[0] : "",
                Optional.empty(),
                parts[1].equals("done")
                    ? Optional.of(Instant.parse("2020-01-01T00:00:00Z"))
                    : Optional.empty(),
                i + 1));
      }
    }
    ImportReport report =
        new ImportReport(
            name,
            tasks.size(),
            0,
            edges,
            dangling,
            false,
            List.of(),
            ready,
            OptionalInt.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            List.of());
    return new ImportedPlan(milestones, tasks, origins, report, problems);
  }

  private static ImportedStatus status(String word) {
    return switch (word) {
      case "done", "finished" -> ImportedStatus.DONE;
      case "doing" -> ImportedStatus.STARTED;
      case "dropped" -> ImportedStatus.CANCELLED;
      case "later" -> ImportedStatus.DEFERRED;
      case "stuck" -> ImportedStatus.BLOCKED;
      default -> ImportedStatus.TODO;
    };
  }

  private static String word(ImportedStatus status) {
    return switch (status) {
      case DONE -> "done";
      case STARTED -> "doing";
      case CANCELLED -> "dropped";
      case DEFERRED -> "later";
      case BLOCKED -> "stuck";
      case TODO -> "todo";
    };
  }

  @Override
  public List<PlanFile> write(PlanExport request) {
    List<PlanFile> written = new ArrayList<>();
    for (PlanFile file : request.files()) {
      StringBuilder s = new StringBuilder();
      String[] lines = text(file).split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        String line = lines[i];
        String[] parts = line.split("\\|", -1);
        ExportedTask task = parts.length > 2 ? request.tasks().get(parts[0]) : null;
        if (task != null && status(parts[1]) != task.status()) {
          parts[1] = word(task.status());
          line = String.join("|", parts);
        }
        s.append(line).append(i + 1 < lines.length ? "\n" : "");
        if (task != null) {
          for (String note : task.notes()) {
            if (!text(file).contains("\n> " + note)) {
              s.append("> ").append(note).append('\n');
            }
          }
        }
      }
      written.add(new PlanFile(file.name(), s.toString().getBytes(StandardCharsets.UTF_8)));
    }
    return written;
  }
}
