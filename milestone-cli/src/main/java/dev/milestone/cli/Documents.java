package dev.milestone.cli;

import dev.milestone.ArchiveReport;
import dev.milestone.Blocker;
import dev.milestone.BudgetReport;
import dev.milestone.Claim;
import dev.milestone.DoctorReport;
import dev.milestone.ExecutionSummary;
import dev.milestone.MetricsReport;
import dev.milestone.Recommendation;
import dev.milestone.StatusReport;
import dev.milestone.model.Attempt;
import dev.milestone.model.Budget;
import dev.milestone.model.Cost;
import dev.milestone.model.Decision;
import dev.milestone.model.Dependency;
import dev.milestone.model.Estimate;
import dev.milestone.model.Evidence;
import dev.milestone.model.Milestone;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.Risk;
import dev.milestone.model.Session;
import dev.milestone.model.Task;
import dev.milestone.model.TaskDefinition;
import dev.milestone.spi.agent.Assignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The JSON that scripts rely on, as maps that {@link Json} writes. What is not known has no key.
 */
final class Documents {

  private static final double NANOS_AN_HOUR = 3_600_000_000_000.0;

  private Documents() {}

  static <T> List<Object> all(Collection<? extends T> items, Function<T, Object> one) {
    List<Object> all = new ArrayList<>(items.size());
    for (T item : items) {
      all.add(one.apply(item));
    }
    return all;
  }

  static List<Object> texts(Collection<?> ids) {
    return all(ids, String::valueOf);
  }

  static void text(Map<String, Object> json, String key, String text) {
    if (!text.isEmpty()) {
      json.put(key, text);
    }
  }

  static void list(Map<String, Object> json, String key, Collection<?> items) {
    if (!items.isEmpty()) {
      json.put(key, texts(items));
    }
  }

  // ---- update

  static Map<String, Object> status(StatusReport report, List<Task> archivedTasks) {
    Map<String, Object> json = Json.object();
    text(json, "project", report.project());
    json.put("time", Json.time(report.time()));
    json.put("sequence", report.sequence());
    json.put("progress", report.progress());
    json.put("current", report.current().map(MilestoneId::value));
    json.put("milestones", milestones(report, archivedTasks));
    json.put("critical_path", texts(report.criticalPath()));
    json.put("remaining", Json.duration(report.remaining()));
    json.put("metrics", metrics(report.metrics()));
    json.put("blockers", all(report.blockers(), Documents::blocker));
    json.put("risks", all(report.risks(), Documents::risk));
    json.put(
        "conflicts",
        all(
            report.conflicts(),
            c ->
                Map.of(
                    "task_id",
                    c.task(),
                    "holder",
                    c.holder(),
                    "kind",
                    c.kind(),
                    "what",
                    c.what())));
    json.put("recommendations", all(report.recommendations(), Documents::recommendation));
    json.put("decisions", all(report.decisions(), Documents::decision));
    if (!report.budgets().isEmpty()) {
      json.put("budgets", all(report.budgets(), Documents::budget));
    }
    return json;
  }

  private static Map<String, Object> budget(BudgetReport report) {
    Map<String, Object> json = Json.object();
    json.put("scope", report.scope());
    text(json, "id", report.id());
    json.put("limit", limit(report.limit()));
    json.put("spent", cost(report.spent()));
    json.put("time", Json.duration(report.time()));
    json.put("attempts", report.attempts());
    json.put("used", Math.round(report.used() * 1_000) / 1_000.0);
    json.put("expected", report.expected().map(Documents::cost));
    json.put("state", report.state().text());
    list(json, "waiting", report.waiting());
    return json;
  }

  private static Map<String, Object> limit(Budget budget) {
    Map<String, Object> json = Json.object();
    json.put("money", budget.money());
    text(json, "currency", budget.currency());
    json.put("tokens", budget.tokens());
    json.put("time", budget.time());
    json.put("attempts", budget.attempts());
    return json;
  }

  private static List<Object> milestones(StatusReport report, List<Task> archivedTasks) {
    Map<MilestoneId, List<Object>> tasks = new LinkedHashMap<>();
    for (List<Task> some : List.of(report.tasks(), archivedTasks)) {
      for (Task task : some) {
        tasks
            .computeIfAbsent(task.definition().milestone(), id -> new ArrayList<>())
            .add(taskLine(task));
      }
    }
    List<Object> all = new ArrayList<>();
    for (List<Milestone> some : List.of(report.milestones(), report.archived())) {
      for (Milestone milestone : some) {
        Map<String, Object> json = Json.object();
        json.put("id", milestone.id());
        json.put("title", milestone.definition().title());
        json.put("status", milestone.status().text());
        json.put("progress", milestone.progress());
        json.put("due", milestone.definition().due());
        json.put("tasks", tasks.getOrDefault(milestone.id(), List.of()));
        all.add(json);
      }
    }
    return all;
  }

  private static Map<String, Object> taskLine(Task task) {
    Map<String, Object> json = Json.object();
    json.put("id", task.id());
    json.put("status", task.status().text());
    json.put("attempts", task.attemptCount());
    json.put("agent_id", task.agent());
    json.put("verified", task.verified());
    return json;
  }

  private static Map<String, Object> metrics(MetricsReport metrics) {
    Map<String, Object> impact = Json.object();
    if (metrics.blockerResolutionHours().isPresent()) {
      double hours = metrics.blockerResolutionHours().getAsDouble();
      Duration exact = Duration.ofNanos(Math.round(hours * NANOS_AN_HOUR));
      impact.put("resolution_time", Json.duration(Duration.ofMillis(exact.toMillis())));
    }
    impact.put("cascade_effects", metrics.blockerCascade());
    impact.put("prevention_rate", metrics.blockerPreventionRate());
    boolean known =
        metrics.blockerResolutionHours().isPresent()
            || metrics.blockerCascade().isPresent()
            || metrics.blockerPreventionRate().isPresent();
    Map<String, Object> json = Json.object();
    json.put("completion_rate", metrics.completionRate());
    json.put("efficiency_ratio", metrics.efficiencyRatio());
    if (!metrics.velocityTrend().isEmpty()) {
      json.put("velocity_trend", metrics.velocityTrend());
    }
    json.put("average_duration", metrics.averageDuration());
    json.put("average_task_duration", metrics.averageTaskDuration());
    if (known) {
      json.put("blocker_impact", impact);
    }
    json.put("attempts", metrics.attempts());
    json.put("lost_attempts", metrics.lostAttempts());
    if (!metrics.cost().equals(Cost.NONE)) {
      json.put("cost", cost(metrics.cost()));
    }
    return json;
  }

  static Map<String, Object> cost(Cost cost) {
    Map<String, Object> json = Json.object();
    json.put("input_tokens", cost.inputTokens());
    json.put("output_tokens", cost.outputTokens());
    json.put("money", cost.money());
    json.put("currency", cost.currency());
    return json;
  }

  private static Map<String, Object> risk(Risk risk) {
    Map<String, Object> json = Json.object();
    json.put("code", risk.code());
    json.put("severity", risk.severity());
    json.put("text", risk.text());
    json.put("milestone_id", risk.milestone());
    json.put("impact", risk.impact());
    text(json, "because", risk.because());
    return json;
  }

  private static Map<String, Object> recommendation(Recommendation recommendation) {
    Map<String, Object> json = Json.object();
    json.put("kind", recommendation.kind());
    json.put("horizon", recommendation.horizon());
    json.put("text", recommendation.text());
    json.put("because", recommendation.because());
    return json;
  }

  static Map<String, Object> blocker(Blocker blocker) {
    Map<String, Object> json = Json.object();
    json.put("task_id", blocker.task());
    json.put("type", blocker.type());
    json.put("reason", blocker.reason());
    json.put("since", Json.time(blocker.since()));
    json.put("blocked", texts(blocker.blocked()));
    json.put("blocked_count", blocker.blockedCount());
    text(json, "hint", blocker.hint());
    return json;
  }

  static Map<String, Object> decision(Decision decision) {
    Map<String, Object> json = Json.object();
    json.put("id", decision.id());
    json.put("kind", decision.kind());
    json.put("question", decision.question());
    json.put("status", decision.status().text());
    json.put("milestone_id", decision.milestone());
    json.put("task_id", decision.task());
    text(json, "role", decision.role());
    list(json, "options", decision.options());
    text(json, "answer", decision.answer());
    json.put("decided_by", decision.decidedBy().map(actor -> actor.name()));
    json.put("requested", decision.requested());
    json.put("decided", decision.decided());
    return json;
  }

  // ---- plan

  static Map<String, Object> milestoneDefinition(MilestoneDefinition milestone) {
    Map<String, Object> json = Json.object();
    json.put("id", milestone.id());
    json.put("title", milestone.title());
    text(json, "description", milestone.description());
    list(json, "depends_on", milestone.dependsOn());
    json.put("due", milestone.due());
    json.put("value", milestone.value());
    return json;
  }

  // ---- tasks

  static Map<String, Object> readyTask(Task task) {
    Map<String, Object> json = Json.object();
    json.put("id", task.id());
    json.put("milestone_id", task.definition().milestone());
    json.put("requires", texts(task.definition().requires()));
    json.put("priority", task.definition().priority());
    json.put("title", task.definition().title());
    return json;
  }

  static Map<String, Object> task(Task task) {
    Map<String, Object> json = taskLine(task);
    Map<String, Object> all = taskDefinition(task.definition());
    json.forEach(all::put);
    all.put("attempt_list", all(task.attempts(), Documents::attempt));
    list(all, "blocked_by", task.blockedBy());
    all.put("not_before", task.notBefore());
    list(all, "notes", task.notes());
    return all;
  }

  static Map<String, Object> taskDefinition(TaskDefinition task) {
    Map<String, Object> json = Json.object();
    json.put("id", task.id());
    json.put("milestone_id", task.milestone());
    json.put("title", task.title());
    text(json, "description", task.description());
    text(json, "kind", task.kind());
    json.put("priority", task.priority());
    if (!task.dependencies().isEmpty()) {
      json.put("depends_on", all(task.dependencies(), Documents::dependency));
    }
    list(json, "requires", task.requires());
    if (!task.resources().isEmpty()) {
      json.put("resources", task.resources());
    }
    json.put("estimate", task.estimate().map(Documents::estimate));
    list(json, "files", task.files());
    text(json, "run", task.run());
    list(json, "verify", task.verify());
    json.put("timeout", task.timeout());
    json.put("retry", retry(task));
    list(json, "criteria", task.criteria());
    json.putAll(task.extensions());
    return json;
  }

  private static Map<String, Object> dependency(Dependency dependency) {
    Map<String, Object> json = Json.object();
    json.put("task", dependency.task());
    json.put("milestone", dependency.milestone());
    json.put("type", dependency.type().text());
    json.put("lag", dependency.lag());
    return json;
  }

  private static Map<String, Object> attempt(Attempt attempt) {
    Map<String, Object> json = Json.object();
    json.put("number", attempt.id().number());
    json.put("agent_id", attempt.agent());
    json.put("fencing_token", attempt.fencingToken());
    text(json, "effect_id", attempt.effectId());
    json.put("started", attempt.started());
    json.put("ended", attempt.ended());
    json.put("outcome", attempt.outcome().map(outcome -> outcome.text()));
    json.put("progress", attempt.progress());
    text(json, "reason", attempt.reason());
    if (!attempt.cost().equals(Cost.NONE)) {
      json.put("cost", cost(attempt.cost()));
    }
    text(json, "agent_version", attempt.agentVersion());
    text(json, "model", attempt.model());
    attempt
        .session()
        .ifPresent(
            session -> {
              Map<String, Object> own = Json.object();
              own.put("id", session.id());
              if (!session.total().equals(Cost.NONE)) {
                own.put("total", cost(session.total()));
              }
              json.put("agent_session", own);
            });
    json.put("evidence", attempt.evidence().map(Documents::evidence));
    return json;
  }

  private static Map<String, Object> evidence(Evidence evidence) {
    Map<String, Object> json = Json.object();
    json.put("command", texts(evidence.command()));
    json.put("exit_code", evidence.exitCode());
    json.put("duration", evidence.duration());
    text(json, "output_digest", evidence.outputDigest());
    text(json, "tree_id", evidence.treeId());
    text(json, "output_tail", evidence.outputTail());
    return json;
  }

  static Map<String, Object> claim(Claim claim) {
    Map<String, Object> json = Json.object();
    json.put("task_id", claim.task());
    json.put("attempt", claim.attempt());
    json.put("fencing_token", claim.fencingToken());
    json.put("lease_expires", Json.time(claim.leaseExpires()));
    json.put("workspace", claim.assignment().map(assignment -> assignment.workspace().toString()));
    json.put("assignment", claim.assignment().map(Documents::assignment));
    return json;
  }

  /**
   * The same document that an external process reads on standard input, see
   * docs/external-agents.md.
   */
  static Map<String, Object> assignment(Assignment assignment) {
    Map<String, Object> json = Json.object();
    json.put("schema", "milestone.assignment/1");
    json.put("task", assignedTask(assignment.task()));
    Map<String, Object> milestone = Json.object();
    milestone.put("id", assignment.milestone().id());
    milestone.put("title", assignment.milestone().title());
    milestone.put("description", assignment.milestone().description());
    json.put("milestone", milestone);
    json.put("attempt", assignment.attempt().number());
    json.put("fencing_token", assignment.fencingToken());
    json.put("effect_id", assignment.effectId());
    json.put("session", assignment.session());
    json.put("workspace", assignment.workspace().toString());
    json.put("project", assignment.project().toString());
    json.put("prompt", assignment.prompt());
    json.put("context", assignment.context());
    json.put("previous_failures", assignment.previousFailures());
    json.put("resume", assignment.resume().map(session -> session.id()));
    if (!assignment.remaining().unlimited()) {
      json.put("remaining", limit(assignment.remaining()));
    }
    return json;
  }

  /** A task with every key that has a value or an empty one, so that an agent needs not ask. */
  private static Map<String, Object> assignedTask(TaskDefinition task) {
    Map<String, Object> json = Json.object();
    json.put("id", task.id());
    json.put("milestone_id", task.milestone());
    json.put("title", task.title());
    json.put("description", task.description());
    json.put("kind", task.kind());
    json.put("priority", task.priority());
    json.put("depends_on", all(task.dependencies(), Documents::dependency));
    json.put("requires", task.requires());
    json.put("resources", task.resources());
    json.put("estimate", task.estimate().map(Documents::estimate));
    json.put("files", task.files());
    json.put("run", task.run());
    json.put("verify", task.verify());
    json.put("timeout", task.timeout());
    json.put("retry", retry(task));
    json.put("criteria", task.criteria());
    json.putAll(task.extensions());
    return json;
  }

  private static Map<String, Object> estimate(Estimate estimate) {
    Map<String, Object> json = Json.object();
    json.put("optimistic", estimate.optimistic());
    json.put("likely", estimate.likely());
    json.put("pessimistic", estimate.pessimistic());
    return json;
  }

  private static Map<String, Object> retry(TaskDefinition task) {
    Map<String, Object> json = Json.object();
    json.put("attempts", task.retry().attempts());
    json.put("backoff", task.retry().backoff());
    return json;
  }

  /** What became of a report about an attempt. */
  static Map<String, Object> reported(Task task, long token) {
    Map<String, Object> json = Json.object();
    json.put("task_id", task.id());
    task.attempts().stream()
        .filter(attempt -> attempt.fencingToken() == token)
        .findFirst()
        .ifPresent(
            attempt -> {
              json.put("attempt", attempt.id().number());
              json.put("outcome", attempt.outcome().map(outcome -> outcome.text()));
              text(json, "reason", attempt.reason());
            });
    json.put("fencing_token", token);
    json.put("status", task.status().text());
    json.put("verified", task.verified());
    return json;
  }

  // ---- the rest

  static Map<String, Object> milestone(Milestone milestone) {
    Map<String, Object> json = milestoneDefinition(milestone.definition());
    json.put("status", milestone.status().text());
    json.put("progress", milestone.progress());
    Map<String, Object> counts = Json.object();
    milestone.counts().forEach((status, n) -> counts.put(status.text(), n));
    json.put("counts", counts);
    json.put("tasks", texts(milestone.tasks()));
    json.put("started", milestone.started());
    json.put("completed", milestone.completed());
    list(json, "notes", milestone.notes());
    if (!milestone.definition().successCriteria().isEmpty()) {
      json.put(
          "success_criteria",
          all(
              milestone.definition().successCriteria(),
              criterion -> {
                Map<String, Object> one = Json.object();
                one.put("text", criterion.text());
                list(one, "verify", criterion.verify());
                return one;
              }));
    }
    list(json, "sign_off", milestone.definition().signOff());
    return json;
  }

  static Map<String, Object> session(Session session) {
    Map<String, Object> json = Json.object();
    json.put("id", session.id());
    json.put("status", session.status().text());
    json.put("actor", session.actor().name());
    json.put("started", Json.time(session.started()));
    json.put("ended", session.ended());
    list(json, "milestones", session.milestones());
    json.put("resumed", session.resumed());
    json.put("last_checkpoint", session.lastCheckpoint());
    json.put("checkpoints", session.checkpoints());
    return json;
  }

  static Map<String, Object> summary(ExecutionSummary summary) {
    Map<String, Object> json = Json.object();
    json.put("type", "summary");
    json.put("session_id", summary.sessionId());
    json.put("succeeded", texts(summary.succeeded()));
    json.put("failed", texts(summary.failed()));
    json.put("blocked", texts(summary.blocked()));
    json.put("attempts", summary.attempts());
    json.put("seq", summary.sequence());
    json.put("reason", summary.reason());
    json.put("open", texts(summary.open()));
    json.put("waiting_decisions", summary.waitingDecisions());
    return json;
  }

  static Map<String, Object> archive(ArchiveReport report) {
    Map<String, Object> json = Json.object();
    json.put("milestone_id", report.milestone());
    json.put("archived", report.archived());
    json.put("waiting", report.waiting());
    json.put(
        "checks",
        all(
            report.checks(),
            check -> {
              Map<String, Object> one = Json.object();
              one.put("kind", check.kind());
              one.put("text", check.text());
              one.put("result", check.result());
              text(one, "detail", check.detail());
              return one;
            }));
    json.put("decisions", all(report.decisions(), Documents::decision));
    text(json, "folder", report.folder());
    json.put("lessons", report.lessons());
    return json;
  }

  static Map<String, Object> doctor(DoctorReport report) {
    Map<String, Object> json = Json.object();
    json.put("ok", report.ok());
    json.put("store", report.store());
    json.put(
        "problems",
        all(
            report.problems(),
            problem -> {
              Map<String, Object> one = Json.object();
              one.put("code", problem.code());
              one.put("where", problem.where());
              one.put("what", problem.what());
              one.put("repair", problem.repair());
              return one;
            }));
    json.put("events", report.events());
    json.put("repaired", report.repaired());
    return json;
  }
}
