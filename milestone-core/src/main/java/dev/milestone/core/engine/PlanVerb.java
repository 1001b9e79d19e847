package dev.milestone.core.engine;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.Plan;
import dev.milestone.PlanRequest;
import dev.milestone.Problem;
import dev.milestone.ScheduledTask;
import dev.milestone.core.effect.Digests;
import dev.milestone.core.execute.Caller;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.core.plan.CriticalPath;
import dev.milestone.core.plan.KnownProject;
import dev.milestone.core.plan.PlanDiff;
import dev.milestone.core.plan.PlanDocument;
import dev.milestone.core.plan.PlanFileReader;
import dev.milestone.core.plan.PlanSource;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes plans in: everything is read and checked before anything is decided. */
final class PlanVerb {

  /** Largest plan file (64 MiB). */
  static final long MAX_FILE = 64L * 1024 * 1024;

  private final EngineCore core;

  PlanVerb(EngineCore core) {
    this.core = core;
  }

  Plan plan(PlanRequest request) {
    core.requireOpen();
    List<PlanSource> sources = new ArrayList<>();
    for (Path file : request.files()) {
      sources.add(new PlanSource(file.toString(), read(file)));
    }
    request
        .texts()
        .forEach(
            (name, text) ->
                sources.add(new PlanSource(name, text.getBytes(StandardCharsets.UTF_8))));
    if (sources.isEmpty()) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT, "no_plan", "name at least one plan file");
    }
    KnownProject known =
        core.loop.look(
            state -> {
              List<MilestoneDefinition> milestones = new ArrayList<>();
              List<TaskDefinition> tasks = new ArrayList<>();
              for (MilestoneNode milestone : state.milestones()) {
                milestones.add(milestone.definition());
              }
              for (TaskNode task : state.tasks()) {
                tasks.add(task.definition());
              }
              return KnownProject.of(milestones, tasks, state.capacity());
            });
    PlanDocument document = PlanFileReader.read(sources, known);
    ProjectDefinition project = document.project();
    PlanDiff diff = PlanDiff.of(known, project);
    Limits has =
        core.loop.look(
            state ->
                new Limits(
                    diff.addedMilestones().size() + state.milestones().size(),
                    diff.addedTasks().size() + state.tasks().size()));
    has.check(core.settings);
    CriticalPath.Result path = CriticalPath.of(project, core.settings.defaultTask());
    List<MilestoneId> ids = new ArrayList<>();
    for (MilestoneDefinition milestone : project.milestones()) {
      ids.add(milestone.id());
    }
    List<ScheduledTask> schedule = path.schedule();
    List<TaskId> critical = path.criticalPath();
    Plan.Builder plan =
        Plan.builder()
            .milestoneIds(ids)
            .milestones(project.milestones())
            .tasks(project.tasks())
            .schedule(schedule)
            .makespan(path.makespan())
            .criticalPath(critical)
            .warnings(document.warnings().stream().map(Problem::sentence).toList())
            .added(diff.addedMilestones().size() + diff.addedTasks().size())
            .changed(diff.changedMilestones().size() + diff.changedTasks().size())
            .removed(diff.removedTasks().size())
            .dryRun(request.dryRun());
    if (request.dryRun()) {
      return plan.build();
    }
    String correlation = core.ids.next();
    List<Map<String, Object>> read = new ArrayList<>();
    for (PlanSource source : sources) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("file", source.name());
      map.put("digest", Digests.sha256(source.bytes()));
      read.add(map);
    }
    boolean changed =
        core.loop.call(
            new Command.ApplyPlan(project, read),
            new Caller(request.actor().orElse(core.actor), correlation, null),
            (state, answer) -> true);
    return plan.correlationId(changed ? correlation : "").build();
  }

  /**
   * How large the project would be.
   *
   * @param milestones all that it ever had
   * @param tasks all that it ever had
   */
  record Limits(int milestones, int tasks) {

    void check(EngineSettings settings) {
      List<Problem> problems = new ArrayList<>();
      exceeds(
          problems, "milestones", milestones, settings.maxMilestones(), "limits.max_milestones");
      exceeds(problems, "tasks", tasks, settings.maxTasks(), "limits.max_tasks");
      if (!problems.isEmpty()) {
        throw MilestoneException.invalid(
            "too_large", "the project would be too large, nothing changed", problems);
      }
    }

    private static void exceeds(
        List<Problem> problems, String field, int count, int limit, String key) {
      if (count > limit) {
        problems.add(
            new Problem(
                "",
                0,
                0,
                field,
                count + " " + field,
                "at most " + limit,
                "split the project, or set " + key + " higher"));
      }
    }
  }

  private static byte[] read(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw problem(file, "a folder", "a plan file", "name a file in it");
      }
      if (!Files.exists(file)) {
        throw problem(file, "nothing", "a plan file", "check the name");
      }
      long size = Files.size(file);
      if (size > MAX_FILE) {
        throw problem(
            file, size + " bytes", "at most " + MAX_FILE + " bytes", "split the plan into files");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new MilestoneException(
          ErrorKind.IO, "io", "cannot read " + file + ": " + e.getMessage(), false, List.of(), e);
    }
  }

  private static MilestoneException problem(Path file, String found, String expected, String hint) {
    return MilestoneException.invalid(
        "bad_plan",
        "the plan was not taken in, nothing changed",
        List.of(new Problem(file.toString(), 0, 0, "", found, expected, hint)));
  }
}
