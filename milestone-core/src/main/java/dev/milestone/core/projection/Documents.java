package dev.milestone.core.projection;

import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.Definitions;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.SessionNode;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.core.monitor.Risks;
import dev.milestone.core.plan.CriticalPath;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.Dependency;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.Risk;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands in each file of the tree. Each method takes what it needs from the state – immutable
 * values only – and returns a supplier that makes the bytes later, elsewhere. Content and sequence
 * depend on the state only.
 */
final class Documents {

  /** From how many tasks on the timeline shows the critical path only. */
  static final int MAX_TIMELINE = 5_000;

  private Documents() {}

  // ---- active ----

  private record TaskLine(
      TaskDefinition definition,
      TaskStatus status,
      int attempts,
      String agent,
      boolean verified,
      long started,
      long succeeded,
      long notBefore,
      double progress,
      String reason,
      List<String> notes) {

    static TaskLine of(TaskNode node) {
      AttemptNode last = node.active();
      if (last == null && !node.history().isEmpty()) {
        last = node.history().get(node.history().size() - 1);
      }
      AttemptNode active = node.active();
      return new TaskLine(
          node.definition(),
          node.status(),
          node.attemptCount(),
          last == null ? "" : last.agent(),
          node.verified(),
          node.firstStartedMillis(),
          node.succeededMillis(),
          node.notBeforeMillis(),
          active == null ? 0 : active.progress(),
          node.reason(),
          List.copyOf(node.notes()));
    }

    Map<String, Object> map(Definitions definitions) {
      Map<String, Object> map = new LinkedHashMap<>(definitions.write(definition));
      map.remove("milestone");
      map.put("status", status.text());
      if (attempts > 0) {
        map.put("attempts", attempts);
      }
      text(map, "agent", agent);
      if (status == TaskStatus.SUCCEEDED) {
        map.put("verified", verified);
      }
      if (progress > 0) {
        map.put("progress", rounded(progress));
      }
      time(map, "started", started);
      time(map, "succeeded", succeeded);
      time(map, "not_before", notBefore);
      text(map, "reason", reason);
      if (!notes.isEmpty()) {
        map.put("notes", notes);
      }
      return map;
    }
  }

  static Supplier<byte[]> milestone(State state, MilestoneNode node) {
    Definitions definitions = state.definitions();
    MilestoneDefinition definition = node.definition();
    long sequence = node.changedAt();
    List<TaskLine> tasks = new ArrayList<>(node.tasks().size());
    for (TaskNode task : node.tasks()) {
      tasks.add(TaskLine.of(task));
    }
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("status", node.status().text());
    status.put("progress", rounded(node.progress()));
    Map<String, Object> counts = new LinkedHashMap<>();
    for (TaskStatus s : TaskStatus.values()) {
      if (node.count(s) > 0) {
        counts.put(s.text(), node.count(s));
      }
    }
    status.put("counts", counts);
    time(status, "started", node.startedMillis());
    time(status, "completed", node.completedMillis());
    if (!node.notes().isEmpty()) {
      status.put("notes", List.copyOf(node.notes()));
    }
    return () -> {
      Map<String, Object> map = new LinkedHashMap<>(definitions.write(definition));
      map.putAll(status);
      List<Object> list = new ArrayList<>(tasks.size());
      for (TaskLine task : tasks) {
        list.add(task.map(definitions));
      }
      map.put("tasks", list);
      return ProjectedFile.yaml("active", sequence, map);
    };
  }

  /** The milestone in focus, else the first that is active, else the first that is not done. */
  static @Nullable MilestoneNode current(State state) {
    String focus = state.focus();
    MilestoneNode focused = focus == null ? null : state.milestone(focus);
    if (focused != null) {
      return focused;
    }
    MilestoneNode next = null;
    for (MilestoneNode node : state.milestones()) {
      if (node.status() == MilestoneStatus.ACTIVE) {
        return node;
      }
      if (next == null
          && (node.status() == MilestoneStatus.PLANNED
              || node.status() == MilestoneStatus.BLOCKED)) {
        next = node;
      }
    }
    return next;
  }

  static Supplier<byte[]> current(MilestoneNode node) {
    String id = node.id();
    long sequence = node.changedAt();
    return () -> ProjectedFile.of(id, sequence, "");
  }

  static Supplier<byte[]> activeDependencies(State state, long sequence) {
    List<Object> milestones = new ArrayList<>();
    for (MilestoneNode node : state.openMilestones()) {
      List<Object> before = new ArrayList<>();
      boolean satisfied = true;
      for (String id : node.before()) {
        MilestoneNode other = state.milestone(id);
        boolean done =
            other != null
                && (other.status() == MilestoneStatus.COMPLETED
                    || other.status() == MilestoneStatus.ARCHIVED);
        satisfied &= done;
        before.add(
            entry(
                "id",
                id,
                "status",
                other == null ? "unknown" : other.status().text(),
                "satisfied",
                done));
      }
      List<Object> after = new ArrayList<>();
      for (MilestoneNode other : node.after()) {
        after.add(other.id());
      }
      milestones.add(
          entry(
              "id",
              node.id(),
              "status",
              node.status().text(),
              "satisfied",
              satisfied,
              "depends_on",
              before,
              "needed_by",
              after));
    }
    return () ->
        ProjectedFile.yaml("active-dependencies", sequence, Map.of("milestones", milestones));
  }

  // ---- config ----

  /** All definitions, gathered in several looks. */
  static final class Planned {
    final long definedAt;
    final long defaultMillis;
    final List<MilestoneDefinition> milestones = new ArrayList<>();
    final List<TaskDefinition> tasks = new ArrayList<>();
    int next;

    Planned(long definedAt, long defaultMillis) {
      this.definedAt = definedAt;
      this.defaultMillis = defaultMillis;
    }

    /** Takes the definitions of more milestones; returns how many tasks were looked at. */
    int take(State state, int limit) {
      int looked = 0;
      List<MilestoneNode> all = state.milestones();
      while (next < all.size() && looked < limit) {
        MilestoneNode node = all.get(next++);
        if (node.status() == MilestoneStatus.CANCELLED) {
          continue;
        }
        milestones.add(node.definition());
        for (TaskNode task : node.tasks()) {
          tasks.add(task.definition());
        }
        looked += node.tasks().size() + 1;
      }
      return looked;
    }

    boolean isComplete(State state) {
      return next >= state.milestones().size();
    }
  }

  /** Dependencies between milestones, and of tasks on something outside their own milestone. */
  static byte[] dependencies(Planned planned) {
    Map<TaskId, MilestoneId> home = new HashMap<>();
    Map<MilestoneId, List<Object>> links = new HashMap<>();
    for (TaskDefinition task : planned.tasks) {
      home.put(task.id(), task.milestone());
    }
    for (TaskDefinition task : planned.tasks) {
      for (Dependency dependency : task.dependencies()) {
        MilestoneId other =
            dependency.task().isPresent()
                ? home.get(dependency.task().get())
                : dependency.milestone().orElse(null);
        if (!task.milestone().equals(other)) {
          links
              .computeIfAbsent(task.milestone(), k -> new ArrayList<>())
              .add(
                  entry(
                      "task",
                      task.id().value(),
                      dependency.task().isPresent() ? "depends_on_task" : "depends_on_milestone",
                      dependency.target(),
                      "type",
                      dependency.type().text(),
                      "lag",
                      dependency.lag().isZero() ? null : dependency.lag().toString()));
        }
      }
    }
    List<Object> milestones = new ArrayList<>();
    for (MilestoneDefinition milestone : planned.milestones) {
      List<String> before = new ArrayList<>();
      milestone.dependsOn().forEach(id -> before.add(id.value()));
      milestones.add(
          entry(
              "id",
              milestone.id().value(),
              "depends_on",
              before,
              "tasks",
              links.getOrDefault(milestone.id(), List.of()),
              "external",
              external(milestone)));
    }
    return ProjectedFile.yaml("dependencies", planned.definedAt, Map.of("milestones", milestones));
  }

  private static List<String> external(MilestoneDefinition milestone) {
    List<String> names = new ArrayList<>();
    milestone.externalDependencies().forEach(e -> names.add(e.name()));
    return names;
  }

  /** Estimates and the schedule by the critical path with unlimited agents. */
  static byte[] timeline(Planned planned) {
    CriticalPath.Result result =
        CriticalPath.of(
            planned.milestones, planned.tasks, Duration.ofMillis(planned.defaultMillis));
    Map<TaskId, TaskDefinition> byId = new HashMap<>(planned.tasks.size() * 2);
    for (TaskDefinition task : planned.tasks) {
      byId.put(task.id(), task);
    }
    boolean all = planned.tasks.size() <= MAX_TIMELINE;
    Set<TaskId> critical = new HashSet<>(result.criticalPath());
    Map<MilestoneId, long[]> spans = new LinkedHashMap<>();
    List<Object> tasks = new ArrayList<>();
    for (dev.milestone.ScheduledTask scheduled : result.schedule()) {
      TaskDefinition task = byId.get(scheduled.id());
      if (task == null) {
        continue;
      }
      long[] span =
          spans.computeIfAbsent(
              task.milestone(), k -> new long[] {Long.MAX_VALUE, 0, Long.MAX_VALUE});
      span[0] = Math.min(span[0], scheduled.start().toMillis());
      span[1] = Math.max(span[1], scheduled.finish().toMillis());
      span[2] = Math.min(span[2], scheduled.slack().toMillis());
      if (all || critical.contains(task.id())) {
        tasks.add(timelineTask(task, scheduled, planned.defaultMillis));
      }
    }
    List<Object> milestones = new ArrayList<>();
    for (MilestoneDefinition milestone : planned.milestones) {
      long[] span = spans.get(milestone.id());
      milestones.add(
          entry(
              "id",
              milestone.id().value(),
              "due",
              milestone.due().map(Object::toString).orElse(null),
              "earliest_start",
              span == null ? null : Duration.ofMillis(span[0]).toString(),
              "earliest_finish",
              span == null ? null : Duration.ofMillis(span[1]).toString(),
              "slack",
              span == null ? null : Duration.ofMillis(span[2]).toString()));
    }
    List<String> path = new ArrayList<>();
    result.criticalPath().forEach(id -> path.add(id.value()));
    List<String> unscheduled = new ArrayList<>();
    result.unscheduled().forEach(id -> unscheduled.add(id.value()));
    return ProjectedFile.yaml(
        "timeline-estimates",
        planned.definedAt,
        entry(
            "makespan",
            result.makespan().toString(),
            "critical_path",
            path,
            "unscheduled",
            unscheduled.isEmpty() ? null : unscheduled,
            "milestones",
            milestones,
            "tasks_shown",
            all ? "all" : "critical_path",
            "tasks",
            tasks));
  }

  private static Map<String, Object> timelineTask(
      TaskDefinition task, dev.milestone.ScheduledTask scheduled, long defaultMillis) {
    Map<String, Object> estimate =
        task.estimate()
            .map(
                e ->
                    entry(
                        "optimistic",
                        e.optimistic().toString(),
                        "likely",
                        e.likely().toString(),
                        "pessimistic",
                        e.pessimistic().toString()))
            .orElse(null);
    return entry(
        "id",
        task.id().value(),
        "milestone",
        task.milestone().value(),
        "estimate",
        estimate,
        "expected",
        task.estimate()
            .map(e -> e.expected().toString())
            .orElseGet(() -> Duration.ofMillis(defaultMillis).toString()),
        "earliest_start",
        scheduled.start().toString(),
        "earliest_finish",
        scheduled.finish().toString(),
        "slack",
        scheduled.slack().toString());
  }

  /** Risks as of the last event that changed a milestone. */
  static Supplier<byte[]> risks(State state) {
    long sequence = state.changedAt();
    Instant asOf = Instant.ofEpochMilli(state.changedMillis());
    List<Risk> risks = Risks.of(state, asOf);
    return () -> {
      List<Object> list = new ArrayList<>(risks.size());
      for (Risk risk : risks) {
        list.add(
            entry(
                "code",
                risk.code(),
                "severity",
                risk.severity(),
                "text",
                risk.text(),
                "milestone",
                risk.milestone().map(MilestoneId::value).orElse(null),
                "impact",
                risk.impact().map(Duration::toString).orElse(null),
                "because",
                risk.because()));
      }
      return ProjectedFile.yaml(
          "risk-register", sequence, entry("as_of", asOf.toString(), "risks", list));
    };
  }

  // ---- sessions ----

  private record Running(String task, int attempt, String agent, long token, long started) {
    static Running of(AttemptNode node) {
      return new Running(
          node.task().id(), node.number(), node.agent(), node.token(), node.startedMillis());
    }

    Map<String, Object> map() {
      return entry(
          "task",
          task,
          "attempt",
          attempt,
          "agent",
          agent,
          "fencing_token",
          token,
          "started",
          Instant.ofEpochMilli(started).toString());
    }
  }

  /**
   * A session: what it is, its last checkpoint, and where it would go on from.
   *
   * @param checkpoint reads the details of the event at a sequence
   */
  static Supplier<byte[]> session(
      State state,
      SessionNode node,
      java.util.function.LongFunction<@Nullable Map<String, Object>> checkpoint) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", node.id());
    map.put("status", node.status().text());
    map.put("actor", entry("name", node.actor(), "established", node.actorEstablished()));
    map.put("engine", node.engine());
    time(map, "started", node.startedMillis());
    time(map, "ended", node.endedMillis());
    map.put("resumed", node.resumed());
    map.put("milestones", List.copyOf(node.milestones()));
    map.put(
        "options",
        entry("agents", node.agents(), "fail_fast", node.failFast(), "until", node.until()));
    if (!node.environment().isEmpty()) {
      map.put("environment", node.environment());
    }
    map.put("checkpoints", node.checkpoints());
    List<Running> running = new ArrayList<>();
    if (node.running() > 0) {
      for (AttemptNode attempt : state.active().values()) {
        if (node.id().equals(attempt.session())) {
          running.add(Running.of(attempt));
        }
      }
    }
    String last = node.lastCheckpoint();
    long at = node.lastCheckpointSequence();
    long sequence = node.changedAt();
    return () -> {
      List<Object> points = new ArrayList<>();
      if (last != null) {
        Map<String, Object> details = checkpoint.apply(at);
        if (details != null) {
          map.put("last_checkpoint", new LinkedHashMap<>(details));
        }
        points.add(entry("kind", "checkpoint", "id", last, "sequence", at));
      }
      for (Running attempt : running) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("kind", "attempt_under_way");
        point.putAll(attempt.map());
        points.add(point);
      }
      map.put("resume_points", points);
      return ProjectedFile.yaml("session", sequence, map);
    };
  }

  static long agentSequence(State state, String id) {
    return Math.max(
        state.agentChangedAt(id), state.agents().containsKey(id) ? state.plannedAt() : 0);
  }

  static Supplier<byte[]> agent(State state, String id, List<AttemptNode> active) {
    AgentDefinition definition = state.agents().get(id);
    Definitions definitions = state.definitions();
    int[] results = state.agentResults(id);
    List<Running> running = new ArrayList<>();
    for (AttemptNode attempt : active) {
      running.add(Running.of(attempt));
    }
    long sequence = agentSequence(state, id);
    return () -> {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("id", id);
      map.put("declared", definition != null);
      if (definition != null) {
        map.put("definition", definitions.write(definition));
      }
      map.put("succeeded", results[0]);
      map.put("failed", results[1]);
      List<Object> list = new ArrayList<>(running.size());
      running.forEach(attempt -> list.add(attempt.map()));
      map.put("running", list);
      return ProjectedFile.yaml("agent", sequence, map);
    };
  }

  // ---- completed ----

  /** All archived milestones; null while there are none. */
  static @Nullable Supplier<byte[]> archiveIndex(State state) {
    List<Object> archived = new ArrayList<>();
    long sequence = 0;
    for (MilestoneNode node : state.milestones()) {
      if (node.status() != MilestoneStatus.ARCHIVED) {
        continue;
      }
      sequence = Math.max(sequence, node.changedAt());
      archived.add(indexEntry(node));
    }
    if (archived.isEmpty()) {
      return null;
    }
    long at = sequence;
    return () -> ProjectedFile.yaml("archive-index", at, Map.of("milestones", archived));
  }

  private static Map<String, Object> indexEntry(MilestoneNode node) {
    MilestoneDefinition definition = node.definition();
    long expected = 0;
    long taken = 0;
    int attempts = 0;
    Set<String> kinds = new java.util.TreeSet<>();
    Set<String> agents = new java.util.TreeSet<>();
    for (TaskNode task : node.tasks()) {
      attempts += task.attemptCount();
      if (task.definition().estimate().isPresent()
          && task.succeededMillis() > 0
          && !task.adopted()) {
        expected += task.expectedMillis();
      }
      if (!task.definition().kind().isEmpty()) {
        kinds.add(task.definition().kind());
      }
      for (AttemptNode attempt : task.history()) {
        if (!attempt.agent().isEmpty()) {
          agents.add(attempt.agent());
        }
        if (attempt.outcome() == dev.milestone.model.AttemptOutcome.SUCCEEDED
            && task.definition().estimate().isPresent()) {
          taken += Math.max(0, attempt.endedMillis() - attempt.startedMillis());
        }
      }
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", node.id());
    map.put("title", definition.title());
    map.put("folder", node.archiveFolder());
    time(map, "started", node.startedMillis());
    time(map, "completed", node.completedMillis());
    definition.due().ifPresent(due -> map.put("due", due.toString()));
    map.put("tasks", node.count(TaskStatus.SUCCEEDED));
    map.put("cancelled", node.count(TaskStatus.CANCELLED));
    map.put("attempts", attempts);
    if (expected > 0) {
      map.put("efficiency_ratio", rounded((double) taken / expected));
    }
    map.put("kinds", new ArrayList<>(kinds));
    map.put("agents", new ArrayList<>(agents));
    return map;
  }

  // ---- parts ----

  /** Key and value in turn; values that are null are left out. */
  static Map<String, Object> entry(@Nullable Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>(keysAndValues.length);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      Object value = keysAndValues[i + 1];
      if (value != null) {
        map.put(String.valueOf(keysAndValues[i]), value);
      }
    }
    return map;
  }

  static void time(Map<String, Object> map, String key, long millis) {
    if (millis > 0) {
      map.put(key, Instant.ofEpochMilli(millis).toString());
    }
  }

  private static void text(Map<String, Object> map, String key, String value) {
    if (!value.isEmpty()) {
      map.put(key, value);
    }
  }

  static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
