package dev.milestone.core.plan;

import static dev.milestone.core.plan.DefinitionCodec.list;
import static dev.milestone.core.plan.DefinitionCodec.map;
import static dev.milestone.core.plan.DefinitionCodec.text;
import static dev.milestone.core.plan.DefinitionCodec.texts;

import dev.milestone.model.Criterion;
import dev.milestone.model.Deliverable;
import dev.milestone.model.ExternalDependency;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.SyncPoint;
import dev.milestone.model.TaskId;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Milestones as JSON values; the same rules as {@link DefinitionCodec}. Stateless. */
public final class MilestoneCodec {
  private MilestoneCodec() {}

  /** A milestone. */
  public static Map<String, Object> encode(MilestoneDefinition milestone) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", milestone.id().value());
    map.put("title", milestone.title());
    DefinitionCodec.putText(map, "description", milestone.description());
    DefinitionCodec.putList(
        map, "depends_on", milestone.dependsOn().stream().map(MilestoneId::value).toList());
    milestone.due().ifPresent(due -> map.put("due", due.toString()));
    milestone.value().ifPresent(value -> map.put("value", value));
    List<Object> criteria = new ArrayList<>();
    for (Criterion criterion : milestone.successCriteria()) {
      if (criterion.verify().isEmpty()) {
        criteria.add(criterion.text());
      } else {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("text", criterion.text());
        item.put("verify", criterion.verify());
        criteria.add(item);
      }
    }
    DefinitionCodec.putList(map, "success_criteria", criteria);
    List<Object> deliverables = new ArrayList<>();
    for (Deliverable deliverable : milestone.deliverables()) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("path", deliverable.path());
      DefinitionCodec.putText(item, "acceptance", deliverable.acceptance());
      deliverables.add(item);
    }
    DefinitionCodec.putList(map, "deliverables", deliverables);
    List<Object> external = new ArrayList<>();
    for (ExternalDependency dependency : milestone.externalDependencies()) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("name", dependency.name());
      DefinitionCodec.putList(item, "verify", dependency.verify());
      external.add(item);
    }
    DefinitionCodec.putList(map, "external_dependencies", external);
    DefinitionCodec.putList(map, "sign_off", milestone.signOff());
    if (milestone.integrationTests()) {
      map.put("integration_tests", true);
    }
    if (milestone.codeReview()) {
      map.put("code_review", true);
    }
    BudgetCodec.put(map, milestone.budget());
    List<Object> points = new ArrayList<>();
    for (SyncPoint point : milestone.syncPoints()) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("id", point.id());
      item.put("after", point.after().stream().map(TaskId::value).toList());
      points.add(item);
    }
    DefinitionCodec.putList(map, "sync_points", points);
    DefinitionCodec.putExtensions(map, milestone.extensions());
    return map;
  }

  /** Reads a milestone. */
  public static MilestoneDefinition milestone(Map<String, Object> map) {
    MilestoneDefinition.Builder milestone =
        MilestoneDefinition.builder(MilestoneId.of(text(map, "id")), text(map, "title"))
            .description(text(map, "description"))
            .dependsOn(texts(map.get("depends_on")).stream().map(MilestoneId::of).toList())
            .signOff(texts(map.get("sign_off")))
            .integrationTests(Boolean.TRUE.equals(map.get("integration_tests")))
            .codeReview(Boolean.TRUE.equals(map.get("code_review")))
            .extensions(DefinitionCodec.extensions(map));
    String due = text(map, "due");
    if (!due.isEmpty()) {
      milestone.due(LocalDate.parse(due));
    }
    if (map.get("value") instanceof Number value) {
      milestone.value(java.util.OptionalDouble.of(value.doubleValue()));
    }
    List<Criterion> criteria = new ArrayList<>();
    for (Object item : items(map.get("success_criteria"))) {
      criteria.add(
          item instanceof String text
              ? new Criterion(text, List.of())
              : new Criterion(text(map(item), "text"), texts(map(item).get("verify"))));
    }
    List<Deliverable> deliverables = new ArrayList<>();
    for (Object item : items(map.get("deliverables"))) {
      deliverables.add(new Deliverable(text(map(item), "path"), text(map(item), "acceptance")));
    }
    List<ExternalDependency> external = new ArrayList<>();
    for (Object item : items(map.get("external_dependencies"))) {
      external.add(new ExternalDependency(text(map(item), "name"), texts(map(item).get("verify"))));
    }
    List<SyncPoint> points = new ArrayList<>();
    for (Object item : items(map.get("sync_points"))) {
      List<TaskId> after = texts(map(item).get("after")).stream().map(TaskId::of).toList();
      points.add(new SyncPoint(text(map(item), "id"), after));
    }
    return milestone
        .successCriteria(criteria)
        .deliverables(deliverables)
        .externalDependencies(external)
        .syncPoints(points)
        .budget(BudgetCodec.budget(map.get("budget")))
        .build();
  }

  private static List<?> items(@Nullable Object value) {
    return value == null ? List.of() : list(value);
  }
}
