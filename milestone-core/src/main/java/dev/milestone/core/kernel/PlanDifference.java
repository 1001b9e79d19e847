package dev.milestone.core.kernel;

import dev.milestone.MilestoneException;
import dev.milestone.PlanChange;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskStatus;
import dev.milestone.spi.plan.ImportedTask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a plan changes in a project. The one place that compares them: taking a plan in follows it,
 * and so does saying what taking it in would change. A milestone that the plan does not name stays
 * as it is, unless it came from the same plan of another tool; of the others, tasks that the plan
 * no longer has are removed, unless they are done or under way. Pure; confined to the turn in which
 * it was made.
 */
public final class PlanDifference {

  /** Longest text that is shown of a value. */
  private static final int MAX_VALUE = 60;

  /** Most fields that are shown of one thing. */
  private static final int MAX_FIELDS = 20;

  private final State state;
  final List<MilestoneDefinition> newMilestones = new ArrayList<>();
  final List<MilestoneDefinition> changedMilestones = new ArrayList<>();
  final List<TaskDefinition> newTasks = new ArrayList<>();
  final List<TaskDefinition> changedTasks = new ArrayList<>();
  final List<TaskNode> revived = new ArrayList<>();
  final List<TaskNode> removed = new ArrayList<>();
  final List<Adoption> adoptions = new ArrayList<>();
  final Map<String, Object> project = new LinkedHashMap<>();
  private final Set<String> changedIds = new HashSet<>();
  private final List<String> warnings = new ArrayList<>();

  private PlanDifference(State state) {
    this.state = state;
  }

  /**
   * Compares.
   *
   * @throws MilestoneException when the plan cannot be taken in as things stand
   */
  public static PlanDifference of(State state, Command.ApplyPlan plan) {
    PlanDifference difference = new PlanDifference(state);
    difference.compare(plan);
    return difference;
  }

  /** Whether nothing changes. */
  public boolean isEmpty() {
    return newMilestones.isEmpty()
        && changedMilestones.isEmpty()
        && newTasks.isEmpty()
        && changedTasks.isEmpty()
        && revived.isEmpty()
        && removed.isEmpty()
        && adoptions.isEmpty()
        && project.isEmpty();
  }

  /** New milestones and tasks. */
  public int added() {
    return newMilestones.size() + newTasks.size();
  }

  /** Milestones and tasks that change, in their definition or because their source says so. */
  public int changed() {
    return changedIds.size();
  }

  /** Tasks that go. */
  public int removed() {
    return removed.size();
  }

  /** What the sources of tasks say that is not followed. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void compare(Command.ApplyPlan plan) {
    ProjectDefinition definitions = plan.project();
    Set<String> planned = new HashSet<>();
    for (MilestoneDefinition definition : definitions.milestones()) {
      planned.add(definition.id().value());
      milestone(definition);
    }
    Set<String> tasks = new HashSet<>(definitions.tasks().size() * 2);
    for (TaskDefinition definition : definitions.tasks()) {
      tasks.add(definition.id().value());
      task(definition, planned, plan.origins().get(definition.id().value()));
    }
    remove(definitions.milestones(), planned, tasks);
    adoptions.sort(Comparator.comparingInt(Adoption::order));
    for (Adoption adoption : adoptions) {
      if (state.taskById.containsKey(adoption.task())) {
        changedIds.add(adoption.task());
      }
    }
    compareProject(definitions);
  }

  /** A plan of another tool is all there is of it: also milestones that it no longer has count. */
  private void remove(
      List<MilestoneDefinition> milestones, Set<String> planned, Set<String> tasks) {
    Set<Object> sources = new HashSet<>();
    for (MilestoneDefinition definition : milestones) {
      Object mark = definition.extensions().get(ImportMark.KEY);
      if (mark != null) {
        sources.add(mark);
      }
    }
    for (MilestoneNode known : state.milestones) {
      boolean named = planned.contains(known.id);
      boolean gone =
          !named
              && !sources.isEmpty()
              && !known.closed()
              && sources.contains(known.definition().extensions().get(ImportMark.KEY));
      if (!named && !gone) {
        continue;
      }
      for (TaskNode task : known.tasks) {
        if (!tasks.contains(task.id)
            && task.active == null
            && task.status != TaskStatus.SUCCEEDED
            && task.status != TaskStatus.CANCELLED) {
          removed.add(task);
        }
      }
    }
  }

  private void milestone(MilestoneDefinition definition) {
    String id = definition.id().value();
    MilestoneNode known = state.milestoneById.get(id);
    if (known == null) {
      free(id, state.taskById.containsKey(id));
      newMilestones.add(definition);
    } else if (!known.definition().equals(definition)) {
      if (known.closed() && definition.extensions().containsKey(ImportMark.KEY)) {
        leaveClosed(known, "milestone " + id);
        return;
      }
      Decider.open(known);
      changedMilestones.add(definition);
      changedIds.add(id);
    }
  }

  private void task(TaskDefinition definition, Set<String> planned, @Nullable ImportedTask origin) {
    String id = definition.id().value();
    TaskNode known = state.taskById.get(id);
    boolean back =
        known != null
            && known.status == TaskStatus.CANCELLED
            && Planning.REMOVED.equals(known.reason)
            && !known.milestone.closed();
    TaskDefinition wanted = definition;
    Adoption adoption = null;
    if (origin != null) {
      Adoption.Verdict verdict = Adoption.of(known, back, definition, origin);
      wanted = verdict.definition();
      adoption = verdict.adoption();
      if (!verdict.warning().isEmpty()) {
        warnings.add(verdict.warning());
      }
    }
    if (known == null) {
      free(id, state.milestoneById.containsKey(id));
      target(planned, wanted);
      newTasks.add(wanted);
    } else {
      boolean differs = !known.definition().equals(wanted);
      if (known.milestone.closed() && origin != null) {
        if (differs || adoption != null) {
          leaveClosed(known.milestone, "task " + id);
        }
        return;
      }
      if (differs) {
        Decider.open(known.milestone);
        target(planned, wanted);
        changedTasks.add(wanted);
        changedIds.add(id);
      }
      if (back) {
        revived.add(known);
      }
    }
    if (adoption != null) {
      adoptions.add(adoption);
    }
  }

  private void leaveClosed(MilestoneNode milestone, String what) {
    warnings.add(
        what
            + " has changed in its source; milestone "
            + milestone.id
            + " is "
            + milestone.status.text()
            + " here and stays as it is");
  }

  /** Refuses an id that is taken, or differs by case only from one that is. */
  private void free(String id, boolean takenByOther) {
    String same = state.sameButCase(id);
    if (same != null || takenByOther) {
      throw MilestoneException.refused(
          "id_taken",
          "the id "
              + id
              + " is taken by "
              + (same == null ? "a task or milestone of the project" : same)
              + "; choose another id");
    }
  }

  /** Refuses a task whose milestone is neither known nor in the plan, or is closed. */
  private void target(Set<String> planned, TaskDefinition definition) {
    String id = definition.milestone().value();
    MilestoneNode milestone = state.milestoneById.get(id);
    if (milestone != null) {
      Decider.open(milestone);
    } else if (!planned.contains(id)) {
      Decider.milestone(state, id);
    }
  }

  /** What a plan says about the project that differs from what is known. */
  private void compareProject(ProjectDefinition plan) {
    if (!plan.name().isEmpty() && !plan.name().equals(state.project)) {
      project.put("project", plan.name());
    }
    Map<String, AgentDefinition> agents = new LinkedHashMap<>(state.agents);
    for (AgentDefinition agent : plan.agents()) {
      agents.put(agent.id().value(), agent);
    }
    if (!agents.equals(state.agents)) {
      List<Object> list = new ArrayList<>();
      for (AgentDefinition agent : agents.values()) {
        list.add(state.definitions.write(agent));
      }
      project.put("agents", list);
    }
    Map<String, Object> resources = new LinkedHashMap<>(state.capacity);
    resources.putAll(plan.resources());
    if (!resources.equals(state.capacity)) {
      project.put("resources", resources);
    }
    BudgetNode known = state.budgets.get(BudgetNode.key(BudgetNode.PROJECT, ""));
    if (!plan.budget().unlimited() && (known == null || !known.original.equals(plan.budget()))) {
      project.put("budget", state.definitions.write(plan.budget()));
    }
    plan.calendar()
        .ifPresent(
            calendar -> {
              if (!calendar.equals(state.calendar)) {
                project.put("calendar", state.definitions.write(calendar));
              }
            });
  }

  // ---- for people ----

  /** The differences: milestones, then tasks in the order of the plan, at most {@code limit}. */
  public List<PlanChange> changes(int limit) {
    List<PlanChange> changes = new ArrayList<>();
    for (MilestoneDefinition m : newMilestones) {
      add(changes, limit, PlanChange.Kind.ADDED, "milestone", m.id().value(), m.title(), null);
    }
    for (MilestoneDefinition m : changedMilestones) {
      MilestoneNode known = Decider.milestone(state, m.id().value());
      add(
          changes,
          limit,
          PlanChange.Kind.CHANGED,
          "milestone",
          known.id,
          m.title(),
          changes.size() >= limit
              ? null
              : fields(state.definitions.write(known.definition()), state.definitions.write(m)));
    }
    for (TaskDefinition t : newTasks) {
      add(changes, limit, PlanChange.Kind.ADDED, "task", t.id().value(), t.title(), null);
    }
    for (TaskDefinition t : changedTasks) {
      if (changes.size() >= limit) {
        break;
      }
      TaskNode known = Decider.task(state, t.id().value());
      Map<String, Object> before = state.definitions.write(known.definition());
      Map<String, Object> after = state.definitions.write(t);
      Object mark = before.remove(ImportMark.KEY);
      after.remove(ImportMark.KEY);
      List<String> fields = fields(before, after);
      if (fields.isEmpty() && adopted(known.id)) {
        continue;
      }
      if (fields.isEmpty()) {
        fields = List.of(fieldOfMark(mark, t));
      }
      add(changes, limit, PlanChange.Kind.CHANGED, "task", known.id, t.title(), fields);
    }
    for (TaskNode t : revived) {
      String title = t.definition().title();
      add(
          changes,
          limit,
          PlanChange.Kind.STATUS,
          "task",
          t.id,
          title,
          List.of("status: cancelled → to be done, it is in the plan again"));
    }
    for (Adoption adoption : adoptions) {
      TaskNode known = state.taskById.get(adoption.task());
      if (known != null) {
        add(
            changes,
            limit,
            PlanChange.Kind.STATUS,
            "task",
            known.id,
            known.definition().title(),
            List.of("status: " + known.status.text() + " → " + adoption.sentence()));
      }
    }
    for (TaskNode t : removed) {
      String title = t.definition().title();
      add(changes, limit, PlanChange.Kind.REMOVED, "task", t.id, title, null);
    }
    return changes;
  }

  private boolean adopted(String id) {
    Set<String> ids = adoptedIds;
    if (ids == null) {
      ids = new HashSet<>();
      for (Adoption adoption : adoptions) {
        ids.add(adoption.task());
      }
      adoptedIds = ids;
    }
    return ids.contains(id);
  }

  private @Nullable Set<String> adoptedIds;

  private static void add(
      List<PlanChange> changes,
      int limit,
      PlanChange.Kind kind,
      String what,
      String id,
      String title,
      @Nullable List<String> fields) {
    if (changes.size() < limit) {
      changes.add(new PlanChange(kind, what, id, title, fields == null ? List.of() : fields));
    }
  }

  private static String fieldOfMark(@Nullable Object before, TaskDefinition after) {
    return ImportMark.KEY
        + ": "
        + shown(before)
        + " → "
        + shown(after.extensions().get(ImportMark.KEY));
  }

  private static List<String> fields(Map<String, Object> before, Map<String, Object> after) {
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<String> fields = new ArrayList<>();
    for (String key : keys) {
      Object old = before.get(key);
      Object now = after.get(key);
      if (!Objects.equals(old, now) && fields.size() < MAX_FIELDS) {
        fields.add(key + ": " + shown(old) + " → " + shown(now));
      }
    }
    return fields;
  }

  private static String shown(@Nullable Object value) {
    if (value == null) {
      return "(nothing)";
    }
    String text = String.valueOf(value).replace('\n', ' ').replace('\r', ' ').strip();
    return text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE - 1) + "…";
  }
}
