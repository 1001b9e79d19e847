package dev.milestone.cli;

import dev.milestone.ImportReport;
import dev.milestone.Plan;
import dev.milestone.PlanChange;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a plan came to, as JSON. */
final class PlanJson {

  private PlanJson() {}

  static Map<String, Object> of(Plan plan) {
    Map<String, Object> schedule = Json.object();
    schedule.put("makespan", Json.duration(plan.makespan()));
    schedule.put(
        "tasks",
        Documents.all(
            plan.schedule(),
            task -> {
              Map<String, Object> json = Json.object();
              json.put("id", task.id());
              json.put("start", Json.duration(task.start()));
              json.put("finish", Json.duration(task.finish()));
              json.put("slack", Json.duration(task.slack()));
              return json;
            }));
    schedule.put("critical_path", Documents.texts(plan.criticalPath()));
    Map<MilestoneId, List<Object>> tasks = new LinkedHashMap<>();
    for (TaskDefinition task : plan.tasks()) {
      tasks.computeIfAbsent(task.milestone(), id -> new ArrayList<>()).add(task.id().value());
    }
    Map<String, Object> json = Json.object();
    json.put(
        "milestones",
        Documents.all(
            plan.milestones(),
            milestone -> {
              Map<String, Object> one = Documents.milestoneDefinition(milestone);
              if (!plan.tasks().isEmpty()) {
                one.put("tasks", tasks.getOrDefault(milestone.id(), List.of()));
              }
              return one;
            }));
    json.put("schedule", schedule);
    json.put("warnings", plan.warnings());
    json.put("added", plan.added());
    json.put("changed", plan.changed());
    json.put("removed", plan.removed());
    json.put("changes", Documents.all(plan.changes(), PlanJson::change));
    json.put("dry_run", plan.dryRun());
    if (!plan.imported().isEmpty()) {
      json.put("imported", imported(plan.imported().get(0)));
    }
    if (plan.imported().size() > 1) {
      json.put("imports", Documents.all(plan.imported(), PlanJson::imported));
    }
    Documents.text(json, "correlation_id", plan.correlationId());
    return json;
  }

  private static Map<String, Object> change(PlanChange change) {
    Map<String, Object> json = Json.object();
    json.put("kind", change.kind().text());
    json.put("what", change.what());
    json.put("id", change.id());
    json.put("title", change.title());
    Documents.list(json, "fields", change.fields());
    return json;
  }

  private static Map<String, Object> imported(ImportReport report) {
    Map<String, Object> json = Json.object();
    json.put("format", report.format());
    json.put("tasks", report.tasks());
    json.put("subtasks", report.subtasks());
    json.put("dependency_edges", report.dependencyEdges());
    json.put("dangling", report.dangling());
    json.put("has_cycle", report.hasCycle());
    json.put("cycle", report.cycle());
    json.put("ready", report.ready());
    report.longestOpenChain().ifPresent(chain -> json.put("longest_open_chain", chain));
    if (report.leadTimeP50().isPresent()) {
      Map<String, Object> lead = Json.object();
      lead.put("p50", report.leadTimeP50());
      lead.put("p85", report.leadTimeP85());
      json.put("lead_time_hours", lead);
    }
    json.put("skipped", Documents.all(report.skipped(), PlanJson::skipped));
    return json;
  }

  private static Map<String, Object> skipped(ImportReport.Skipped skipped) {
    Map<String, Object> json = Json.object();
    json.put("where", skipped.where());
    json.put("what", skipped.what());
    json.put("why", skipped.why());
    return json;
  }
}
