package dev.milestone.core.plan;

import dev.milestone.core.plan.PlanContext.MilestoneDraft;
import dev.milestone.core.yaml.FieldPath;
import dev.milestone.core.yaml.NodeReader;
import dev.milestone.core.yaml.YamlMapping;
import dev.milestone.core.yaml.YamlNode;
import dev.milestone.core.yaml.YamlScalar;
import dev.milestone.model.Budget;
import dev.milestone.model.Criterion;
import dev.milestone.model.Deliverable;
import dev.milestone.model.ExternalDependency;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.SyncPoint;
import dev.milestone.model.TaskId;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an item of {@code milestones} without its tasks, once all ids of the files are known. */
final class MilestoneReader {
  private final PlanContext context;
  private final NodeReader in;
  private final YamlMapping map;
  private final FieldPath path;
  private final @Nullable MilestoneId id;

  private MilestoneReader(PlanContext context, MilestoneDraft draft) {
    this.context = context;
    this.in = draft.in;
    this.map = draft.node;
    this.path = draft.path;
    this.id = draft.id;
  }

  /** The milestone, or null when it has no usable id; what is wrong has been reported. */
  static @Nullable MilestoneDefinition read(PlanContext context, MilestoneDraft draft) {
    return new MilestoneReader(context, draft).read();
  }

  private @Nullable MilestoneDefinition read() {
    in.knownKeys(map, path, PlanKeys.MILESTONE.keys());
    String title = in.text(map, "title", path);
    String description = in.text(map, "description", path);
    List<MilestoneId> dependsOn = dependsOn();
    YamlNode due = map.get("due");
    Optional<LocalDate> day =
        due == null ? Optional.empty() : CalendarReader.date(in, due, path.at("due"));
    OptionalDouble value = value();
    List<Criterion> criteria = criteria();
    List<Deliverable> deliverables = deliverables();
    List<ExternalDependency> external = external();
    List<String> signOff = in.texts(map, "sign_off", path);
    boolean integrationTests = in.bool(map, "integration_tests", path, false);
    boolean codeReview = in.bool(map, "code_review", path, false);
    Budget budget = BudgetReader.read(in, map, path);
    List<SyncPoint> syncPoints = syncPoints();
    if (id == null) {
      return null;
    }
    return new MilestoneDefinition(
        id,
        title == null ? id.value() : title,
        description == null ? "" : description,
        dependsOn,
        day,
        value,
        criteria,
        deliverables,
        external,
        signOff,
        integrationTests,
        codeReview,
        budget,
        syncPoints,
        PlanContext.extensions(map));
  }

  private List<MilestoneId> dependsOn() {
    List<YamlNode> items = in.items(map, "depends_on", path);
    List<MilestoneId> dependsOn = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      FieldPath at = path.at("depends_on").at(i);
      String target = AgentReader.grammatical(in, items.get(i), at, "milestone-001");
      if (target == null) {
        continue;
      }
      if (id != null && target.equals(id.value())) {
        in.problem(
            items.get(i),
            at,
            "the milestone itself",
            "another milestone",
            "remove it: it would never start");
      } else if (!context.isMilestone(target)) {
        context.dangling(in, items.get(i), at, target, false, false);
      } else if (dependsOn.contains(MilestoneId.of(target))) {
        context.warn(
            in, items.get(i), at, "'" + target + "' a second time", "it once", "remove one");
      } else {
        dependsOn.add(MilestoneId.of(target));
      }
    }
    return dependsOn;
  }

  private OptionalDouble value() {
    YamlNode node = map.get("value");
    if (node == null) {
      return OptionalDouble.empty();
    }
    if (node instanceof YamlScalar scalar
        && (scalar.kind() == YamlScalar.Kind.INTEGER || scalar.kind() == YamlScalar.Kind.REAL)) {
      double value = Double.parseDouble(scalar.text());
      if (Double.isFinite(value)) {
        return OptionalDouble.of(value);
      }
    }
    in.problem(node, path.at("value"), node.shown(), "a number", "write digits, unquoted");
    return OptionalDouble.empty();
  }

  private List<Criterion> criteria() {
    List<YamlNode> items = in.items(map, "success_criteria", path);
    List<Criterion> criteria = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      FieldPath at = path.at("success_criteria").at(i);
      if (items.get(i) instanceof YamlMapping item) {
        in.knownKeys(item, at, PlanKeys.CRITERION.keys());
        String text = required(item, "text", at, "a sentence");
        List<String> verify = Arguments.verification(in, item, at);
        if (text != null) {
          criteria.add(new Criterion(text, verify));
        }
      } else {
        String text = in.text(items.get(i), at);
        if (text != null) {
          criteria.add(new Criterion(text, List.of()));
        }
      }
    }
    return criteria;
  }

  private List<Deliverable> deliverables() {
    List<YamlNode> items = in.items(map, "deliverables", path);
    List<Deliverable> deliverables = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      FieldPath at = path.at("deliverables").at(i);
      YamlNode node = items.get(i);
      String file;
      String acceptance = null;
      FieldPath fileAt = at;
      YamlNode fileNode = node;
      if (node instanceof YamlMapping item) {
        in.knownKeys(item, at, PlanKeys.DELIVERABLE.keys());
        file = required(item, "path", at, "a path");
        acceptance = in.text(item, "acceptance", at);
        fileAt = at.at("path");
        YamlNode read = item.get("path");
        fileNode = read == null ? item : read;
      } else {
        file = in.text(node, at);
      }
      if (file == null) {
        continue;
      }
      Optional<String> fault = Globs.pathFault(file);
      if (fault.isPresent()) {
        String expected = "a path below the project's root";
        in.problem(fileNode, fileAt, "'" + file + "'", expected, fault.get());
      } else {
        deliverables.add(new Deliverable(file, acceptance == null ? "" : acceptance));
      }
    }
    return deliverables;
  }

  private List<ExternalDependency> external() {
    List<YamlNode> items = in.items(map, "external_dependencies", path);
    List<ExternalDependency> external = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      FieldPath at = path.at("external_dependencies").at(i);
      String name;
      List<String> verify = List.of();
      if (items.get(i) instanceof YamlMapping item) {
        in.knownKeys(item, at, PlanKeys.EXTERNAL_DEPENDENCY.keys());
        name = required(item, "name", at, "a name");
        verify = Arguments.verification(in, item, at);
      } else {
        name = in.text(items.get(i), at);
      }
      if (name != null) {
        external.add(new ExternalDependency(name, verify));
      }
    }
    return external;
  }

  private @Nullable String required(YamlMapping item, String key, FieldPath at, String expected) {
    if (item.get(key) == null) {
      in.problem(item, at.at(key), "nothing", expected, "add '" + key + ": …'");
      return null;
    }
    return in.text(item, key, at);
  }

  private List<SyncPoint> syncPoints() {
    List<YamlNode> items = in.items(map, "sync_points", path);
    List<SyncPoint> points = new ArrayList<>(items.size());
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      FieldPath at = path.at("sync_points").at(i);
      YamlMapping item = in.map(items.get(i), at, "{id: …, after: [tasks]}");
      if (item == null) {
        continue;
      }
      in.knownKeys(item, at, PlanKeys.SYNC_POINT.keys());
      String point = AgentReader.id(in, item, at, "api-frozen");
      if (point != null && !ids.add(point)) {
        YamlNode node = item.get("id");
        in.problem(
            node == null ? item : node,
            at.at("id"),
            "'" + point + "' a second time",
            "each id once",
            "rename one");
      }
      List<TaskId> after = after(item, at);
      if (point != null) {
        points.add(new SyncPoint(point, after));
      }
    }
    return points;
  }

  private List<TaskId> after(YamlMapping item, FieldPath path) {
    List<YamlNode> items = in.items(item, "after", path);
    List<TaskId> after = new ArrayList<>(items.size());
    if (items.isEmpty() && !(item.get("after") instanceof YamlScalar)) {
      in.problem(
          item, path.at("after"), "nothing", "a list of tasks", "name the tasks it waits for");
    }
    for (int i = 0; i < items.size(); i++) {
      FieldPath at = path.at("after").at(i);
      String task = AgentReader.grammatical(in, items.get(i), at, "task-001-003");
      if (task != null) {
        if (context.isTask(task)) {
          after.add(TaskId.of(task));
        } else {
          context.dangling(in, items.get(i), at, task, true, false);
        }
      }
    }
    return after;
  }
}
