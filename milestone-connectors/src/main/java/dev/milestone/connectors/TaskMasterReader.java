package dev.milestone.connectors;

import dev.milestone.ImportReport;
import dev.milestone.connectors.TaskMasterPlan.Entry;
import dev.milestone.connectors.TaskMasterPlan.Reference;
import dev.milestone.connectors.TaskMasterPlan.TaskList;
import dev.milestone.model.Dependency;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.ImportedTask;
import dev.milestone.spi.plan.PlanImport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Turns the records of a {@code tasks.json} into our model. Used once, by one thread. */
final class TaskMasterReader {

  private final TaskMasterPlan plan;
  private final JsonText text;
  private final PlanImport request;
  private final PlanNotes notes = new PlanNotes();
  private final TaskId[] ids;
  private final ImportedStatus[] states;

  private TaskMasterReader(TaskMasterPlan plan, PlanImport request) {
    this.plan = plan;
    this.text = plan.text();
    this.request = request;
    this.ids = new TaskId[plan.entries().size()];
    this.states = TaskMasterStates.of(plan);
  }

  /** Reads a file. */
  static ImportedPlan read(TaskMasterPlan plan, PlanImport request) {
    return new TaskMasterReader(plan, request).read();
  }

  private ImportedPlan read() {
    ForeignIds claimed = new ForeignIds();
    for (int i = 0; i < ids.length; i++) {
      Entry entry = plan.entries().get(i);
      TaskList list = plan.lists().get(entry.list());
      String wish = list.prefix().isEmpty() ? entry.id() : list.tag() + "." + entry.id();
      ids[i] = TaskId.of(claimed.claim(wish));
    }
    noteOddities();
    List<MilestoneDefinition> milestones = milestones(claimed);
    PlanLinks links = links();
    PlanHolds holds = new PlanHolds(links.explicit(), plan::foreignId);
    PlanGraph graph = links.build();
    noteCycles(holds);
    noteLinks(links);
    TaskMasterTasks mapper = new TaskMasterTasks(text, notes, request.defaultTask());
    Dependency[] targets = new Dependency[ids.length];
    List<TaskDefinition> tasks = new ArrayList<>(ids.length);
    Map<TaskId, ImportedTask> origins = new LinkedHashMap<>(ids.length * 2);
    int[] priorities = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      Entry entry = plan.entries().get(i);
      int inherited = entry.parent() < 0 ? Priorities.USUAL : priorities[entry.parent()];
      List<Dependency> dependencies = new ArrayList<>();
      for (int e = graph.first(i); e < graph.first(i + 1); e++) {
        int target = graph.target(e);
        if (targets[target] == null) {
          targets[target] = Dependency.on(ids[target]);
        }
        dependencies.add(targets[target]);
      }
      MilestoneId milestone = milestoneOf(entry);
      TaskDefinition task =
          mapper
              .task(ids[i], milestone, plan.foreignId(i), entry, inherited)
              .dependencies(dependencies)
              .build();
      priorities[i] = task.priority();
      tasks.add(task);
      origins.put(ids[i], origin(i, entry, holds));
    }
    return new ImportedPlan(milestones, tasks, origins, report(), notes.problems());
  }

  // ---- milestones

  private final List<@Nullable MilestoneId> milestoneIds = new ArrayList<>();

  private MilestoneId milestoneOf(Entry entry) {
    MilestoneId id = milestoneIds.get(entry.list());
    if (id == null) {
      throw new IllegalStateException("a list with tasks has a milestone");
    }
    return id;
  }

  private List<MilestoneDefinition> milestones(ForeignIds claimed) {
    List<MilestoneDefinition> milestones = new ArrayList<>();
    for (TaskList list : plan.lists()) {
      if (list.from() == list.to()) {
        milestoneIds.add(null);
        notes.skip(text.name(), "tag '" + list.tag() + "'", "it has no tasks");
        continue;
      }
      JsonValue metadata = list.metadata();
      String project = metadata == null ? "" : textOf(metadata.first("projectName", "project"));
      String description = metadata == null ? "" : textOf(metadata.get("description"));
      String name = !list.tag().isEmpty() ? list.tag() : project;
      MilestoneId id = MilestoneId.of(claimed.claim(name.isBlank() ? "plan" : name));
      String title = !project.isBlank() ? project : !description.isBlank() ? description : name;
      milestoneIds.add(id);
      milestones.add(
          MilestoneDefinition.builder(id, title.isBlank() ? "Plan" : Prose.title(title))
              .description(Prose.clean(description))
              .build());
    }
    return milestones;
  }

  private static String textOf(@Nullable JsonValue value) {
    return value != null && value.isText() ? value.text() : "";
  }

  // ---- dependencies

  private PlanLinks links() {
    PlanLinks links = new PlanLinks(ids.length);
    for (int i = 0; i < ids.length; i++) {
      Entry entry = plan.entries().get(i);
      for (Reference reference : entry.references()) {
        int target = plan.target(entry, reference);
        if (target >= 0) {
          links.waits(i, target);
        } else {
          dangling(i, reference);
        }
      }
      if (entry.parent() >= 0) {
        links.child(i, entry.parent());
      }
      if (states[i] == ImportedStatus.CANCELLED) {
        links.unneeded(i);
      }
    }
    return links;
  }

  private void dangling(int i, Reference reference) {
    String where = plan.foreignId(i);
    if (notes.roomForProblems()) {
      notes.problem(
          text.problem(
              reference.value().start(),
              where + ".dependencies",
              "'" + reference.id() + "', which is no task of this list",
              "the id of a task or subtask",
              "the reference was left out; correct or remove it"));
    }
    notes.skip(where, "waits for '" + reference.id() + "'", "there is no such task");
  }

  private void noteCycles(PlanHolds holds) {
    for (int[] cycle : holds.cycles()) {
      Entry entry = plan.entries().get(cycle[0]);
      int next = cycle.length > 1 ? cycle[1] : cycle[0];
      int at = entry.value().start();
      for (Reference reference : entry.references()) {
        if (plan.target(entry, reference) == next) {
          at = reference.value().start();
          break;
        }
      }
      notes.problem(
          text.problem(
              at,
              plan.foreignId(cycle[0]) + ".dependencies",
              "a cycle: " + holds.path(cycle[0]),
              "tasks that do not wait for each other",
              "the tasks on it are held; remove one of the dependencies"));
    }
  }

  private void noteLinks(PlanLinks links) {
    for (int[] link : links.left()) {
      notes.skip(
          plan.foreignId(link[0]),
          "waiting for " + plan.foreignId(link[1]) + ", which follows from its group",
          "it would close a cycle with what the file says");
    }
    if (links.leftOut() > links.left().size()) {
      int rest = links.leftOut() - links.left().size();
      notes.skip(text.name(), rest + " more of these", "they would close a cycle");
    }
    if (links.cutShort()) {
      notes.skip(
          text.name(),
          "what subtasks inherit from their parents",
          "more than " + Limits.MAX_REFERENCES + " dependencies");
    }
  }

  // ---- origins, notes, report

  private ImportedTask origin(int i, Entry entry, PlanHolds holds) {
    String held = "";
    ImportedStatus parent = entry.parent() < 0 ? null : states[entry.parent()];
    if (StatusWords.isWorkable(states[i])) {
      held = holds.heldBecause(i, target -> states[target] == ImportedStatus.DONE);
      if (held.isEmpty() && entry.status() == null) {
        held = "its status '" + entry.word() + "' is not known";
      }
      if (held.isEmpty() && parent != null && !StatusWords.isWorkable(parent)) {
        held = "its parent " + plan.foreignId(entry.parent()) + " is " + parent.text();
      }
    }
    if (entry.status() == null) {
      notes.skip(plan.foreignId(i), "status '" + entry.word() + "'", "not known; the task is held");
    }
    if (parent != null && states[i] != TaskMasterStates.said(entry)) {
      notes.skip(
          plan.foreignId(i),
          "status '" + entry.word() + "'",
          "parent " + plan.foreignId(entry.parent()) + " is " + parent.text() + "; cancelled");
    }
    JsonValue created = entry.value().first("createdAt", "created_at");
    JsonValue closed = entry.value().first("completedAt", "completed_at");
    return new ImportedTask(
        plan.foreignId(i),
        states[i],
        entry.word(),
        held,
        Timestamps.parse(textOf(created)),
        StatusWords.isFinished(states[i])
            ? Timestamps.parse(textOf(closed))
            : java.util.Optional.empty(),
        text.line(entry.value().start()));
  }

  private void noteOddities() {
    for (TaskMasterPlan.Oddity oddity : plan.oddities()) {
      notes.skip(
          text.name() + ":" + text.line(oddity.value().start()),
          oddity.value().shown(),
          oddity.why());
    }
    for (int i = 0; i < ids.length; i++) {
      Entry entry = plan.entries().get(i);
      if (entry.first() != i) {
        notes.skip(
            text.name() + ":" + text.line(entry.value().start()),
            "id '" + entry.id() + "' a second time",
            "taken in as " + ids[i] + "; references mean the first one");
      }
    }
    List<Integer> escapes = text.oddEscapes();
    if (!escapes.isEmpty()) {
      notes.skip(
          text.name() + ":" + text.line(escapes.get(0)),
          escapes.size() + " escapes that JSON does not have",
          "read as the character after '\\'");
    }
    for (String name : plan.otherFields()) {
      notes.field(text.name(), name, "it says nothing about a task");
    }
  }

  private ImportReport report() {
    int tasks = 0;
    int subtasks = 0;
    int edges = 0;
    int dangling = 0;
    List<String> cycle = new ArrayList<>();
    List<String> ready = new ArrayList<>();
    boolean chainKnown = true;
    int chain = 0;
    for (TaskList list : plan.lists()) {
      TaskMasterFigures figures = TaskMasterFigures.of(plan, list);
      tasks += figures.tasks();
      subtasks += figures.subtasks();
      edges += figures.edges();
      dangling += figures.dangling().size();
      if (!figures.cycle().isEmpty()
          && (cycle.isEmpty() || figures.cycle().size() < cycle.size())) {
        cycle.clear();
        figures.cycle().forEach(id -> cycle.add(list.prefix() + id));
      }
      figures.ready().forEach(id -> ready.add(list.prefix() + id));
      chainKnown &= figures.longestOpenChain().isPresent();
      chain = Math.max(chain, figures.longestOpenChainCondensed());
    }
    return new ImportReport(
        TaskMasterFormat.NAME,
        tasks,
        subtasks,
        edges,
        dangling,
        !cycle.isEmpty(),
        cycle,
        ready,
        chainKnown ? OptionalInt.of(chain) : OptionalInt.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        notes.skipped());
  }
}
