package dev.milestone.cli;

import dev.milestone.Blocker;
import dev.milestone.StatusReport;
import dev.milestone.model.AgentView;
import dev.milestone.model.Decision;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.Milestone;
import dev.milestone.model.Task;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The dashboard as one HTML page: inline style and SVG, no script, light and dark, a table beside
 * each drawing, and the figures once more as JSON. From a report alone: the same report gives the
 * same page.
 */
final class HtmlDashboard {

  private static final int MAX_ROWS = 2_000;
  private static final int MAX_PATH = 60;

  private final StatusReport report;
  private final List<Task> archivedTasks;
  private final Map<TaskId, Task> tasks = new HashMap<>();
  private final Html html = new Html();

  HtmlDashboard(StatusReport report, List<Task> archivedTasks) {
    this.report = report;
    this.archivedTasks = archivedTasks;
    report.tasks().forEach(task -> tasks.put(task.id(), task));
  }

  /** The page. */
  String page() {
    String title = report.project().isEmpty() ? "Milestones" : report.project() + " · milestones";
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.element("title", title)
        .raw("\n<style>\n")
        .raw(css())
        .raw("</style>\n</head>\n<body>\n<main>\n");
    header(title);
    blocked();
    decisions();
    criticalPath();
    milestones();
    timeline();
    velocity();
    metrics();
    risks();
    recommendations();
    budgets();
    agents();
    taskTable();
    data();
    html.raw("</main>\n</body>\n</html>\n");
    return html.page();
  }

  private void header(String title) {
    html.raw("<header>").element("h1", title);
    html.raw("<p class=\"as-of\">as of ")
        .text(Text.second(report.time()))
        .raw(", event ")
        .text(report.sequence())
        .raw("</p>");
    String counted = Dashboard.counted(report);
    html.raw("<p class=\"overall\">")
        .raw(bar(report.progress(), 480, 18, "active"))
        .raw(" <strong>")
        .text(Text.percent(report.progress()))
        .raw("</strong> ")
        .text(counted)
        .raw("</p></header>\n");
  }

  private static String bar(double share, int width, int height, String kind) {
    int percent = Text.percentOf(share);
    int filled = (int) Math.round(Math.max(0, Math.min(1, share)) * width);
    return "<svg class=\"bar "
        + kind
        + "\" width=\""
        + width
        + "\" height=\""
        + height
        + "\" viewBox=\"0 0 "
        + width
        + " "
        + height
        + "\" role=\"img\" aria-label=\""
        + percent
        + " percent\"><title>"
        + percent
        + " %</title><rect class=\"track\" width=\""
        + width
        + "\" height=\""
        + height
        + "\" rx=\"4\"/><rect class=\"fill\" width=\""
        + filled
        + "\" height=\""
        + height
        + "\" rx=\"4\"/></svg>";
  }

  private void section(String title) {
    html.raw("<section>\n").element("h2", title).raw("\n");
  }

  private void end() {
    html.raw("</section>\n");
  }

  private void blocked() {
    section("What is blocked now");
    if (report.blockers().isEmpty()) {
      html.raw("<p>Nothing.</p>");
    } else {
      html.raw("<table>").row("th", "begins at", "kind", "why", "since", "blocks", "what to do");
      for (Blocker blocker : report.blockers()) {
        html.row(
            "td",
            blocker.task(),
            blocker.type(),
            blocker.reason(),
            Text.minute(blocker.since()),
            blocker.blockedCount() == 0
                ? "0"
                : blocker.blockedCount()
                    + ": "
                    + Text.some(blocker.blocked(), blocker.blockedCount(), Dashboard.MAX_CHAIN),
            blocker.hint());
      }
      html.raw("</table>");
    }
    if (!report.conflicts().isEmpty()) {
      html.element("h3", "Ready, but something is in use")
          .raw("<table>")
          .row("th", "task", "waits for", "because of");
      report
          .conflicts()
          .forEach(c -> html.row("td", c.task(), c.holder(), c.kind() + " " + c.what()));
      html.raw("</table>");
    }
    end();
  }

  private void decisions() {
    if (report.decisions().isEmpty()) {
      return;
    }
    section("Waiting for a person");
    html.raw("<table>").row("th", "decision", "kind", "question", "answered with");
    for (Decision decision : report.decisions()) {
      boolean open = decision.status() == DecisionStatus.OPEN;
      String verb = decision.kind().equals("question") ? "resolve" : "approve";
      html.row(
          "td",
          decision.id(),
          decision.kind() + (decision.role().isEmpty() ? "" : " by " + decision.role()),
          decision.question(),
          open ? "milestone " + verb + " " + decision.id() : decision.status().text());
    }
    html.raw("</table>");
    end();
  }

  private void criticalPath() {
    if (report.criticalPath().isEmpty()) {
      return;
    }
    section("Critical path");
    html.raw("<p>Remaining: ")
        .text(Text.duration(report.remaining()))
        .raw(" of work, one after the other.</p>\n");
    html.raw("<ol class=\"path\">");
    int shown = Math.min(MAX_PATH, report.criticalPath().size());
    for (TaskId id : report.criticalPath().subList(0, shown)) {
      Task task = tasks.get(id);
      String status = task == null ? "" : task.status().text();
      html.raw(
              "<li class=\"s-"
                  + status
                  + "\" title=\""
                  + Html.escaped(task == null ? "" : task.definition().title() + ": " + status)
                  + "\">")
          .text(id)
          .raw("<small>")
          .text(status)
          .raw("</small></li>");
    }
    html.raw("</ol>");
    if (shown < report.criticalPath().size()) {
      html.element("p", "… " + (report.criticalPath().size() - shown) + " more");
    }
    end();
  }

  private void milestones() {
    section("Milestones");
    html.raw("<table>").row("th", "milestone", "title", "status", "progress", "done", "due");
    for (List<Milestone> some : List.of(report.milestones(), report.archived())) {
      for (Milestone m : some) {
        String due = m.definition().due().map(Object::toString).orElse("");
        html.raw("<tr>")
            .element("td", m.id())
            .element("td", m.definition().title())
            .raw("<td><span class=\"status m-" + m.status().text() + "\">")
            .text(m.status().text())
            .raw("</span></td><td>")
            .raw(bar(m.progress(), 160, 12, m.status().text()))
            .raw(" ")
            .text(Text.percent(m.progress()))
            .raw("</td>")
            .element(
                "td", m.counts().getOrDefault(TaskStatus.SUCCEEDED, 0) + "/" + m.tasks().size())
            .element("td", due)
            .raw("</tr>\n");
      }
    }
    html.raw("</table>");
    end();
  }

  private void timeline() {
    List<Task> all = new ArrayList<>(archivedTasks);
    all.addAll(report.tasks());
    String svg = new Timeline(all, report.time()).svg();
    if (!svg.isEmpty()) {
      section("Who worked on what, when");
      html.raw("<div class=\"scroll\">").raw(svg).raw("</div>");
      end();
    }
  }

  private void velocity() {
    List<Double> trend = report.metrics().velocityTrend();
    if (trend.isEmpty()) {
      return;
    }
    section("Tasks a day");
    double most = Math.max(1, trend.stream().mapToDouble(Double::doubleValue).max().orElse(1));
    html.raw(
        "<svg class=\"velocity\" width=\""
            + (trend.size() * 48 + 8)
            + "\" height=\"130\" role=\"img\" aria-label=\"tasks succeeded per day, oldest"
            + " first\">");
    for (int i = 0; i < trend.size(); i++) {
      double value = trend.get(i);
      int height = (int) Math.round(value / most * 90);
      html.raw(
          String.format(
              Locale.ROOT,
              "<rect class=\"fill\" x=\"%d\" y=\"%d\" width=\"36\" height=\"%d\" rx=\"3\"/><text"
                  + " x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              i * 48 + 4,
              115 - height,
              height,
              i * 48 + 22,
              110 - height,
              Text.number(value)));
    }
    html.raw("</svg><p>Tasks succeeded on the last days with work, oldest first.</p>");
    end();
  }

  private void metrics() {
    section("Figures");
    html.raw("<table>").row("th", "figure", "value", "what it means");
    var m = report.metrics();
    m.completionRate()
        .ifPresent(
            v ->
                html.row(
                    "td",
                    "completion rate",
                    Text.percent(v),
                    "milestones with a due date that were completed in time"));
    m.efficiencyRatio()
        .ifPresent(
            v ->
                html.row(
                    "td",
                    "efficiency ratio",
                    Dashboard.ratio(v),
                    "time taken by succeeded tasks, divided by the expected time"));
    m.averageDuration()
        .ifPresent(
            v ->
                html.row(
                    "td",
                    "average milestone",
                    Text.duration(v),
                    "from the first attempt to completion"));
    m.averageTaskDuration()
        .ifPresent(
            v ->
                html.row(
                    "td", "average task", Text.duration(v), "mean time of succeeded attempts"));
    m.blockerResolutionHours()
        .ifPresent(
            v ->
                html.row(
                    "td",
                    "blocker resolution",
                    Text.number(v) + " h",
                    "mean time from a blocker to its resolution"));
    m.blockerCascade()
        .ifPresent(
            v ->
                html.row(
                    "td",
                    "blocker cascade",
                    Text.number(v),
                    "mean number of tasks held up by a blocker"));
    m.blockerPreventionRate()
        .ifPresent(
            v ->
                html.row(
                    "td",
                    "blocker prevention",
                    Text.percent(v),
                    "failed attempts that a retry resolved before they blocked anything"));
    html.row("td", "attempts", m.attempts(), "in all");
    html.row("td", "lost attempts", m.lostAttempts(), "whose end nobody saw");
    if (m.cost().money().signum() != 0 || m.cost().tokens() > 0) {
      html.row(
          "td",
          "cost",
          m.cost().money().toPlainString()
              + " "
              + m.cost().currency()
              + ", "
              + m.cost().tokens()
              + " tokens",
          "of all attempts");
    }
    html.raw("</table>");
    end();
  }

  private void risks() {
    if (report.risks().isEmpty()) {
      return;
    }
    section("Risks");
    html.raw("<table>").row("th", "severity", "what may happen", "later by", "because");
    report
        .risks()
        .forEach(
            r ->
                html.row(
                    "td",
                    r.severity(),
                    r.text(),
                    r.impact().map(Text::duration).orElse(""),
                    r.because()));
    html.raw("</table>");
    end();
  }

  private void recommendations() {
    if (report.recommendations().isEmpty()) {
      return;
    }
    section("What to do");
    html.raw("<table>").row("th", "when", "what", "because");
    report
        .recommendations()
        .forEach(r -> html.row("td", r.horizon().replace('_', ' '), r.text(), r.because()));
    html.raw("</table>");
    end();
  }

  private void budgets() {
    if (report.budgets().isEmpty()) {
      return;
    }
    section("Budgets");
    html.raw("<table>").row("th", "budget of", "used", "state", "tasks that wait");
    report
        .budgets()
        .forEach(
            b ->
                html.row(
                    "td",
                    (b.scope() + " " + b.id()).strip(),
                    Dashboard.budgetWords(b).substring(Dashboard.budgetWords(b).indexOf(": ") + 2),
                    b.state().text(),
                    Text.some(b.waiting(), b.waiting().size(), 8)));
    html.raw("</table>");
    end();
  }

  private void agents() {
    if (report.agents().isEmpty()) {
      return;
    }
    section("Agents");
    html.raw("<table>")
        .row("th", "agent", "can", "slots", "running", "succeeded", "failed attempts", "now");
    for (AgentView agent : report.agents()) {
      html.row(
          "td",
          agent.definition().id(),
          String.join(", ", agent.definition().capabilities()),
          agent.definition().slots(),
          Text.some(agent.running(), agent.running().size(), 8),
          agent.succeeded(),
          agent.failed(),
          agent.unavailable().map(Dashboard::absent).orElse(""));
    }
    html.raw("</table>");
    end();
  }

  private void taskTable() {
    section("Tasks");
    html.raw("<table>")
        .row("th", "task", "title", "milestone", "status", "attempts", "agent", "verified");
    int shown = Math.min(MAX_ROWS, report.tasks().size());
    for (Task task : report.tasks().subList(0, shown)) {
      html.raw("<tr>")
          .element("td", task.id())
          .element("td", task.definition().title())
          .element("td", task.definition().milestone())
          .raw("<td><span class=\"status s-" + task.status().text() + "\">")
          .text(task.status().text())
          .raw("</span></td>")
          .element("td", task.attemptCount())
          .element("td", task.agent().map(Object::toString).orElse(""))
          .element(
              "td", task.status() == TaskStatus.SUCCEEDED ? task.verified() ? "yes" : "no" : "")
          .raw("</tr>\n");
    }
    html.raw("</table>");
    if (shown < report.tasks().size()) {
      html.element("p", "… " + (report.tasks().size() - shown) + " more: milestone update --json");
    }
    end();
  }

  private void data() {
    // Data, not a program; '<' is written so that no text can end the element.
    String json =
        Json.document("status", Documents.status(report, archivedTasks)).replace("<", "\\u003c");
    html.raw("<script type=\"application/json\" id=\"status\">").raw(json).raw("</script>\n");
  }

  private static String css() {
    try (InputStream in = HtmlDashboard.class.getResourceAsStream("dashboard.css")) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
