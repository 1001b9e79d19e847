package dev.milestone.core.engine;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.Plan;
import dev.milestone.PlanChange;
import dev.milestone.PlanRequest;
import dev.milestone.Problem;
import dev.milestone.core.effect.Digests;
import dev.milestone.core.execute.Caller;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.PlanDifference;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.core.plan.CriticalPath;
import dev.milestone.core.plan.ForeignPlans;
import dev.milestone.core.plan.FormatChoice;
import dev.milestone.core.plan.KnownProject;
import dev.milestone.core.plan.PlanDocument;
import dev.milestone.core.plan.PlanFileReader;
import dev.milestone.core.plan.PlanSource;
import dev.milestone.model.Budget;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.TaskDefinition;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes plans in, ours and those of other tools: everything is read and checked before anything is
 * decided.
 */
final class PlanVerb {
  private final EngineCore core;

  PlanVerb(EngineCore core) {
    this.core = core;
  }

  /**
   * What the files came to.
   *
   * @param warnings what looks wrong in them
   */
  private record Read(ProjectDefinition project, ForeignPlans foreign, List<String> warnings) {}

  /**
   * What taking them in changes.
   *
   * @param milestones all that the project would have ever had
   * @param tasks likewise
   */
  private record Compared(
      int added,
      int changed,
      int removed,
      List<PlanChange> changes,
      List<String> warnings,
      int milestones,
      int tasks) {

    static Compared of(State state, Command.ApplyPlan command) {
      PlanDifference difference = PlanDifference.of(state, command);
      int newMilestones = 0;
      for (MilestoneDefinition milestone : command.project().milestones()) {
        newMilestones += state.milestone(milestone.id().value()) == null ? 1 : 0;
      }
      return new Compared(
          difference.added(),
          difference.changed(),
          difference.removed(),
          difference.changes(Plan.MAX_CHANGES),
          difference.warnings(),
          newMilestones + state.milestones().size(),
          difference.added() - newMilestones + state.tasks().size());
    }
  }

  Plan plan(PlanRequest request) {
    core.requireOpen();
    List<PlanSource> sources = new ArrayList<>(PlanFiles.read(request.files()));
    request
        .texts()
        .forEach(
            (name, text) ->
                sources.add(new PlanSource(name, text.getBytes(StandardCharsets.UTF_8))));
    if (sources.isEmpty()) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT, "no_plan", "name at least one plan file");
    }
    Read read = read(sources, request);
    ProjectDefinition project = read.project();
    Command.ApplyPlan command =
        new Command.ApplyPlan(
            project, request.dryRun() ? List.of() : digests(sources), read.foreign().origins());
    Compared compared = core.loop.look(state -> Compared.of(state, command));
    new ProjectSize(compared.milestones(), compared.tasks()).check(core.settings);
    CriticalPath.Result path = CriticalPath.of(project, core.settings.defaultTask());
    List<MilestoneId> ids = new ArrayList<>();
    for (MilestoneDefinition milestone : project.milestones()) {
      ids.add(milestone.id());
    }
    List<String> warnings = new ArrayList<>(read.warnings());
    warnings.addAll(compared.warnings());
    Plan.Builder plan =
        Plan.builder()
            .milestoneIds(ids)
            .milestones(project.milestones())
            .tasks(project.tasks())
            .schedule(path.schedule())
            .makespan(path.makespan())
            .criticalPath(path.criticalPath())
            .warnings(warnings)
            .changes(compared.changes())
            .imported(read.foreign().reports())
            .added(compared.added())
            .changed(compared.changed())
            .removed(compared.removed())
            .dryRun(request.dryRun());
    if (request.dryRun()) {
      return plan.build();
    }
    String correlation = core.ids.next();
    boolean changed =
        core.loop.call(
            command,
            new Caller(request.actor().orElse(core.actor), correlation, null),
            (state, answer) -> true);
    return plan.correlationId(changed ? correlation : "").build();
  }

  private static List<Map<String, Object>> digests(List<PlanSource> sources) {
    List<Map<String, Object>> digests = new ArrayList<>();
    for (PlanSource source : sources) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("file", source.name());
      map.put("digest", Digests.sha256(source.bytes()));
      digests.add(map);
    }
    return digests;
  }

  private Read read(List<PlanSource> sources, PlanRequest request) {
    FormatChoice choice = FormatChoice.of(sources, request.format(), core.providers.planFormats());
    Map<String, String> recorded = new HashMap<>();
    for (Path file : request.files()) {
      recorded.put(file.toString(), recorded(file, core.paths.map(ProjectPaths::root)));
    }
    ForeignPlans foreign =
        ForeignPlans.read(choice.groups(), recorded, core.settings.defaultTask());
    if (request.strict() && !foreign.problems().isEmpty()) {
      throw MilestoneException.invalid(
          "bad_plan",
          "the plan was not taken in, nothing changed: --strict, and it has "
              + foreign.problems().size()
              + (foreign.problems().size() == 1 ? " problem" : " problems"),
          foreign.problems());
    }
    List<String> warnings = new ArrayList<>();
    foreign.problems().forEach(problem -> warnings.add(problem.sentence()));
    if (choice.own().isEmpty()) {
      return new Read(
          new ProjectDefinition(
              "",
              List.of(),
              Map.of(),
              Optional.empty(),
              Budget.UNLIMITED,
              foreign.milestones(),
              foreign.tasks()),
          foreign,
          warnings);
    }
    PlanDocument document = PlanFileReader.read(choice.own(), known(foreign));
    document.warnings().forEach(warning -> warnings.add(warning.sentence()));
    return new Read(together(document, foreign), foreign, warnings);
  }

  /** What a plan of ours can refer to: the project, and plans of other tools beside it. */
  private KnownProject known(ForeignPlans foreign) {
    return core.loop.look(
        state -> {
          List<MilestoneDefinition> milestones = new ArrayList<>();
          List<TaskDefinition> tasks = new ArrayList<>();
          for (MilestoneNode milestone : state.milestones()) {
            milestones.add(milestone.definition());
          }
          for (TaskNode task : state.tasks()) {
            if (!foreign.origins().containsKey(task.id())) {
              tasks.add(task.definition());
            }
          }
          milestones.addAll(foreign.milestones());
          tasks.addAll(foreign.tasks());
          return KnownProject.of(milestones, tasks, state.capacity());
        });
  }

  private static ProjectDefinition together(PlanDocument document, ForeignPlans foreign) {
    ProjectDefinition own = document.project();
    Map<String, Boolean> taken = new HashMap<>();
    foreign.milestones().forEach(milestone -> taken.put(milestone.id().value(), true));
    foreign.tasks().forEach(task -> taken.put(task.id().value(), true));
    List<Problem> problems = new ArrayList<>();
    own.milestones().forEach(m -> clash(taken, document, m.id().value(), problems));
    own.tasks().forEach(t -> clash(taken, document, t.id().value(), problems));
    if (!problems.isEmpty()) {
      throw MilestoneException.invalid(
          PlanFileReader.CODE, "the plan was not taken in, nothing changed", problems);
    }
    List<MilestoneDefinition> milestones = new ArrayList<>(own.milestones());
    milestones.addAll(foreign.milestones());
    List<TaskDefinition> tasks = new ArrayList<>(own.tasks());
    tasks.addAll(foreign.tasks());
    return own.toBuilder().milestones(milestones).tasks(tasks).build();
  }

  private static void clash(
      Map<String, Boolean> taken, PlanDocument document, String id, List<Problem> problems) {
    if (taken.containsKey(id)) {
      Optional<PlanDocument.Place> place = document.place(id);
      problems.add(
          new Problem(
              place.map(PlanDocument.Place::file).orElse(""),
              place.map(PlanDocument.Place::line).orElse(0),
              place.map(PlanDocument.Place::column).orElse(0),
              "id",
              "'" + id + "', which the plan of another tool has too",
              "ids that are used once",
              "choose another id here"));
    }
  }

  /** A file as it is recorded: below the project from its root, elsewhere from the top. */
  static String recorded(Path file, Optional<Path> root) {
    if (root.isEmpty()) {
      return file.toString().replace('\\', '/');
    }
    Path absolute = file.toAbsolutePath().normalize();
    Path top = root.get().toAbsolutePath().normalize();
    return (absolute.startsWith(top) ? top.relativize(absolute) : absolute)
        .toString()
        .replace('\\', '/');
  }
}
