package dev.milestone.cli;

import dev.milestone.Blocker;
import dev.milestone.BudgetReport;
import dev.milestone.MetricsReport;
import dev.milestone.Recommendation;
import dev.milestone.StatusReport;
import dev.milestone.model.AgentView;
import dev.milestone.model.Cost;
import dev.milestone.model.Decision;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.Milestone;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.Risk;
import dev.milestone.model.Task;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The status dashboard as text, from a report alone: the same report gives the same lines. */
final class Dashboard {

  /** How many tasks of a chain are named. */
  static final int MAX_CHAIN = 8;

  private static final int MAX_MILESTONES = 40;
  private static final int MAX_RUNNING = 12;
  private static final int MAX_BUDGETS = 20;
  private static final int MAX_ROWS = 12;
  private static final String TITLE = "MILESTONE STATUS DASHBOARD";

  private final StatusReport report;
  private final Style style;
  private final int width;
  private final Map<TaskId, Task> tasks = new HashMap<>();
  private final List<String> lines = new ArrayList<>();

  Dashboard(StatusReport report, Style style, int width) {
    this.report = report;
    this.style = style;
    this.width = width;
    report.tasks().forEach(task -> tasks.put(task.id(), task));
  }

  /** The lines. */
  List<String> lines() {
    lines.clear();
    String title = report.project().isEmpty() ? TITLE : TITLE + " · " + report.project();
    lines.add(style.bold(title));
    lines.add("=".repeat(title.length()));
    if (report.milestones().isEmpty() && report.archived().isEmpty()) {
      lines.add("");
      lines.add("No milestone yet. Next: milestone plan FILE");
      return lines;
    }
    overall();
    current();
    active();
    criticalPath();
    metrics();
    budgets();
    agents();
    risks();
    blockers();
    conflicts();
    decisions();
    recommendations();
    lines.add("");
    lines.add(style.dim("as of " + Text.second(report.time()) + ", event " + report.sequence()));
    return lines;
  }

  private void head(String title) {
    lines.add("");
    lines.add(style.bold(title + ":"));
  }

  private void overall() {
    String counted = counted(report);
    lines.add("");
    lines.add(
        "Overall Progress: "
            + style.green(Text.bar(report.progress(), Math.min(20, width - 27 - counted.length())))
            + " "
            + style.bold(Text.percent(report.progress()))
            + " ("
            + counted
            + ")");
  }

  /** How many milestones are completed, archived ones among them. */
  static String counted(StatusReport report) {
    int all = report.milestones().size() + report.archived().size();
    long open =
        report.milestones().stream().filter(m -> m.status() != MilestoneStatus.COMPLETED).count();
    return (all - open) + " of " + Text.count(all, "milestone") + " completed";
  }

  private void current() {
    report
        .current()
        .flatMap(id -> report.milestones().stream().filter(m -> m.id().equals(id)).findFirst())
        .ifPresent(
            m ->
                lines.addAll(
                    Text.wrap(
                        "Current Milestone: ",
                        "  ",
                        m.id()
                            + " \""
                            + Text.line(m.definition().title(), 200)
                            + "\" (Progress: "
                            + Text.percent(m.progress())
                            + m.definition().due().map(due -> ", Due: " + due).orElse("")
                            + ")",
                        width)));
  }

  private void active() {
    List<Milestone> shown =
        report.milestones().stream()
            .filter(m -> m.status() != MilestoneStatus.CANCELLED)
            .limit(MAX_MILESTONES)
            .toList();
    if (shown.isEmpty()) {
      return;
    }
    head("ACTIVE MILESTONES");
    int label =
        Math.min(width / 2 - 2, shown.stream().mapToInt(m -> label(m).length()).max().orElse(10));
    int left =
        (int)
                report.milestones().stream()
                    .filter(m -> m.status() != MilestoneStatus.CANCELLED)
                    .count()
            - shown.size();
    for (int i = 0; i < shown.size(); i++) {
      Milestone m = shown.get(i);
      boolean last = i == shown.size() - 1 && left == 0;
      String name = Text.line(label(m), label);
      String row =
          (last ? "└── " : "├── ")
              + name
              + " ".repeat(label - name.length() + 1)
              + bar(m)
              + " "
              + String.format("%4s", Text.percent(m.progress()));
      String indent = last ? "    " : "│   ";
      String where = where(m);
      if (label + 25 + where.length() <= width) {
        lines.add(row + " (" + where + ")");
      } else {
        lines.add(row);
        lines.addAll(Text.wrap(indent, indent, "(" + where + ")", width));
      }
      running(m, indent);
    }
    if (left > 0) {
      lines.add("└── … " + Text.count(left, "more milestone"));
    }
  }

  private static String label(Milestone m) {
    return m.id() + ": " + m.definition().title();
  }

  private String bar(Milestone m) {
    String bar = Text.bar(m.progress(), 10);
    return switch (m.status()) {
      case COMPLETED -> style.green(bar);
      case BLOCKED -> style.red(bar);
      case ACTIVE -> style.yellow(bar);
      default -> style.dim(bar);
    };
  }

  private void running(Milestone m, String indent) {
    List<Task> running =
        m.tasks().stream()
            .map(tasks::get)
            .filter(
                t ->
                    t != null
                        && (t.status() == TaskStatus.RUNNING || t.status() == TaskStatus.VERIFYING))
            .toList();
    int shown = Math.min(running.size(), MAX_RUNNING);
    for (Task task : running.subList(0, shown)) {
      lines.add(
          indent
              + sign(task.status(), style)
              + " "
              + Text.line(
                  task.id()
                      + " "
                      + task.definition().title()
                      + task.agent().map(agent -> ", " + agent).orElse("")
                      + (task.attemptCount() > 1 ? ", attempt " + task.attemptCount() : ""),
                  width - indent.length() - 2));
    }
    if (shown < running.size()) {
      lines.add(indent + "… " + (running.size() - shown) + " more running");
    }
  }

  private String where(Milestone m) {
    Map<TaskStatus, Integer> n = m.counts();
    List<String> parts = new ArrayList<>();
    parts.add(
        switch (m.status()) {
          case PLANNED ->
              m.definition().dependsOn().isEmpty()
                  ? "planned"
                  : "planned, after "
                      + Text.some(m.definition().dependsOn(), m.definition().dependsOn().size(), 3);
          case COMPLETED -> "completed, to be archived";
          default -> m.status().text();
        });
    count(parts, n, TaskStatus.RUNNING, "running");
    count(parts, n, TaskStatus.VERIFYING, "verifying");
    count(parts, n, TaskStatus.READY, "ready");
    count(parts, n, TaskStatus.FAILED, "failed");
    count(parts, n, TaskStatus.BLOCKED, "blocked");
    int open =
        m.tasks().size()
            - n.getOrDefault(TaskStatus.SUCCEEDED, 0)
            - n.getOrDefault(TaskStatus.CANCELLED, 0);
    if (open > 0) {
      parts.add(open + " of " + m.tasks().size() + " remaining");
    }
    m.definition()
        .due()
        .ifPresent(
            due -> {
              long days =
                  Duration.between(
                          report.time(), due.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant())
                      .toDays();
              if (m.status() != MilestoneStatus.COMPLETED) {
                parts.add(days < 0 ? "overdue since " + due : "due " + due);
              }
            });
    return String.join(", ", parts);
  }

  private static void count(
      List<String> parts, Map<TaskStatus, Integer> n, TaskStatus status, String word) {
    int count = n.getOrDefault(status, 0);
    if (count > 0) {
      parts.add(count + " " + word);
    }
  }

  private void criticalPath() {
    if (report.criticalPath().isEmpty()) {
      return;
    }
    head("CRITICAL PATH STATUS");
    List<String> steps = new ArrayList<>();
    for (TaskId id : report.criticalPath()) {
      if (steps.size() == 20) {
        steps.add("… " + (report.criticalPath().size() - 20) + " more");
        break;
      }
      Task task = tasks.get(id);
      // The sign stays with its id when the line is broken.
      steps.add(task == null ? id.value() : sign(task.status(), Style.PLAIN) + "\u00a0" + id);
    }
    Text.wrap("", "  ", String.join(" → ", steps), width)
        .forEach(line -> lines.add(line.replace('\u00a0', ' ')));
    lines.add("Remaining: " + Text.duration(report.remaining()) + " of work, one after the other");
  }

  private void metrics() {
    MetricsReport m = report.metrics();
    List<String> rows = new ArrayList<>();
    m.averageDuration().ifPresent(d -> rows.add("Average milestone duration: " + Text.duration(d)));
    m.averageTaskDuration().ifPresent(d -> rows.add("Average task duration: " + Text.duration(d)));
    m.completionRate()
        .ifPresent(
            r ->
                rows.add(
                    "Completion rate: "
                        + Text.percent(r)
                        + " of milestones with a due date in time "
                        + good(r >= 0.9)));
    m.efficiencyRatio()
        .ifPresent(r -> rows.add("Efficiency ratio: " + ratio(r) + " " + good(r <= 1.1)));
    if (!m.velocityTrend().isEmpty()) {
      rows.add(
          "Velocity: "
              + String.join(", ", m.velocityTrend().stream().map(Text::number).toList())
              + " tasks a day (last days with work, oldest first)");
    }
    m.blockerResolutionHours()
        .ifPresent(
            h ->
                rows.add(
                    "Blocker resolution time: "
                        + Text.duration(Duration.ofMillis(Math.round(h * 3_600_000)))
                        + " average"));
    m.blockerCascade()
        .ifPresent(
            c ->
                rows.add(
                    "Blocker cascade: "
                        + Text.number(c)
                        + " tasks held up by a blocker on average"));
    m.blockerPreventionRate()
        .ifPresent(
            p ->
                rows.add(
                    "Blocker prevention: "
                        + Text.percent(p)
                        + " of failed attempts mended by a retry"));
    if (m.attempts() > 0) {
      rows.add(
          "Attempts: "
              + m.attempts()
              + (m.lostAttempts() > 0
                  ? " (" + m.lostAttempts() + " lost: their engine or agent died)"
                  : ""));
    }
    if (!m.cost().equals(Cost.NONE)) {
      rows.add("Cost: " + cost(m.cost()));
    }
    if (!rows.isEmpty()) {
      head("PERFORMANCE METRICS");
      rows.forEach(row -> lines.addAll(Text.wrap("- ", "  ", row, width)));
    }
  }

  private void budgets() {
    if (report.budgets().isEmpty()) {
      return;
    }
    head("BUDGETS");
    int shown = Math.min(MAX_BUDGETS, report.budgets().size());
    for (BudgetReport budget : report.budgets().subList(0, shown)) {
      String row = budgetWords(budget);
      lines.addAll(Text.wrap("- ", "  ", row, width));
    }
    if (shown < report.budgets().size()) {
      lines.add("  … " + (report.budgets().size() - shown) + " more");
    }
  }

  /** A budget in a line. */
  static String budgetWords(BudgetReport budget) {
    List<String> parts = new ArrayList<>();
    budget
        .limit()
        .money()
        .ifPresent(
            money ->
                parts.add(
                    budget.spent().money().toPlainString()
                        + " of "
                        + money.toPlainString()
                        + " "
                        + budget.limit().currency()));
    budget
        .limit()
        .tokens()
        .ifPresent(tokens -> parts.add(budget.spent().tokens() + " of " + tokens + " tokens"));
    budget
        .limit()
        .time()
        .ifPresent(time -> parts.add(Text.duration(budget.time()) + " of " + Text.duration(time)));
    budget
        .limit()
        .attempts()
        .ifPresent(n -> parts.add(budget.attempts() + " of " + n + " attempts"));
    String state =
        switch (budget.state()) {
          case OK -> "";
          case WARNED -> ", nearly used up";
          case EXHAUSTED ->
              ", used up"
                  + (budget.waiting().isEmpty()
                      ? ""
                      : ": " + Text.count(budget.waiting().size(), "task") + " waits for it");
        };
    String expected = budget.expected().map(Dashboard::cost).filter(c -> !c.isEmpty()).orElse("");
    return budget.scope()
        + (budget.id().isEmpty() ? "" : " " + budget.id())
        + ": "
        + String.join(", ", parts)
        + " ("
        + Text.percent(budget.used())
        + state
        + ")"
        + (expected.isEmpty() ? "" : "; still expected: " + expected);
  }

  private void agents() {
    List<String> rows = new ArrayList<>();
    for (AgentView agent : report.agents()) {
      agent
          .unavailable()
          .ifPresent(absence -> rows.add(agent.definition().id() + ": " + absent(absence)));
    }
    if (!rows.isEmpty()) {
      head("AGENTS THAT CANNOT WORK NOW");
      rows.forEach(row -> lines.addAll(Text.wrap("- ", "  ", row, width)));
    }
  }

  /** Why an agent gets nothing for now, in words. */
  static String absent(AgentView.Absence absence) {
    return absence.reason().replace('_', ' ')
        + absence
            .until()
            .map(until -> ", tried again at " + Text.second(until))
            .orElse(", a person has to act; then 'milestone execute' tries it again")
        + (absence.times() > 1 ? " (" + absence.times() + " times in a row)" : "")
        + (absence.detail().isEmpty() ? "" : ": " + absence.detail());
  }

  static String cost(Cost cost) {
    List<String> parts = new ArrayList<>();
    if (cost.money().signum() != 0) {
      parts.add(cost.money().toPlainString() + " " + cost.currency());
    }
    if (cost.tokens() > 0) {
      parts.add(cost.inputTokens() + " tokens in, " + cost.outputTokens() + " out");
    }
    return String.join(", ", parts);
  }

  static String ratio(double ratio) {
    int off = (int) Math.round((ratio - 1) * 100);
    String how =
        off == 0
            ? "as estimated"
            : Math.abs(off) + "% " + (off > 0 ? "over" : "under") + " the estimates";
    return String.format(java.util.Locale.ROOT, "%.2f (%s)", ratio, how);
  }

  private String good(boolean good) {
    return good ? style.green("✅") : style.yellow("⚠");
  }

  private void risks() {
    if (report.risks().isEmpty()) {
      return;
    }
    head("RISK ALERTS");
    for (Risk risk : report.risks().subList(0, Math.min(MAX_ROWS, report.risks().size()))) {
      String sign =
          switch (risk.severity()) {
            case "high" -> "🔴 HIGH: ";
            case "medium" -> "🟡 MED: ";
            default -> "🟢 LOW: ";
          };
      String impact =
          risk.impact().map(d -> " (Impact: " + Text.duration(d) + " later)").orElse("");
      lines.addAll(Text.wrap(sign, "   ", risk.text() + impact, width));
      because(risk.because());
    }
    more(report.risks().size());
  }

  private void because(String facts) {
    if (!facts.isEmpty()) {
      Text.wrap("   because: ", "   ", facts, width).forEach(line -> lines.add(style.dim(line)));
    }
  }

  private void more(int all) {
    if (all > MAX_ROWS) {
      lines.add("… " + (all - MAX_ROWS) + " more");
    }
  }

  private void blockers() {
    if (report.blockers().isEmpty()) {
      return;
    }
    head("BLOCKERS");
    report.blockers().stream()
        .limit(MAX_ROWS)
        .forEach(blocker -> lines.addAll(blocker(blocker, style, width, MAX_CHAIN)));
    more(report.blockers().size());
  }

  private void conflicts() {
    if (report.conflicts().isEmpty()) {
      return;
    }
    head("CONFLICTS");
    report.conflicts().stream()
        .limit(MAX_ROWS)
        .forEach(
            c ->
                lines.add(
                    "- "
                        + c.task()
                        + " waits for "
                        + c.holder()
                        + " ("
                        + c.kind()
                        + " "
                        + Text.line(c.what(), 40)
                        + ")"));
    more(report.conflicts().size());
  }

  private void decisions() {
    if (report.decisions().isEmpty()) {
      return;
    }
    head("WAITING FOR A DECISION");
    report.decisions().stream()
        .limit(MAX_ROWS)
        .forEach(decision -> lines.addAll(decision(decision, style, width)));
    more(report.decisions().size());
  }

  private void recommendations() {
    if (report.recommendations().isEmpty()) {
      return;
    }
    head("RECOMMENDATIONS");
    for (Recommendation r :
        report.recommendations().subList(0, Math.min(MAX_ROWS, report.recommendations().size()))) {
      String horizon =
          switch (r.horizon()) {
            case "now" -> "Immediate";
            case "this_week" -> "This week";
            default -> "Next";
          };
      lines.addAll(Text.wrap("→ " + horizon + ": ", "  ", r.text(), width));
      because(r.because());
    }
    more(report.recommendations().size());
  }

  /** A blocker: where its chain begins, why, what waits, and what to do. */
  static List<String> blocker(Blocker blocker, Style style, int width, int max) {
    List<String> lines = new ArrayList<>();
    lines.addAll(
        Text.wrap(
            style.red("✗") + " ",
            "  ",
            blocker.task()
                + " ("
                + blocker.type()
                + "): "
                + Text.line(blocker.reason(), 300)
                + ", since "
                + Text.minute(blocker.since()),
            width));
    if (blocker.blockedCount() > 0) {
      lines.addAll(
          Text.wrap(
              "  blocks " + blocker.blockedCount() + ": ",
              "    ",
              Text.some(blocker.blocked(), blocker.blockedCount(), max),
              width));
    }
    if (!blocker.hint().isEmpty()) {
      lines.addAll(Text.wrap("  → ", "    ", blocker.hint(), width));
    }
    return lines;
  }

  /** A decision and the command that answers it. */
  static List<String> decision(Decision decision, Style style, int width) {
    List<String> lines = new ArrayList<>();
    String about =
        decision
            .task()
            .map(TaskId::value)
            .or(() -> decision.milestone().map(m -> m.value()))
            .orElse("");
    lines.addAll(
        Text.wrap(
            style.yellow("?") + " ",
            "  ",
            decision.id()
                + " ("
                + decision.kind()
                + (about.isEmpty() ? "" : ", " + about)
                + (decision.role().isEmpty() ? "" : ", for " + decision.role())
                + "): "
                + decision.question(),
            width));
    if (decision.status() != DecisionStatus.OPEN) {
      String by = decision.decidedBy().map(actor -> " by " + actor.name()).orElse("");
      String answer = decision.answer().isEmpty() ? "" : ": " + decision.answer();
      lines.addAll(Text.wrap("  ", "  ", decision.status().text() + by + answer, width));
      return lines;
    }
    if (!decision.options().isEmpty()) {
      lines.addAll(Text.wrap("  options: ", "    ", String.join(" | ", decision.options()), width));
    }
    if (decision.kind().equals("question")) {
      lines.add("  → milestone resolve " + decision.id() + " ANSWER");
    } else {
      lines.add("  → milestone approve " + decision.id());
      lines.add("    milestone reject " + decision.id());
    }
    return lines;
  }

  /** A sign for a status, one column wide or an emoji as in the seeds' drawing. */
  static String sign(TaskStatus status, Style style) {
    return switch (status) {
      case SUCCEEDED -> style.green("✅");
      case RUNNING -> "🟡";
      case VERIFYING -> "🔎";
      case READY -> "🔵";
      case FAILED -> "🔴";
      case BLOCKED -> "⛔";
      case CANCELLED -> "⚪";
      case PENDING -> "⏳";
    };
  }
}
