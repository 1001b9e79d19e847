package dev.milestone.cli;

import dev.milestone.ImportReport;
import dev.milestone.Plan;
import dev.milestone.ScheduledTask;
import dev.milestone.model.Dependency;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a plan came to, in words: milestones and tasks in order with a small Gantt chart, critical
 * path, warnings, changes.
 */
final class PlanText {

  /** Most tasks that the chart shows. */
  static final int MAX_TASKS = 200;

  private static final int MAX_WARNINGS = 50;

  private final Plan plan;
  private final Style style;
  private final int width;
  private final Map<TaskId, TaskDefinition> tasks = new HashMap<>();
  private final Set<TaskId> critical;

  PlanText(Plan plan, Style style, int width) {
    this.plan = plan;
    this.style = style;
    this.width = width;
    this.critical = new HashSet<>(plan.criticalPath());
    plan.tasks().forEach(task -> tasks.put(task.id(), task));
  }

  /** Only what changed and what looks wrong. */
  List<String> brief() {
    List<String> lines = new ArrayList<>();
    warnings(lines);
    return lines;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(headline()));
    lines.add(changes());
    plan.imported().forEach(report -> lines.add(imported(report)));
    PlanDiff.lines(plan, style, width).forEach(lines::add);
    chart(lines);
    if (!plan.criticalPath().isEmpty()) {
      lines.add("");
      lines.add(
          style.bold("CRITICAL PATH")
              + "  "
              + Text.duration(plan.makespan())
              + " with enough agents");
      lines.addAll(
          Text.wrap(
              "  ",
              "  ",
              String.join(
                  " → ", plan.criticalPath().stream().map(TaskId::value).limit(MAX_TASKS).toList()),
              width));
    }
    warnings(lines);
    lines.add("");
    lines.add(plan.dryRun() ? "Nothing was changed (--dry-run)." : "Next: milestone execute");
    return lines;
  }

  private String headline() {
    return Text.count(plan.milestones().size(), "milestone")
        + ", "
        + Text.count(plan.schedule().size(), "task")
        + ", "
        + Text.duration(plan.makespan());
  }

  private String changes() {
    if (plan.added() + plan.changed() + plan.removed() == 0) {
      return "unchanged: the project has all of this already";
    }
    return (plan.dryRun() ? "would be: " : "")
        + plan.added()
        + " added, "
        + plan.changed()
        + " changed, "
        + plan.removed()
        + " removed";
  }

  private void chart(List<String> lines) {
    Map<MilestoneId, List<ScheduledTask>> rows = new LinkedHashMap<>();
    plan.milestoneIds().forEach(id -> rows.put(id, new ArrayList<>()));
    List<ScheduledTask> loose = new ArrayList<>();
    for (ScheduledTask task : plan.schedule()) {
      TaskDefinition definition = tasks.get(task.id());
      List<ScheduledTask> row = definition == null ? loose : rows.get(definition.milestone());
      (row == null ? loose : row).add(task);
    }
    int left = MAX_TASKS;
    for (MilestoneDefinition milestone : plan.milestones()) {
      lines.add("");
      lines.add(
          style.bold(milestone.id().value())
              + "  "
              + Text.line(milestone.title(), width - 30)
              + milestone.due().map(due -> style.dim("  due " + due)).orElse(""));
      if (!milestone.dependsOn().isEmpty()) {
        lines.add(
            style.dim(
                "  after " + Text.some(milestone.dependsOn(), milestone.dependsOn().size(), 5)));
      }
      left = rows(lines, rows.getOrDefault(milestone.id(), List.of()), left);
    }
    rows(lines, loose, left);
  }

  private int rows(List<String> lines, List<ScheduledTask> some, int left) {
    int shown = Math.min(left, some.size());
    int name = Math.max(16, Math.min(44, width / 2 - 8));
    int cells = Math.max(10, width - name - 16);
    for (ScheduledTask task : some.subList(0, shown)) {
      TaskDefinition definition = tasks.get(task.id());
      String title = definition == null ? "" : definition.title();
      String label = Text.line(task.id() + " " + title, name);
      String bar = bar(task, cells);
      boolean onPath = critical.contains(task.id());
      lines.add(
          "  "
              + label
              + " ".repeat(name - label.length() + 1)
              + (onPath ? style.yellow(bar) : style.cyan(bar))
              + " "
              + length(task, definition));
      waits(definition).forEach(lines::add);
    }
    if (shown < some.size()) {
      lines.add(style.dim("  … " + Text.count(some.size() - shown, "more task")));
    }
    return left - shown;
  }

  /** Links that a bar does not show: other than finish to start, or with a lag. */
  private List<String> waits(@org.jspecify.annotations.Nullable TaskDefinition definition) {
    if (definition == null) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    for (Dependency dependency : definition.dependencies()) {
      if (!dependency.lag().isZero() || !dependency.type().text().equals("finish-start")) {
        String lag = dependency.lag().isZero() ? "" : " + " + Text.duration(dependency.lag());
        lines.add(style.dim("    " + dependency.type().text() + " " + dependency.target() + lag));
      }
    }
    return lines;
  }

  private String length(
      ScheduledTask task, @org.jspecify.annotations.Nullable TaskDefinition definition) {
    Duration length = task.finish().minus(task.start());
    boolean estimated = definition == null || definition.estimate().isPresent();
    return estimated ? Text.duration(length) : style.dim(Text.duration(length) + " ?");
  }

  private String bar(ScheduledTask task, int cells) {
    double total = Math.max(1, plan.makespan().toMillis());
    int from = (int) Math.floor(task.start().toMillis() / total * cells);
    int to = (int) Math.ceil(task.finish().toMillis() / total * cells);
    int slack = (int) Math.floor(task.finish().plus(task.slack()).toMillis() / total * cells);
    from = Math.min(from, cells - 1);
    to = Math.max(from + 1, Math.min(to, cells));
    slack = Math.max(to, Math.min(slack, cells));
    String block = critical.contains(task.id()) ? "█" : "▓";
    return " ".repeat(from)
        + block.repeat(to - from)
        + "·".repeat(slack - to)
        + " ".repeat(cells - slack);
  }

  private static String imported(ImportReport report) {
    return "from "
        + report.format()
        + ": "
        + Text.count(report.tasks(), "task")
        + (report.subtasks() == 0 ? "" : ", " + Text.count(report.subtasks(), "subtask"))
        + ", "
        + (report.dependencyEdges() == 1
            ? "1 dependency"
            : report.dependencyEdges() + " dependencies")
        + (report.dangling() == 0 ? "" : " (" + report.dangling() + " on nothing)")
        + (report.hasCycle() ? ", a cycle" : "")
        + ", "
        + report.ready().size()
        + " ready";
  }

  private void warnings(List<String> lines) {
    // Those of other tools' plans can be many: they go to standard error.
    if (plan.warnings().isEmpty() || !plan.imported().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(style.bold("WARNINGS"));
    for (String warning :
        plan.warnings().subList(0, Math.min(MAX_WARNINGS, plan.warnings().size()))) {
      lines.addAll(Text.wrap("  " + style.yellow("!") + " ", "    ", warning, width));
    }
    if (plan.warnings().size() > MAX_WARNINGS) {
      lines.add("  … " + (plan.warnings().size() - MAX_WARNINGS) + " more");
    }
  }
}
