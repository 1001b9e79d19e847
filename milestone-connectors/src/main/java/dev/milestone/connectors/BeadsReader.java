package dev.milestone.connectors;

import dev.milestone.ImportReport;
import dev.milestone.connectors.BeadsPlan.Issue;
import dev.milestone.connectors.BeadsPlan.Link;
import dev.milestone.model.Dependency;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.ImportedTask;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the records of an {@code issues.jsonl} into our model. Used once, by one thread. */
final class BeadsReader {

  private static final int NONE = -1;

  private final BeadsPlan plan;
  private final JsonText text;
  private final List<Issue> issues;
  private final PlanNotes notes = new PlanNotes();
  private final TaskId[] ids;
  private final ImportedStatus[] states;
  private final PlanGraph parents;

  private BeadsReader(BeadsPlan plan) {
    this.plan = plan;
    this.text = plan.text();
    this.issues = plan.issues();
    this.ids = new TaskId[issues.size()];
    this.states = new ImportedStatus[issues.size()];
    PlanGraph.Builder tree = new PlanGraph.Builder(issues.size());
    for (int i = 0; i < issues.size(); i++) {
      states[i] = state(issues.get(i));
      for (Link link : issues.get(i).links()) {
        if (link.isParent() && plan.find(link.target()) >= 0) {
          tree.edge(i, plan.find(link.target()));
        }
      }
    }
    this.parents = tree.build();
  }

  /** Reads a file. */
  static ImportedPlan read(BeadsPlan plan) {
    return new BeadsReader(plan).read();
  }

  /** How an issue stands; what is pinned is put off, a word that is not known is not begun. */
  static ImportedStatus state(Issue issue) {
    if (issue.pinned()) {
      return ImportedStatus.DEFERRED;
    }
    if (issue.status() == ImportedStatus.DONE
        && issue.text("close_reason").startsWith(BeadsPlan.GIVEN_UP)) {
      return ImportedStatus.CANCELLED;
    }
    return issue.status() == null ? ImportedStatus.TODO : issue.status();
  }

  private ImportedPlan read() {
    ForeignIds claimed = new ForeignIds();
    for (int i = 0; i < ids.length; i++) {
      ids[i] = TaskId.of(claimed.claim(issues.get(i).id()));
    }
    noteOddities();
    PlanLinks links = links();
    PlanHolds holds = new PlanHolds(links.explicit(), i -> issues.get(i).id());
    PlanGraph graph = links.build();
    noteCycles(holds);
    noteLinks(links);
    int[] roots = roots();
    List<MilestoneDefinition> milestones = new ArrayList<>();
    MilestoneId[] milestoneOf = milestones(roots, claimed, milestones);
    BeadsTasks mapper = new BeadsTasks(text, notes);
    Dependency[] targets = new Dependency[ids.length];
    List<TaskDefinition> tasks = new ArrayList<>(ids.length);
    Map<TaskId, ImportedTask> origins = new LinkedHashMap<>(ids.length * 2);
    for (int i = 0; i < ids.length; i++) {
      List<Dependency> dependencies = new ArrayList<>(graph.first(i + 1) - graph.first(i));
      for (int e = graph.first(i); e < graph.first(i + 1); e++) {
        int target = graph.target(e);
        if (targets[target] == null) {
          targets[target] = Dependency.on(ids[target]);
        }
        dependencies.add(targets[target]);
      }
      tasks.add(
          mapper.task(ids[i], milestoneOf[i], issues.get(i)).dependencies(dependencies).build());
      origins.put(ids[i], origin(i, holds));
    }
    return new ImportedPlan(milestones, tasks, origins, report(), notes.problems());
  }

  private PlanLinks links() {
    PlanLinks links = new PlanLinks(ids.length);
    for (int i = 0; i < ids.length; i++) {
      for (Link link : issues.get(i).links()) {
        int target = plan.find(link.target());
        if (target < 0) {
          missing(issues.get(i), link);
        } else if (link.blocks()) {
          links.waits(i, target);
        } else if (link.isParent()) {
          links.child(i, target);
        } else {
          notes.field(
              text.name(),
              "dependencies of type " + link.type(),
              "information only: nothing waits because of it");
        }
      }
      if (states[i] == ImportedStatus.CANCELLED) {
        links.unneeded(i);
      }
    }
    return links;
  }

  private void missing(Issue issue, Link link) {
    String what = link.type() + " → " + link.target();
    if (link.external()) {
      notes.skip(issue.id(), what, "it is in another tracker");
    } else if (plan.isTombstone(link.target())) {
      notes.skip(issue.id(), what, "that issue was deleted");
    } else {
      if (notes.roomForProblems()) {
        notes.problem(
            text.problem(
                link.value().start(),
                issue.id() + ".dependencies",
                "'" + link.target() + "', which no line has",
                "the id of an issue in this file",
                "the dependency was left out; a file may hold a part of a tracker only"));
      }
      notes.skip(issue.id(), what, "there is no such issue in the file");
    }
  }

  private void noteCycles(PlanHolds holds) {
    for (int[] cycle : holds.cycles()) {
      notes.problem(
          text.problem(
              at(cycle, Link::blocks),
              issues.get(cycle[0]).id() + ".dependencies",
              "a cycle: " + holds.path(cycle[0]),
              "issues that do not wait for each other",
              "the tasks on it are held; remove one of the dependencies"));
    }
    PlanHolds family = new PlanHolds(parents, i -> issues.get(i).id());
    for (int[] cycle : family.cycles()) {
      notes.problem(
          text.problem(
              at(cycle, Link::isParent),
              issues.get(cycle[0]).id() + ".dependencies",
              "a cycle of parents: " + family.path(cycle[0]),
              "parents above their children",
              "these groups were left out; correct one of the parents"));
    }
  }

  /** Where the first link of a cycle stands. */
  private int at(int[] cycle, java.util.function.Predicate<Link> sort) {
    Issue issue = issues.get(cycle[0]);
    int next = cycle.length > 1 ? cycle[1] : cycle[0];
    for (Link link : issue.links()) {
      if (sort.test(link) && plan.find(link.target()) == next) {
        return link.value().start();
      }
    }
    return issue.value().start();
  }

  private void noteLinks(PlanLinks links) {
    for (int[] link : links.left()) {
      notes.skip(
          issues.get(link[0]).id(),
          "waiting for " + issues.get(link[1]).id() + ", which follows from its group",
          "it would close a cycle with what the file says");
    }
    if (links.leftOut() > links.left().size()) {
      int rest = links.leftOut() - links.left().size();
      notes.skip(text.name(), rest + " more of these", "they would close a cycle");
    }
    if (links.cutShort()) {
      notes.skip(
          text.name(),
          "what issues inherit from their parents",
          "more than " + Limits.MAX_REFERENCES + " dependencies");
    }
  }

  /** The topmost ancestor of each issue, over first parents; itself without one. */
  private int[] roots() {
    CycleGroups groups = CycleGroups.of(parents);
    int[] roots = new int[ids.length];
    java.util.Arrays.fill(roots, NONE);
    int[] path = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      int length = 0;
      int node = i;
      while (roots[node] == NONE) {
        path[length++] = node;
        int parent = firstParent(groups, node);
        if (parent == NONE) {
          roots[node] = node;
        } else {
          node = parent;
        }
      }
      while (length > 0) {
        roots[path[--length]] = roots[node];
      }
    }
    return roots;
  }

  private int firstParent(CycleGroups groups, int node) {
    for (int e = parents.first(node); e < parents.first(node + 1); e++) {
      if (!groups.together(node, parents.target(e))) {
        return parents.target(e);
      }
    }
    return NONE;
  }

  /** One milestone for each topmost epic with children, and one for everything else. */
  private MilestoneId[] milestones(
      int[] roots, ForeignIds claimed, List<MilestoneDefinition> milestones) {
    boolean[] leads = new boolean[ids.length];
    boolean rest = false;
    for (int i = 0; i < ids.length; i++) {
      leads[roots[i]] |= roots[i] != i && issues.get(roots[i]).text("issue_type").equals("epic");
    }
    MilestoneId[] of = new MilestoneId[ids.length];
    for (int i = 0; i < ids.length; i++) {
      rest |= !leads[roots[i]];
      if (leads[i]) {
        Issue epic = issues.get(i);
        of[i] = MilestoneId.of(claimed.claim("epic-" + epic.id()));
        milestones.add(
            MilestoneDefinition.builder(of[i], BeadsTasks.title(epic)).due(due(epic)).build());
      }
    }
    MilestoneId backlog = MilestoneId.of(rest ? claimed.claim("backlog") : "backlog");
    if (rest) {
      milestones.add(MilestoneDefinition.builder(backlog, "Backlog").build());
    }
    for (int i = 0; i < ids.length; i++) {
      MilestoneId own = leads[roots[i]] ? of[roots[i]] : backlog;
      of[i] = own == null ? backlog : own;
    }
    return of;
  }

  private static Optional<LocalDate> due(Issue epic) {
    return Timestamps.parse(epic.text("due_at")).map(i -> i.atZone(ZoneOffset.UTC).toLocalDate());
  }

  private ImportedTask origin(int i, PlanHolds holds) {
    Issue issue = issues.get(i);
    String held = "";
    if (StatusWords.isWorkable(states[i])) {
      held = holds.heldBecause(i, target -> states[target] == ImportedStatus.DONE);
    }
    if (issue.pinned()) {
      notes.skip(issue.id(), "status 'pinned'", "our model has none like it; the task is put off");
    } else if (issue.status() == null) {
      held = held.isEmpty() ? "its status '" + issue.word() + "' is not known" : held;
      notes.skip(issue.id(), "status '" + issue.word() + "'", "not known; the task is held");
    }
    return new ImportedTask(
        issue.id(),
        states[i],
        issue.word(),
        held,
        issue.created(),
        StatusWords.isFinished(states[i]) ? issue.closed() : Optional.empty(),
        text.line(issue.value().start()));
  }

  private void noteOddities() {
    for (BeadsPlan.PlanOddity oddity : plan.oddities()) {
      notes.skip(text.name() + ":" + oddity.line(), oddity.what(), oddity.why());
    }
    List<Integer> escapes = text.oddEscapes();
    if (!escapes.isEmpty()) {
      notes.skip(
          text.name() + ":" + text.line(escapes.get(0)),
          escapes.size() + " escapes that JSON does not have",
          "read as the character after '\\'");
    }
  }

  private ImportReport report() {
    BeadsFigures figures = BeadsFigures.of(plan);
    return new ImportReport(
        BeadsFormat.NAME,
        issues.size(),
        0,
        figures.edges(),
        figures.dangling().size(),
        !figures.cycle().isEmpty(),
        figures.cycle(),
        figures.ready(),
        figures.longestOpenChain(),
        PlanFigures.percentile(figures.leadTimes(), 0.5),
        PlanFigures.percentile(figures.leadTimes(), 0.85),
        notes.skipped());
  }
}
