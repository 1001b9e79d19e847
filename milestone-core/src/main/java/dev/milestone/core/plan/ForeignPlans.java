package dev.milestone.core.plan;

import dev.milestone.ErrorKind;
import dev.milestone.ImportReport;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.core.kernel.ImportMark;
import dev.milestone.model.Dependency;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedTask;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanImport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Plans of other tools, read: definitions that carry a mark of where they come from, and how each
 * task stands there. What a format gives is checked before it is believed. Immutable.
 *
 * @param milestones milestones, marked with format and files
 * @param tasks tasks, marked with format, id and status in their source
 * @param origins how each task stands in its source, by its id here
 * @param reports what was found, one for each plan
 * @param problems cycles and references to nothing, which were left out
 */
public record ForeignPlans(
    List<MilestoneDefinition> milestones,
    List<TaskDefinition> tasks,
    Map<String, ImportedTask> origins,
    List<ImportReport> reports,
    List<Problem> problems) {

  /** None. */
  public static final ForeignPlans NONE =
      new ForeignPlans(List.of(), List.of(), Map.of(), List.of(), List.of());

  /** Most names of files in a mark; a plan of more files is known by these. */
  static final int MAX_FILES = 1_000;

  /** Copies the collections. */
  public ForeignPlans {
    milestones = List.copyOf(milestones);
    tasks = List.copyOf(tasks);
    origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
    reports = List.copyOf(reports);
    problems = List.copyOf(problems);
  }

  /**
   * Reads.
   *
   * @param recorded how each file is recorded, by its name
   * @param defaultTask expected time of a task about which its source says nothing
   * @throws MilestoneException kind {@code INVALID_INPUT} with everything that is wrong
   */
  public static ForeignPlans read(
      List<FormatChoice.Group> groups, Map<String, String> recorded, Duration defaultTask) {
    if (groups.isEmpty()) {
      return NONE;
    }
    List<MilestoneDefinition> milestones = new ArrayList<>();
    List<TaskDefinition> tasks = new ArrayList<>();
    Map<String, ImportedTask> origins = new LinkedHashMap<>();
    List<ImportReport> reports = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Map<String, String> owner = new HashMap<>();
    for (FormatChoice.Group group : groups) {
      String format = group.format().name();
      ImportedPlan plan = group.format().read(new PlanImport(group.files(), defaultTask));
      check(format, plan);
      Map<String, Object> mark = mark(group, recorded);
      for (MilestoneDefinition milestone : plan.milestones()) {
        once(owner, milestone.id().value(), group);
        Map<String, Object> extensions = new LinkedHashMap<>(milestone.extensions());
        extensions.put(ImportMark.KEY, mark);
        milestones.add(milestone.toBuilder().extensions(extensions).build());
      }
      for (TaskDefinition task : plan.tasks()) {
        once(owner, task.id().value(), group);
        ImportedTask origin = plan.origins().get(task.id());
        if (origin != null) {
          tasks.add(ImportMark.of(format, origin).on(task));
          origins.put(task.id().value(), origin);
        }
      }
      reports.add(plan.report());
      problems.addAll(plan.problems());
    }
    return new ForeignPlans(milestones, tasks, origins, reports, problems);
  }

  private static Map<String, Object> mark(FormatChoice.Group group, Map<String, String> recorded) {
    List<Object> files = new ArrayList<>();
    for (PlanFile file : group.files()) {
      if (files.size() < MAX_FILES) {
        files.add(recorded.getOrDefault(file.name(), file.name()));
      }
    }
    Map<String, Object> mark = new LinkedHashMap<>();
    mark.put("format", group.format().name());
    mark.put("file", files.get(0));
    if (files.size() > 1) {
      mark.put("files", files);
    }
    return mark;
  }

  private static void once(Map<String, String> owner, String id, FormatChoice.Group group) {
    String file = group.files().get(0).name();
    String other = owner.putIfAbsent(id.toLowerCase(Locale.ROOT), file);
    if (other != null) {
      throw MilestoneException.invalid(
          "bad_plan",
          "the plans were not taken in, nothing changed",
          List.of(
              new Problem(
                  file,
                  0,
                  0,
                  "id",
                  "'" + id + "', which " + other + " has too",
                  "ids that are used once",
                  "take these plans into projects of their own")));
    }
  }

  /** A format that is wrong must not get its errors into the journal. */
  private static void check(String format, ImportedPlan plan) {
    Set<String> milestones = new HashSet<>();
    for (MilestoneDefinition milestone : plan.milestones()) {
      require(milestones.add(milestone.id().value()), format, "milestone twice", milestone.id());
    }
    Set<String> tasks = new HashSet<>(plan.tasks().size() * 2);
    for (TaskDefinition task : plan.tasks()) {
      require(tasks.add(task.id().value()), format, "task twice", task.id());
      require(plan.origins().containsKey(task.id()), format, "task without origin", task.id());
      require(milestones.contains(task.milestone().value()), format, "task nowhere", task.id());
      require(task.resources().isEmpty(), format, "task with resources", task.id());
    }
    boolean any = false;
    for (TaskDefinition task : plan.tasks()) {
      for (Dependency dependency : task.dependencies()) {
        any = true;
        require(
            (dependency.milestone().isPresent() ? milestones : tasks).contains(dependency.target()),
            format,
            "dependency on nothing",
            task.id());
      }
    }
    for (MilestoneDefinition milestone : plan.milestones()) {
      for (var before : milestone.dependsOn()) {
        any = true;
        require(
            milestones.contains(before.value()), format, "dependency on nothing", milestone.id());
      }
    }
    if (any) {
      List<List<String>> cycles = Cycles.find(plan.milestones(), plan.tasks());
      require(cycles.isEmpty(), format, "cycle", cycles);
    }
  }

  private static void require(boolean holds, String format, String fault, Object what) {
    if (!holds) {
      throw new MilestoneException(
          ErrorKind.DEFECT,
          "bad_format",
          "the format '"
              + format
              + "' breaks its contract ("
              + fault
              + ": "
              + what
              + "); nothing changed; tell whoever made it");
    }
  }
}
