package dev.milestone.connectors;

import dev.milestone.ImportReport;
import dev.milestone.Problem;
import dev.milestone.model.Criterion;
import dev.milestone.model.Dependency;
import dev.milestone.model.IdGrammar;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.ImportedTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** Puts a plan read from Markdown into the terms of the SPI. Confined to one thread. */
final class PlanAssembly {

  private static final int MAX_CYCLES = 100;

  /** Most references of a task that its subtasks take over. */
  private static final int MAX_INHERITED = 50;

  private final ChecklistPlan plan;
  private final int n;
  private final TaskId[] ids;
  private final ImportedStatus[] statuses;
  private final String[] held;

  /** Ids given, in small letters: files are named after ids, also where case means nothing. */
  private final Set<String> used = new HashSet<>();

  private final Map<String, Integer> byForeign = new HashMap<>();
  private PlanGraph references = new PlanGraph.Builder(0).build();
  private int edges;
  private int dangling;

  PlanAssembly(ChecklistPlan plan) {
    this.plan = plan;
    this.n = plan.tasks.size();
    this.ids = new TaskId[n];
    this.statuses = new ImportedStatus[n];
    this.held = new String[n];
    java.util.Arrays.fill(held, "");
  }

  /**
   * The plan.
   *
   * @param sequence whether phases about which nothing is said wait for those before them
   */
  ImportedPlan assemble(boolean sequence) {
    nameTasks();
    namePhases();
    resolve();
    PlanFigures figures = new PlanFigures(references);
    cycles(figures);
    PlanOrder order = new PlanOrder(plan, acyclic(figures), sequence);
    List<Set<TaskId>> dependencies = dependencies(figures, order);
    for (PhaseDraft[] pair : order.given()) {
      plan.problem(
          new Problem(
              plan.document.name(),
              0,
              0,
              pair[0].title,
              "a phase that should wait for '" + pair[1].title + "', which waits for it",
              "phases without a cycle",
              "it does not wait"));
    }
    List<TaskDefinition> tasks = new ArrayList<>(n);
    Map<TaskId, ImportedTask> origins = new LinkedHashMap<>();
    for (ChecklistItem item : plan.tasks) {
      tasks.add(task(item, dependencies.get(item.index)));
      origins.put(ids[item.index], origin(item));
    }
    List<MilestoneDefinition> milestones = new ArrayList<>();
    for (PhaseDraft phase : plan.phases) {
      milestones.add(milestone(phase, order));
    }
    return new ImportedPlan(milestones, tasks, origins, report(figures), plan.problems);
  }

  private void nameTasks() {
    for (ChecklistItem item : plan.tasks) {
      ids[item.index] = TaskId.of(unique(plan.prefix + item.foreignId));
      statuses[item.index] = item.status(plan.kiro);
      byForeign.put(item.foreignId, item.index);
      if (item.cut()) {
        plan.skipped.add(
            plan.at(item.line),
            "the end of the description of " + item.foreignId,
            "a description has at most " + ChecklistItem.MAX_BODY + " characters");
      }
    }
  }

  private void namePhases() {
    for (PhaseDraft phase : plan.phases) {
      String slug = Titles.slug(phase.title, 40);
      String name =
          !phase.number.isEmpty()
              ? "phase-" + phase.number
              : slug.length() >= 3 ? slug : "part-" + Titles.hash(phase.title);
      phase.id = unique(plan.prefix + name);
    }
  }

  private String unique(String wanted) {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < wanted.length() && s.length() < IdGrammar.MAX_LENGTH - 8; i++) {
      char c = wanted.charAt(i);
      boolean legal =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      boolean dot = c == '.' && s.length() > 0 && s.charAt(s.length() - 1) != '.';
      s.append(legal || dot ? c : '-');
    }
    String id = s.toString();
    while (id.endsWith(".")) {
      id = id.substring(0, id.length() - 1);
    }
    if (IdGrammar.fault(id).isPresent()) {
      id = "id-" + Titles.hash(wanted);
    }
    String free = id;
    for (int i = 2; !used.add(free.toLowerCase(Locale.ROOT)); i++) {
      free = id + "-" + i;
      if (i > 20) {
        // Ids that were cut to the same beginning: their whole text tells them apart.
        id = id.substring(0, Math.min(id.length(), 40)) + "-" + Titles.hash(wanted + i);
      }
    }
    return free;
  }

  private void resolve() {
    PlanGraph.Builder builder = new PlanGraph.Builder(n);
    for (Reference reference : plan.references) {
      Integer waiting = byForeign.get(reference.waiting());
      Integer target = byForeign.get(reference.target());
      if (waiting == null && target == null) {
        continue;
      }
      if (waiting == null) {
        plan.problem(
            problem(
                reference.line(),
                reference.waiting(),
                "a task that is not in this file",
                "an id of a task",
                "that it waits for " + reference.target() + " is left out"));
        continue;
      }
      edges++;
      if (target == null) {
        dangling++;
        plan.problem(
            problem(
                reference.line(),
                reference.waiting(),
                "a reference to " + reference.target() + ", which is not in this file",
                "an id of a task",
                "it is left out"));
      } else {
        builder.edge(waiting, target);
      }
    }
    references = builder.build();
  }

  private Problem problem(int line, String field, String found, String expected, String hint) {
    return new Problem(plan.document.name(), line, 0, field, found, expected, hint);
  }

  private void cycles(PlanFigures figures) {
    for (int[] cycle : figures.cycles(MAX_CYCLES)) {
      String path = path(cycle);
      plan.problem(
          problem(
              plan.tasks.get(cycle[0]).line.number(),
              plan.tasks.get(cycle[0]).foreignId,
              "a cycle: " + path,
              "references without cycles",
              "its tasks are held"));
      for (int node = 0; node < n; node++) {
        if (figures.groups().together(node, cycle[0])) {
          held[node] = "waits for itself: " + Titles.cut(path, 300);
        }
      }
    }
    for (int node = 0; node < n; node++) {
      if (held[node].isEmpty() && figures.groups().onCycle(node)) {
        held[node] = "waits for itself";
      }
    }
  }

  private String path(int[] cycle) {
    StringBuilder s = new StringBuilder();
    for (int node : cycle) {
      s.append(plan.tasks.get(node).foreignId).append(" → ");
      if (s.length() > 1_000) {
        s.append("… → ");
        break;
      }
    }
    return s.append(plan.tasks.get(cycle[0]).foreignId).toString();
  }

  private PlanGraph acyclic(PlanFigures figures) {
    PlanGraph.Builder builder = new PlanGraph.Builder(n);
    for (int node = 0; node < n; node++) {
      for (int e = references.first(node); e < references.first(node + 1); e++) {
        if (!figures.groups().together(node, references.target(e))) {
          builder.edge(node, references.target(e));
        }
      }
    }
    return builder.build();
  }

  private List<Set<TaskId>> dependencies(PlanFigures figures, PlanOrder order) {
    List<Set<TaskId>> dependencies = new ArrayList<>(n);
    for (int node = 0; node < n; node++) {
      Set<TaskId> own = new LinkedHashSet<>();
      for (int e = references.first(node); e < references.first(node + 1); e++) {
        if (!figures.groups().together(node, references.target(e))) {
          own.add(ids[references.target(e)]);
        }
      }
      dependencies.add(own);
    }
    for (ChecklistItem item : plan.tasks) {
      ChecklistItem parent = parent(item);
      if (parent == null) {
        continue;
      }
      boolean closes = order.position(item) < order.position(parent);
      if (closes && statuses[item.index] != ImportedStatus.CANCELLED) {
        dependencies.get(parent.index).add(ids[item.index]);
      }
      inherit(item, parent, dependencies, figures, order);
    }
    for (PhaseDraft phase : plan.phases) {
      chain(order.sorted(phase), dependencies);
    }
    return dependencies;
  }

  /** A subtask waits for what its task waits for, unless that comes later in the order. */
  private void inherit(
      ChecklistItem item,
      ChecklistItem parent,
      List<Set<TaskId>> dependencies,
      PlanFigures figures,
      PlanOrder order) {
    int first = references.first(parent.index);
    int last = Math.min(references.first(parent.index + 1), first + MAX_INHERITED);
    for (int e = first; e < last; e++) {
      int target = references.target(e);
      if (!figures.groups().together(parent.index, target)
          && order.position(plan.tasks.get(target)) < order.position(item)) {
        dependencies.get(item.index).add(ids[target]);
      }
    }
  }

  private static @org.jspecify.annotations.Nullable ChecklistItem parent(ChecklistItem item) {
    ChecklistItem parent = item.parent;
    while (parent != null && parent.index < 0) {
      parent = parent.parent;
    }
    return parent;
  }

  /**
   * One after the other; neighbours marked as parallel beside each other. What is given up, put off
   * or held is waited for by nobody.
   */
  private void chain(List<ChecklistItem> items, List<Set<TaskId>> dependencies) {
    List<TaskId> before = List.of();
    List<TaskId> batch = new ArrayList<>();
    boolean parallel = false;
    for (ChecklistItem item : items) {
      if (!(item.label.parallel() && parallel)) {
        if (!batch.isEmpty()) {
          before = batch;
          batch = new ArrayList<>();
        }
        parallel = item.label.parallel();
      }
      dependencies.get(item.index).addAll(before);
      ImportedStatus status = statuses[item.index];
      boolean passable =
          status == ImportedStatus.TODO
              || status == ImportedStatus.STARTED
              || status == ImportedStatus.DONE;
      if (passable && held[item.index].isEmpty()) {
        batch.add(ids[item.index]);
      }
    }
  }

  private TaskDefinition task(ChecklistItem item, Set<TaskId> dependencies) {
    PhaseDraft phase = plan.phases.get(item.phase);
    String title = Titles.plain(item.label.title());
    Map<String, Object> extensions = new LinkedHashMap<>();
    List<String> tags = new ArrayList<>();
    List<String> stories = new ArrayList<>();
    int priority = -1;
    for (String tag : item.label.tags()) {
      List<String> named = PhaseTitle.stories(tag);
      if (!named.isEmpty()) {
        stories.addAll(named);
      } else if (tag.length() == 2 && PhaseTitle.priority(tag) >= 0) {
        priority = PhaseTitle.priority(tag);
      }
      if (named.isEmpty() || named.size() * 3 < tag.length() - 4) {
        tags.add(Prose.clean(tag));
      }
    }
    for (String story : stories) {
      priority = priority < 0 ? plan.storyPriorities.getOrDefault(story, -1) : priority;
    }
    priority = priority < 0 ? phase.priority : priority;
    put(extensions, "x-story", stories);
    put(extensions, "x-tags", tags);
    put(extensions, "x-paths", Paths.in(item.text));
    put(extensions, "x-requirements", item.requirements);
    ChecklistItem parent = parent(item);
    if (parent != null) {
      extensions.put("x-parent", ids[parent.index].value());
    }
    return TaskDefinition.builder(
            ids[item.index], MilestoneId.of(phase.id), title.isEmpty() ? item.foreignId : title)
        .description(Prose.clean(item.description(plan.document)))
        .priority(priority < 0 ? 2 : priority)
        .dependencies(dependencies.stream().map(Dependency::on).toList())
        .criteria(item.criteria)
        .extensions(extensions)
        .build();
  }

  private static void put(Map<String, Object> extensions, String key, List<String> values) {
    if (!values.isEmpty()) {
      extensions.put(key, values.size() == 1 ? values.get(0) : List.copyOf(values));
    }
  }

  private ImportedTask origin(ChecklistItem item) {
    String mark =
        item.anchor == ChecklistItem.Anchor.BOX
            ? "[" + item.mark + "]"
            : item.ticked() ? BoxMark.DONE_SIGN : "";
    return new ImportedTask(
        item.foreignId,
        statuses[item.index],
        mark,
        held[item.index],
        Optional.empty(),
        Optional.empty(),
        item.line.number());
  }

  private MilestoneDefinition milestone(PhaseDraft phase, PlanOrder order) {
    String description = phase.description.toString().strip();
    if (!plan.context.isEmpty()) {
      description = (description + "\n\n" + plan.context).strip();
    }
    Map<String, Object> extensions = new LinkedHashMap<>();
    put(extensions, "x-story", phase.stories);
    return MilestoneDefinition.builder(MilestoneId.of(phase.id), phase.title)
        .description(Prose.clean(description))
        .dependsOn(order.waits(phase).stream().map(other -> MilestoneId.of(other.id)).toList())
        .successCriteria(
            phase.criteria.stream().map(text -> new Criterion(text, List.of())).toList())
        .extensions(extensions)
        .build();
  }

  private ImportReport report(PlanFigures figures) {
    int subtasks = 0;
    List<String> ready = new ArrayList<>();
    boolean[] unfinished = new boolean[n];
    for (ChecklistItem item : plan.tasks) {
      ImportedStatus status = statuses[item.index];
      unfinished[item.index] = status != ImportedStatus.DONE && status != ImportedStatus.CANCELLED;
      if (parent(item) != null) {
        subtasks++;
      } else if ((status == ImportedStatus.TODO || status == ImportedStatus.STARTED)
          && satisfied(item.index)) {
        ready.add(item.foreignId);
      }
    }
    List<String> cycle = new ArrayList<>();
    for (int node : figures.shortestCycle()) {
      cycle.add(plan.tasks.get(node).foreignId);
    }
    PlanFigures open = new PlanFigures(references.restricted(unfinished));
    return new ImportReport(
        plan.format,
        n - subtasks,
        subtasks,
        edges,
        dangling,
        figures.hasCycle(),
        cycle,
        ready,
        open.hasCycle()
            ? OptionalInt.empty()
            : OptionalInt.of(open.longestChainCondensed(unfinished)),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        plan.skipped.all());
  }

  private boolean satisfied(int node) {
    for (int e = references.first(node); e < references.first(node + 1); e++) {
      if (statuses[references.target(e)] != ImportedStatus.DONE) {
        return false;
      }
    }
    return true;
  }
}
