package dev.milestone.core.plan;

import dev.milestone.Problem;
import dev.milestone.core.yaml.FieldPath;
import dev.milestone.core.yaml.Nearest;
import dev.milestone.core.yaml.NodeReader;
import dev.milestone.core.yaml.ProblemList;
import dev.milestone.core.yaml.YamlMapping;
import dev.milestone.core.yaml.YamlNode;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.model.WorkCalendar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the readers of a plan's parts share while files are taken in. Confined to one thread. */
final class PlanContext {
  private static final int MOST_NEAREST = 30;

  /** A milestone on its way. */
  static final class MilestoneDraft {
    final int file;
    final NodeReader in;
    final YamlMapping node;
    final FieldPath path;
    final List<TaskDraft> tasks = new ArrayList<>();
    @Nullable MilestoneId id;

    MilestoneDraft(int file, NodeReader in, YamlMapping node, FieldPath path) {
      this.file = file;
      this.in = in;
      this.node = node;
      this.path = path;
    }
  }

  /** A task on its way. */
  static final class TaskDraft {
    final MilestoneDraft milestone;
    final YamlMapping node;
    final FieldPath path;
    @Nullable String title;
    @Nullable TaskId id;

    TaskDraft(MilestoneDraft milestone, YamlMapping node, FieldPath path) {
      this.milestone = milestone;
      this.node = node;
      this.path = path;
    }
  }

  final KnownProject known;
  final ProblemList problems;
  final ProblemList warnings = new ProblemList();
  final List<MilestoneDraft> milestones = new ArrayList<>();
  final Map<String, TaskDraft> tasks = new LinkedHashMap<>();
  final Map<String, MilestoneDraft> milestoneById = new LinkedHashMap<>();
  final Map<String, Integer> resources = new LinkedHashMap<>();
  final Set<String> capabilities = new HashSet<>();
  private final Set<String> warnedCapabilities = new HashSet<>();
  private Duration day = Duration.ofDays(1);
  private Duration week = Duration.ofDays(7);
  private int nearestAsked;

  PlanContext(KnownProject known, ProblemList problems) {
    this.known = known;
    this.problems = problems;
  }

  void calendar(WorkCalendar calendar) {
    day = Duration.between(calendar.from(), calendar.to());
    week = day.multipliedBy(calendar.days().size());
  }

  /** Length of {@code 1d} of work. */
  Duration day() {
    return day;
  }

  /** Length of {@code 1w} of work. */
  Duration week() {
    return week;
  }

  /** Whether the id names a task of the files, or a known one that the files don't replace. */
  boolean isTask(String id) {
    if (tasks.containsKey(id)) {
      return true;
    }
    TaskDefinition task = known.task(id);
    return task != null && !milestoneById.containsKey(task.milestone().value());
  }

  boolean isMilestone(String id) {
    return milestoneById.containsKey(id) || known.milestone(id) != null;
  }

  /** Reports a reference to nothing. */
  void dangling(NodeReader in, YamlNode at, FieldPath path, String id, boolean task, boolean any) {
    String what = any ? "a task or milestone" : task ? "a task" : "a milestone";
    TaskDefinition gone = known.task(id);
    String hint;
    if (task && gone != null) {
      hint = "milestone '" + gone.milestone() + "' no longer has this task in this version";
    } else if (task && !any && isMilestone(id)) {
      hint = "'" + id + "' is a milestone; write {milestone: " + id + "}";
    } else if (!task && isTask(id)) {
      hint = "'" + id + "' is a task; a milestone depends on milestones";
    } else {
      hint = nearest(id, task, any || !task);
    }
    in.problem(at, path, "'" + id + "', which does not exist", what + " of the plan", hint);
  }

  /** Comparing with every id costs time: it is done for the first problems only. */
  private String nearest(String id, boolean tasksToo, boolean milestonesToo) {
    if (++nearestAsked > MOST_NEAREST) {
      return "define it, or remove the reference";
    }
    List<String> candidates = new ArrayList<>();
    if (milestonesToo) {
      candidates.addAll(milestoneById.keySet());
      known.milestones().forEach(m -> candidates.add(m.id().value()));
    }
    if (tasksToo) {
      candidates.addAll(tasks.keySet());
      known.tasks().forEach(t -> candidates.add(t.id().value()));
    }
    return Nearest.hint(id, candidates, "define it, or remove the reference");
  }

  void warnCapability(NodeReader in, YamlNode at, FieldPath path, String capability) {
    if (!capabilities.contains(capability) && warnedCapabilities.add(capability)) {
      warn(
          in,
          at,
          path,
          "the capability '" + capability + "', which no declared agent has",
          "a capability of a declared agent",
          Nearest.hint(
              capability,
              capabilities,
              "fine when an agent of the embedding program has it; otherwise the task waits"));
    }
  }

  void warn(
      NodeReader in, YamlNode at, FieldPath path, String found, String expected, String hint) {
    warnings.add(
        new Problem(in.file(), at.line(), at.column(), path.toString(), found, expected, hint));
  }

  /** Extensions: keys that begin with {@code x-}, as JSON values. */
  static Map<String, Object> extensions(YamlMapping map) {
    Map<String, Object> kept = null;
    for (int i = 0; i < map.size(); i++) {
      if (map.key(i).startsWith("x-")) {
        kept = kept == null ? new LinkedHashMap<>() : kept;
        Object value = JsonValues.of(map.value(i));
        kept.put(map.key(i), value);
      }
    }
    return kept == null ? Map.of() : kept;
  }

  /** Index of ids by lower case, to find two that differ by case only. */
  static final class CaseTable {
    private final Map<String, String> byLowerCase = new HashMap<>();

    /** An earlier id that differs by case only, or null. */
    @Nullable String clash(String id) {
      String earlier = byLowerCase.putIfAbsent(id.toLowerCase(java.util.Locale.ROOT), id);
      return earlier == null || earlier.equals(id) ? null : earlier;
    }
  }
}
