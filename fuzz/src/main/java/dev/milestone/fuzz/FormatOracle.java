package dev.milestone.fuzz;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.model.Dependency;
import dev.milestone.model.MilestoneDefinition;
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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What has to hold for a {@link PlanFormat} whatever bytes it is given: it reads them or refuses
 * them with located problems; what it reads is well formed; writing nothing back changes nothing;
 * what it writes back is found again and changes nothing else.
 */
final class FormatOracle {

  private final PlanFormat format;
  private final String name;

  FormatOracle(PlanFormat format, String name) {
    this.format = format;
    this.name = name;
  }

  void check(byte[] content) {
    List<PlanFile> files = List.of(new PlanFile(name, content));
    int sure = format.recognise(files);
    require(sure >= 0 && sure <= 100, "recognition is from 0 to 100: " + sure);
    ImportedPlan plan;
    try {
      plan = format.read(new PlanImport(files, Duration.ofHours(4)));
    } catch (MilestoneException e) {
      require(e.kind() == ErrorKind.INVALID_INPUT, "kind " + e.kind());
      require(!e.problems().isEmpty(), "a refusal without a place: " + e.getMessage());
      return;
    }
    wellFormed(plan);
    byte[] same = format.write(new PlanExport(files, Map.of())).get(0).content();
    require(Arrays.equals(same, content), "writing nothing back changed the file");
    roundTrip(plan, files);
  }

  private static void wellFormed(ImportedPlan plan) {
    Set<String> ids = new HashSet<>();
    Set<String> folded = new HashSet<>();
    Map<String, TaskDefinition> tasks = new HashMap<>();
    Map<String, MilestoneDefinition> milestones = new HashMap<>();
    for (MilestoneDefinition milestone : plan.milestones()) {
      unique(milestone.id().value(), ids, folded);
      milestones.put(milestone.id().value(), milestone);
    }
    for (TaskDefinition task : plan.tasks()) {
      unique(task.id().value(), ids, folded);
      tasks.put(task.id().value(), task);
      require(milestones.containsKey(task.milestone().value()), "a task without its milestone");
      require(plan.origins().containsKey(task.id()), "a task without an origin");
    }
    require(plan.origins().size() == plan.tasks().size(), "origins without tasks");
    for (MilestoneDefinition milestone : plan.milestones()) {
      milestone
          .dependsOn()
          .forEach(d -> require(milestones.containsKey(d.value()), "a dangling milestone " + d));
    }
    acyclic(tasks, milestones);
  }

  private static void unique(String id, Set<String> ids, Set<String> folded) {
    require(ids.add(id), "the id " + id + " twice");
    require(folded.add(id.toLowerCase(Locale.ROOT)), "ids that differ by case only: " + id);
  }

  /** A task waits for its targets and, through its milestone, for all tasks of those before. */
  private static void acyclic(
      Map<String, TaskDefinition> tasks, Map<String, MilestoneDefinition> milestones) {
    Map<String, List<String>> next = new HashMap<>();
    Map<String, Integer> open = new HashMap<>();
    for (String id : tasks.keySet()) {
      open.put(id, 0);
    }
    for (String id : milestones.keySet()) {
      open.put("<" + id, 0);
      open.put(">" + id, 0);
    }
    for (MilestoneDefinition milestone : milestones.values()) {
      for (var before : milestone.dependsOn()) {
        edge(next, open, ">" + before.value(), "<" + milestone.id().value());
      }
    }
    for (TaskDefinition task : tasks.values()) {
      edge(next, open, "<" + task.milestone().value(), task.id().value());
      edge(next, open, task.id().value(), ">" + task.milestone().value());
      for (Dependency dependency : task.dependencies()) {
        String target = dependency.target();
        if (tasks.containsKey(target)) {
          edge(next, open, target, task.id().value());
        } else {
          require(milestones.containsKey(target), "a reference to nothing: " + target);
          edge(next, open, ">" + target, task.id().value());
        }
      }
    }
    ArrayDeque<String> free = new ArrayDeque<>();
    open.forEach(
        (id, count) -> {
          if (count == 0) {
            free.add(id);
          }
        });
    int seen = 0;
    while (!free.isEmpty()) {
      String id = free.remove();
      seen++;
      for (String after : next.getOrDefault(id, List.of())) {
        if (open.merge(after, -1, Integer::sum) == 0) {
          free.add(after);
        }
      }
    }
    require(seen == open.size(), "a cycle in the definitions");
  }

  private static void edge(
      Map<String, List<String>> next, Map<String, Integer> open, String from, String to) {
    next.computeIfAbsent(from, k -> new ArrayList<>()).add(to);
    open.merge(to, 1, Integer::sum);
  }

  /** Every other task changes its status; the file that says so reads as such. */
  private void roundTrip(ImportedPlan plan, List<PlanFile> files) {
    Map<String, ExportedTask> changes = new LinkedHashMap<>();
    int i = 0;
    for (Map.Entry<TaskId, ImportedTask> origin : plan.origins().entrySet()) {
      String foreign = origin.getValue().foreignId();
      if (i++ % 2 == 0 && !changes.containsKey(foreign)) {
        boolean done = origin.getValue().status() == ImportedStatus.DONE;
        ImportedStatus status = done ? ImportedStatus.TODO : ImportedStatus.DONE;
        changes.put(foreign, new ExportedTask(status, Optional.empty(), List.of(), false));
      }
    }
    List<PlanFile> written = format.write(new PlanExport(files, changes));
    ImportedPlan again = format.read(new PlanImport(written, Duration.ofHours(4)));
    require(again.tasks().size() == plan.tasks().size(), "writing back lost or made a task");
    for (Map.Entry<TaskId, ImportedTask> origin : again.origins().entrySet()) {
      require(plan.origins().containsKey(origin.getKey()), "another id: " + origin.getKey());
    }
    List<PlanFile> twice = format.write(new PlanExport(written, changes));
    require(
        Arrays.equals(twice.get(0).content(), written.get(0).content()),
        "writing the same back again changed the file");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }
}
