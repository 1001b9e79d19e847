package dev.milestone.core.monitor;

import dev.milestone.MetricsReport;
import dev.milestone.StatusReport;
import dev.milestone.core.kernel.Metrics;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.model.Cost;
import dev.milestone.model.Milestone;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.Task;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the project stands: figures that the state holds, never guesses. What has no history yet is
 * absent. Pure; called where the state may be touched. Linear in milestones, tasks and
 * dependencies; lists of findings are bounded.
 */
public final class StatusReports {

  /** Archived milestones that are shown. */
  public static final int MAX_ARCHIVED = 100;

  /** Open decisions that are shown. */
  public static final int MAX_DECISIONS = 1_000;

  /** Days of the velocity trend. */
  static final int TREND_DAYS = 7;

  private StatusReports() {}

  /** What keeps tasks from being done. Call in a turn. */
  public static java.util.List<dev.milestone.Blocker> blockers(State state, Instant now) {
    return Blockers.of(state, now);
  }

  /** How the project stands. Call in a turn. */
  public static StatusReport make(State state, Instant now) {
    Findings findings = Findings.of(state, now);
    List<Milestone> milestones = new ArrayList<>();
    List<MilestoneNode> archived = new ArrayList<>();
    List<Task> tasks = new ArrayList<>(state.tasks().size());
    Map<TaskNode, List<TaskId>> chains = BlockedChains.of(state);
    for (MilestoneNode node : state.milestones()) {
      if (node.status() == MilestoneStatus.ARCHIVED) {
        archived.add(node);
        continue;
      }
      milestones.add(Views.milestone(node));
      for (TaskNode task : node.tasks()) {
        tasks.add(Views.task(task, chains.getOrDefault(task, List.of())));
      }
    }
    archived.sort(Comparator.comparingLong(MilestoneNode::statusAt));
    List<Milestone> lastArchived = new ArrayList<>();
    for (MilestoneNode node :
        archived.subList(Math.max(0, archived.size() - MAX_ARCHIVED), archived.size())) {
      lastArchived.add(Views.milestone(node));
    }
    List<TaskNode> path = state.criticalPath();
    return StatusReport.builder(now, state.sequence())
        .project(state.project())
        .milestones(milestones)
        .archived(lastArchived)
        .tasks(tasks)
        .progress(progress(state))
        .current(Optional.ofNullable(state.focus()).map(MilestoneId::of))
        .criticalPath(Views.ids(path))
        .remaining(length(path))
        .metrics(metrics(state.metrics()))
        .blockers(findings.blockers())
        .risks(findings.risks())
        .conflicts(findings.conflicts())
        .recommendations(findings.recommendations())
        .decisions(Views.openDecisions(state, MAX_DECISIONS))
        .agents(Views.agents(state))
        .budgets(BudgetReports.of(state, now))
        .build();
  }

  /**
   * Progress of the whole project, from 0 to 1: expected time of succeeded tasks by that of all
   * tasks, archived milestones included, cancelled milestones and tasks left out.
   */
  public static double progress(State state) {
    long done = 0;
    long all = 0;
    int completed = 0;
    int counted = 0;
    for (MilestoneNode node : state.milestones()) {
      if (node.status() == MilestoneStatus.CANCELLED) {
        continue;
      }
      done += node.weightDone();
      all += node.weightAll();
      counted++;
      completed +=
          node.status() == MilestoneStatus.COMPLETED || node.status() == MilestoneStatus.ARCHIVED
              ? 1
              : 0;
    }
    if (all > 0) {
      return Math.min(1, (double) done / all);
    }
    return counted == 0 ? 0 : (double) completed / counted;
  }

  /** Expected time of the tasks of a path that are not done. */
  static Duration length(List<TaskNode> path) {
    long millis = 0;
    for (TaskNode task : path) {
      if (task.status() != TaskStatus.SUCCEEDED && task.status() != TaskStatus.CANCELLED) {
        millis += task.expectedMillis();
      }
    }
    return Duration.ofMillis(millis);
  }

  /** Figures from the journal; absent where there is nothing to compute them from. */
  public static MetricsReport metrics(Metrics m) {
    List<Double> trend = new ArrayList<>(TREND_DAYS);
    for (Integer succeeded : m.succeededByDay().descendingMap().values()) {
      if (trend.size() == TREND_DAYS) {
        break;
      }
      trend.add(0, (double) succeeded);
    }
    return MetricsReport.builder()
        .completionRate(ratio(m.milestonesInTime(), m.milestonesDue()))
        .efficiencyRatio(ratio(m.takenMillis(), m.estimatedMillis()))
        .velocityTrend(trend)
        .averageDuration(mean(m.milestoneMillis(), m.milestonesCompleted()))
        .averageTaskDuration(mean(m.succeededAttemptMillis(), m.succeededAttempts()))
        .blockerResolutionHours(
            m.blockersResolved() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(m.blockerMillis() / 3_600_000.0 / m.blockersResolved()))
        .blockerCascade(ratio(m.blockedTasks(), m.blockers()))
        .blockerPreventionRate(ratio(m.retriesThatHelped(), m.retriesThatHelped() + m.blockers()))
        .attempts((int) Math.min(Integer.MAX_VALUE, m.attempts()))
        .lostAttempts((int) Math.min(Integer.MAX_VALUE, m.lostAttempts()))
        .cost(
            new Cost(
                Math.max(0, m.inputTokens()),
                Math.max(0, m.outputTokens()),
                m.money().max(java.math.BigDecimal.ZERO),
                m.currency()))
        .build();
  }

  private static OptionalDouble ratio(long part, long whole) {
    return whole <= 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }

  private static Optional<Duration> mean(long millis, long count) {
    return count <= 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis / count));
  }
}
