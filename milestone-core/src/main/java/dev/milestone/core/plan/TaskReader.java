package dev.milestone.core.plan;

import dev.milestone.core.plan.PlanContext.TaskDraft;
import dev.milestone.core.yaml.DurationText;
import dev.milestone.core.yaml.FieldPath;
import dev.milestone.core.yaml.Nearest;
import dev.milestone.core.yaml.NodeReader;
import dev.milestone.core.yaml.YamlMapping;
import dev.milestone.core.yaml.YamlNode;
import dev.milestone.core.yaml.YamlScalar;
import dev.milestone.core.yaml.YamlSequence;
import dev.milestone.model.Budget;
import dev.milestone.model.Dependency;
import dev.milestone.model.DependencyType;
import dev.milestone.model.Estimate;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.RetryPolicy;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an item of {@code tasks}, once all ids of the files are known. */
final class TaskReader {
  private static final List<String> TYPES =
      List.of("finish-start", "start-start", "finish-finish", "start-finish");

  private final PlanContext context;
  private final NodeReader in;
  private final YamlMapping map;
  private final FieldPath path;
  private final @Nullable TaskId id;
  private final @Nullable MilestoneId milestone;
  private final @Nullable String title;

  private TaskReader(PlanContext context, TaskDraft draft) {
    this.context = context;
    this.in = draft.milestone.in;
    this.map = draft.node;
    this.path = draft.path;
    this.id = draft.id;
    this.milestone = draft.milestone.id;
    this.title = draft.title;
  }

  /** The task, or null when it cannot be made; what is wrong has been reported. */
  static @Nullable TaskDefinition read(PlanContext context, TaskDraft draft) {
    return new TaskReader(context, draft).read();
  }

  private @Nullable TaskDefinition read() {
    in.knownKeys(map, path, PlanKeys.TASK.keys());
    String description = in.text(map, "description", path);
    String kind = in.text(map, "kind", path);
    String run = in.text(map, "run", path);
    int priority = in.integer(map, "priority", path, 0, 4).orElse(2);
    List<Dependency> dependencies = dependencies();
    List<String> requires = requires();
    Map<String, Integer> resources = resources();
    Optional<Estimate> estimate = estimate();
    List<String> files = files();
    List<String> verify = Arguments.verification(in, map, path);
    Optional<Duration> timeout = timeout();
    RetryPolicy retry = retry();
    Budget budget = BudgetReader.read(in, map, path);
    List<String> criteria = in.texts(map, "criteria", path);
    if (id == null || milestone == null) {
      return null;
    }
    return new TaskDefinition(
        id,
        milestone,
        title == null ? id.value() : title,
        description == null ? "" : description,
        kind == null ? "" : kind,
        priority,
        dependencies,
        requires,
        resources,
        estimate,
        files,
        run == null ? "" : run,
        verify,
        timeout,
        retry,
        budget,
        criteria,
        PlanContext.extensions(map));
  }

  private List<Dependency> dependencies() {
    List<YamlNode> items = in.items(map, "depends_on", path);
    List<Dependency> dependencies = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      YamlNode item = items.get(i);
      FieldPath at = path.at("depends_on").at(i);
      Dependency dependency =
          item instanceof YamlMapping m ? linked(m, at) : reference(item, at, true, true);
      if (dependency != null) {
        if (dependencies.contains(dependency)) {
          context.warn(
              in, item, at, "'" + dependency.target() + "' a second time", "it once", "remove one");
        } else {
          dependencies.add(dependency);
        }
      }
    }
    return dependencies;
  }

  /** {@code {task: …}} or {@code {milestone: …}}, with type and lag. */
  private @Nullable Dependency linked(YamlMapping item, FieldPath at) {
    in.knownKeys(item, at, PlanKeys.DEPENDENCY.keys());
    YamlNode task = item.get("task");
    YamlNode target = task == null ? item.get("milestone") : task;
    if (target == null || (task != null && item.get("milestone") != null)) {
      in.problem(
          item, at, target == null ? "neither" : "both", "either task or milestone", "name one");
      return null;
    }
    Dependency plain =
        reference(target, at.at(task == null ? "milestone" : "task"), task != null, task == null);
    DependencyType type = DependencyType.FINISH_START;
    YamlNode typeNode = item.get("type");
    if (typeNode != null) {
      String text = in.text(typeNode, at.at("type"));
      Optional<DependencyType> read = text == null ? Optional.of(type) : DependencyType.parse(text);
      if (read.isEmpty()) {
        in.problem(
            typeNode,
            at.at("type"),
            typeNode.shown(),
            String.join(", ", TYPES),
            Nearest.hint(String.valueOf(text), TYPES, "leave it out for finish-start"));
      }
      type = read.orElse(type);
    }
    Duration lag = in.duration(item, "lag", at).orElse(Duration.ZERO);
    return plain == null ? null : new Dependency(plain.task(), plain.milestone(), type, lag);
  }

  private @Nullable Dependency reference(
      YamlNode node, FieldPath at, boolean taskToo, boolean milestoneToo) {
    String target = AgentReader.grammatical(in, node, at, "task-001-003");
    if (target == null) {
      return null;
    }
    if (id != null && taskToo && target.equals(id.value())) {
      in.problem(
          node,
          at,
          "the task itself",
          "another task or milestone",
          "remove it: it would never start");
      return null;
    }
    if (milestone != null && milestoneToo && target.equals(milestone.value())) {
      in.problem(
          node,
          at,
          "the task's own milestone",
          "another task or milestone",
          "remove it: the milestone waits for this task, so neither would ever finish");
      return null;
    }
    if (taskToo && context.isTask(target)) {
      return Dependency.on(TaskId.of(target));
    }
    if (milestoneToo && context.isMilestone(target)) {
      return Dependency.on(MilestoneId.of(target));
    }
    context.dangling(in, node, at, target, taskToo, taskToo && milestoneToo);
    return null;
  }

  private List<String> requires() {
    List<String> requires = in.texts(map, "requires", path);
    if (!requires.isEmpty() && map.get("requires") instanceof YamlSequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        if (sequence.items().get(i) instanceof YamlScalar scalar && !scalar.text().isBlank()) {
          context.warnCapability(in, scalar, path.at("requires").at(i), scalar.text());
        }
      }
    }
    return requires;
  }

  private Map<String, Integer> resources() {
    YamlNode node = map.get("resources");
    if (node == null) {
      return Map.of();
    }
    FieldPath here = path.at("resources");
    YamlMapping wanted = in.map(node, here, "a map of resource to units");
    if (wanted == null) {
      return Map.of();
    }
    Map<String, Integer> units = new LinkedHashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      String name = wanted.key(i);
      FieldPath at = here.at(name);
      Integer capacity = context.resources.get(name);
      if (capacity == null) {
        capacity = context.known.resources().get(name);
      }
      if (capacity == null) {
        List<String> declared = new ArrayList<>(context.resources.keySet());
        declared.addAll(context.known.resources().keySet());
        in.problem(
            wanted.value(i),
            at,
            "the undeclared resource '" + name + "'",
            declared.isEmpty()
                ? "a resource of the plan"
                : "one of: " + String.join(", ", declared),
            Nearest.hint(name, declared, "declare it: resources: {" + name + ": 1}"));
        continue;
      }
      int most = capacity;
      in.integer(wanted.value(i), at, 1, most).ifPresent(n -> units.put(name, n));
    }
    return units;
  }

  private Optional<Estimate> estimate() {
    YamlNode node = map.get("estimate");
    if (node == null) {
      return Optional.empty();
    }
    FieldPath here = path.at("estimate");
    if (!(node instanceof YamlMapping points)) {
      return work(node, here).map(Estimate::of);
    }
    in.knownKeys(points, here, PlanKeys.ESTIMATE.keys());
    List<Duration> read = new ArrayList<>(3);
    for (String key : PlanKeys.ESTIMATE.keys()) {
      YamlNode value = points.get(key);
      if (value == null) {
        String all = "optimistic, likely and pessimistic";
        in.problem(
            points, here.at(key), "nothing", all, "or write one duration instead of the map");
      } else {
        work(value, here.at(key)).ifPresent(read::add);
      }
    }
    if (read.size() < 3) {
      return Optional.empty();
    }
    Duration optimistic = read.get(0);
    Duration likely = read.get(1);
    Duration pessimistic = read.get(2);
    if (optimistic.compareTo(likely) > 0 || likely.compareTo(pessimistic) > 0) {
      in.problem(
          points,
          here,
          DurationText.brief(optimistic)
              + ", "
              + DurationText.brief(likely)
              + ", "
              + DurationText.brief(pessimistic),
          "optimistic <= likely <= pessimistic",
          "put the three points in order");
      return Optional.empty();
    }
    return Optional.of(new Estimate(optimistic, likely, pessimistic));
  }

  /** Working time: with a calendar a day is a working day. */
  private Optional<Duration> work(YamlNode node, FieldPath at) {
    return in.duration(node, at, context.day(), context.week());
  }

  private List<String> files() {
    List<String> files = in.texts(map, "files", path);
    if (!files.isEmpty() && map.get("files") instanceof YamlSequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        YamlNode item = sequence.items().get(i);
        if (item instanceof YamlScalar scalar && !scalar.text().isBlank()) {
          Optional<String> fault = Globs.fault(scalar.text());
          if (fault.isPresent()) {
            in.problem(
                item,
                path.at("files").at(i),
                item.shown(),
                "a glob below the project's root, such as src/auth/**",
                fault.get());
          }
        }
      }
    }
    return files;
  }

  private Optional<Duration> timeout() {
    Optional<Duration> timeout = in.duration(map, "timeout", path);
    YamlNode node = map.get("timeout");
    if (node != null && timeout.isPresent() && timeout.get().isZero()) {
      in.problem(
          node,
          path.at("timeout"),
          node.shown(),
          "more than nothing",
          "or remove the key: no limit");
      return Optional.empty();
    }
    return timeout;
  }

  private RetryPolicy retry() {
    YamlNode node = map.get("retry");
    if (node == null) {
      return RetryPolicy.NONE;
    }
    FieldPath here = path.at("retry");
    YamlMapping retry = in.map(node, here, "{attempts: …, backoff: …}");
    if (retry == null) {
      return RetryPolicy.NONE;
    }
    in.knownKeys(retry, here, PlanKeys.RETRY.keys());
    int attempts = in.integer(retry, "attempts", here, 1, RetryPolicy.MAX_ATTEMPTS).orElse(1);
    return new RetryPolicy(attempts, in.duration(retry, "backoff", here).orElse(Duration.ZERO));
  }
}
