package dev.milestone.core.plan;

import dev.milestone.MilestoneException;
import dev.milestone.core.plan.PlanContext.MilestoneDraft;
import dev.milestone.core.plan.PlanContext.TaskDraft;
import dev.milestone.core.yaml.FieldPath;
import dev.milestone.core.yaml.NodeReader;
import dev.milestone.core.yaml.ProblemList;
import dev.milestone.core.yaml.YamlLimits;
import dev.milestone.core.yaml.YamlMapping;
import dev.milestone.core.yaml.YamlNode;
import dev.milestone.core.yaml.YamlReader;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.Budget;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.WorkCalendar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads plan files, strictly and completely: either a {@link PlanDocument}, or one {@link
 * MilestoneException} with all problems, each with file, line, column, field, what was found and
 * what was expected. Several files are taken in together and may refer to each other. All checks
 * take time linear in the size of the input and none is recursive. Confined to one thread; nothing
 * is kept between two calls.
 *
 * <p>Durations: {@code PT90M}, {@code 90m}, {@code 1h30m}, {@code 500ms}, {@code 2d}. A day has 24
 * hours. In estimates, which are working time, and with a calendar, {@code 1d} is the length of its
 * working day and {@code 1w} that of its working week.
 */
public final class PlanFileReader {

  /** Code of the error that carries the problems. */
  public static final String CODE = "bad_plan";

  private final ProblemList problems = new ProblemList();
  private final PlanContext context;
  private final List<String> files = new ArrayList<>();
  private final List<AgentDefinition> agents = new ArrayList<>();
  private final Map<String, long[]> places = new HashMap<>();
  private final Map<String, long[]> agentPlaces = new HashMap<>();
  private final PlanContext.CaseTable agentCases = new PlanContext.CaseTable();
  private String project = "";
  private Optional<WorkCalendar> calendar = Optional.empty();
  private Budget budget = Budget.UNLIMITED;

  private PlanFileReader(KnownProject known) {
    this.context = new PlanContext(known, problems);
  }

  /**
   * Reads files for a project that holds nothing yet.
   *
   * @throws MilestoneException with everything that is wrong
   */
  public static PlanDocument read(List<PlanSource> sources) {
    return read(sources, KnownProject.NONE);
  }

  /**
   * Reads files for a project that may hold tasks and milestones already.
   *
   * @throws MilestoneException with everything that is wrong
   */
  public static PlanDocument read(List<PlanSource> sources, KnownProject known) {
    return new PlanFileReader(known).readAll(sources);
  }

  private PlanDocument readAll(List<PlanSource> sources) {
    for (PlanSource source : sources) {
      files.add(source.name());
      YamlNode root = YamlReader.read(source.name(), source.bytes(), YamlLimits.PLAN, problems);
      if (root != null) {
        collect(root, new NodeReader(source.name(), problems), files.size() - 1);
      }
    }
    new IdAssignment(context, places).assign();
    List<MilestoneDefinition> milestones = new ArrayList<>(context.milestones.size());
    List<TaskDefinition> tasks = new ArrayList<>(context.tasks.size());
    for (MilestoneDraft draft : context.milestones) {
      MilestoneDefinition milestone = MilestoneReader.read(context, draft);
      if (milestone != null) {
        milestones.add(milestone);
      }
      for (TaskDraft task : draft.tasks) {
        TaskDefinition definition = TaskReader.read(context, task);
        if (definition != null) {
          tasks.add(definition);
        }
      }
    }
    new CycleReport(context, files, places).report(milestones, tasks);
    if (!problems.isEmpty()) {
      throw problems.exception(CODE, "the plan was not taken in, nothing changed");
    }
    ProjectDefinition definition =
        new ProjectDefinition(
            project, agents, context.resources, calendar, budget, milestones, tasks);
    return new PlanDocument(definition, context.warnings.sorted(), files, places, agentPlaces);
  }

  /** First round: everything that others may refer to. */
  private void collect(YamlNode root, NodeReader in, int file) {
    YamlMapping map = in.map(root, FieldPath.ROOT, "a plan: a map with the key 'milestones'");
    if (map == null) {
      return;
    }
    int before = problems.count();
    in.knownKeys(map, FieldPath.ROOT, PlanKeys.PLAN.keys());
    if (problems.count() == before
        && map.get("milestones") == null
        && map.get("agents") == null
        && map.get("resources") == null
        && map.get("budget") == null) {
      in.problem(
          map, FieldPath.ROOT.at("milestones"), "nothing", "milestones", "add 'milestones:'");
    }
    collectName(map, in);
    collectAgents(map, in, file);
    collectResources(map, in);
    collectCalendar(map, in);
    collectBudget(map, in);
    List<YamlNode> items = in.items(map, "milestones", FieldPath.ROOT);
    for (int i = 0; i < items.size(); i++) {
      FieldPath path = FieldPath.ROOT.at("milestones").at(i);
      YamlMapping node = in.map(items.get(i), path, "a milestone");
      if (node == null) {
        continue;
      }
      MilestoneDraft milestone = new MilestoneDraft(file, in, node, path);
      context.milestones.add(milestone);
      List<YamlNode> tasks = in.items(node, "tasks", path);
      for (int j = 0; j < tasks.size(); j++) {
        FieldPath at = path.at("tasks").at(j);
        YamlMapping task = in.map(tasks.get(j), at, "a task");
        if (task != null) {
          milestone.tasks.add(new TaskDraft(milestone, task, at));
        }
      }
    }
  }

  private void collectName(YamlMapping map, NodeReader in) {
    String name = in.text(map, "project", FieldPath.ROOT);
    if (name != null && !project.isEmpty() && !name.equals(project)) {
      String found = "'" + name + "', but '" + project + "' in another file";
      again(map, "project", in, found, "one name of the project");
    } else if (name != null) {
      project = name;
    }
  }

  private void collectAgents(YamlMapping map, NodeReader in, int file) {
    List<YamlNode> items = in.items(map, "agents", FieldPath.ROOT);
    for (int i = 0; i < items.size(); i++) {
      FieldPath path = FieldPath.ROOT.at("agents").at(i);
      AgentDefinition agent = AgentReader.read(in, items.get(i), path);
      if (agent == null) {
        continue;
      }
      String id = agent.id().value();
      String clash = agentCases.clash(id);
      YamlNode at = items.get(i);
      long[] place = {file, ((long) at.line() << 32) | at.column()};
      long[] earlier = agentPlaces.putIfAbsent(id, place);
      if (earlier != null || clash != null) {
        String expected = clash == null ? "each id once" : "ids that differ by more than case";
        String other = clash == null ? shown(earlier) : "'" + clash + "' exists";
        in.problem(idNode(at), path.at("id"), "'" + id + "' a second time", expected, other);
      }
      warnOfPromptAsScript(in, agent, at, path);
      agents.add(agent);
      context.capabilities.addAll(agent.capabilities());
    }
  }

  /** A prompt holds words of whoever wrote the task; as the script of a shell they would run. */
  private void warnOfPromptAsScript(
      NodeReader in, AgentDefinition agent, YamlNode at, FieldPath path) {
    int prompt = agent.command().indexOf("{prompt}");
    if (prompt > 0 && agent.command().get(prompt - 1).equals("-c")) {
      context.warn(
          in,
          at,
          path.at("command"),
          "'{prompt}' behind '-c'",
          "'{prompt}' as an argument that is not run",
          "a shell would run the prompt as a script; use {run}, or sh -c 'agent \"$1\"' sh"
              + " {prompt}");
    }
  }

  private String shown(long @Nullable [] place) {
    return place == null
        ? ""
        : "it stands already at " + files.get((int) place[0]) + ":" + (place[1] >>> 32);
  }

  private static YamlNode idNode(YamlNode node) {
    YamlNode id = node instanceof YamlMapping map ? map.get("id") : null;
    return id == null ? node : id;
  }

  private void collectResources(YamlMapping map, NodeReader in) {
    YamlNode node = map.get("resources");
    FieldPath path = FieldPath.ROOT.at("resources");
    YamlMapping resources = node == null ? null : in.map(node, path, "a map of resource to units");
    if (resources == null) {
      return;
    }
    for (int i = 0; i < resources.size(); i++) {
      String name = resources.key(i);
      FieldPath at = path.at(name);
      Optional<String> fault = dev.milestone.model.IdGrammar.fault(name);
      if (fault.isPresent()) {
        in.problem(resources.value(i), at, "'" + name + "'", "a name such as 'db'", fault.get());
        continue;
      }
      int units = in.integer(resources.value(i), at, 1, 1_000_000).orElse(1);
      Integer earlier = context.resources.put(name, units);
      if (earlier != null && earlier != units) {
        in.problem(
            resources.value(i),
            at,
            units + ", but " + earlier + " in another file",
            "one capacity of each resource",
            "declare it in one file");
      }
    }
  }

  private void collectCalendar(YamlMapping map, NodeReader in) {
    YamlNode node = map.get("calendar");
    if (node == null) {
      return;
    }
    Optional<WorkCalendar> read = CalendarReader.read(in, node, FieldPath.ROOT.at("calendar"));
    if (read.isPresent() && calendar.isPresent() && !read.equals(calendar)) {
      again(map, "calendar", in, "another calendar than in another file", "one calendar");
      return;
    }
    if (read.isPresent()) {
      calendar = read;
      context.calendar(read.get());
    }
  }

  private void collectBudget(YamlMapping map, NodeReader in) {
    Budget read = BudgetReader.read(in, map, FieldPath.ROOT);
    if (!read.unlimited() && !budget.unlimited() && !read.equals(budget)) {
      again(map, "budget", in, "another budget than in another file", "one budget of the project");
    } else if (!read.unlimited()) {
      budget = read;
    }
  }

  private static void again(
      YamlMapping map, String key, NodeReader in, String found, String expected) {
    YamlNode node = map.get(key);
    in.problem(
        node == null ? map : node, FieldPath.ROOT.at(key), found, expected, "say it in one file");
  }
}
