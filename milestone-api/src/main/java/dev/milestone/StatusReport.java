package dev.milestone;

import dev.milestone.model.AgentView;
import dev.milestone.model.Decision;
import dev.milestone.model.Milestone;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.Risk;
import dev.milestone.model.Task;
import dev.milestone.model.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * How the project stands at one sequence of the journal.
 *
 * @param time when it was made
 * @param sequence the last event it counts
 * @param project name of the project
 * @param milestones all milestones that are not archived, in plan order
 * @param archived archived milestones, the last 100
 * @param tasks tasks of the milestones that are not archived
 * @param progress progress of the whole project, archived milestones included, from 0 to 1
 * @param current the milestone in focus
 * @param criticalPath a longest path of remaining expected time
 * @param remaining length of that path
 * @param metrics figures from the journal
 * @param budgets budgets and what is left of them: of the project, of milestones, of tasks
 * @param blockers what keeps tasks from being done
 * @param risks what may go wrong
 * @param conflicts ready tasks that cannot run because others hold what they need
 * @param recommendations what to do about it, most urgent first
 * @param decisions what waits for a person
 * @param agents agents and what they do
 */
@API(status = API.Status.STABLE, since = "0.1")
public record StatusReport(
    Instant time,
    long sequence,
    String project,
    List<Milestone> milestones,
    List<Milestone> archived,
    List<Task> tasks,
    double progress,
    Optional<MilestoneId> current,
    List<TaskId> criticalPath,
    Duration remaining,
    MetricsReport metrics,
    List<BudgetReport> budgets,
    List<Blocker> blockers,
    List<Risk> risks,
    List<Conflict> conflicts,
    List<Recommendation> recommendations,
    List<Decision> decisions,
    List<AgentView> agents) {

  /** Checks and copies. */
  public StatusReport {
    milestones = List.copyOf(milestones);
    archived = List.copyOf(archived);
    tasks = List.copyOf(tasks);
    criticalPath = List.copyOf(criticalPath);
    budgets = List.copyOf(budgets);
    blockers = List.copyOf(blockers);
    risks = List.copyOf(risks);
    conflicts = List.copyOf(conflicts);
    recommendations = List.copyOf(recommendations);
    decisions = List.copyOf(decisions);
    agents = List.copyOf(agents);
  }

  /** A builder; every other part has its default. */
  public static Builder builder(Instant time, long sequence) {
    return new Builder(time, sequence);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(time, sequence)
        .project(project)
        .milestones(milestones)
        .archived(archived)
        .tasks(tasks)
        .progress(progress)
        .current(current)
        .criticalPath(criticalPath)
        .remaining(remaining)
        .metrics(metrics)
        .budgets(budgets)
        .blockers(blockers)
        .risks(risks)
        .conflicts(conflicts)
        .recommendations(recommendations)
        .decisions(decisions)
        .agents(agents);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private Instant time;
    private long sequence;
    private String project = "";
    private List<Milestone> milestones = List.of();
    private List<Milestone> archived = List.of();
    private List<Task> tasks = List.of();
    private double progress = 0;
    private Optional<MilestoneId> current = Optional.empty();
    private List<TaskId> criticalPath = List.of();
    private Duration remaining = Duration.ZERO;
    private MetricsReport metrics = MetricsReport.builder().build();
    private List<BudgetReport> budgets = List.of();
    private List<Blocker> blockers = List.of();
    private List<Risk> risks = List.of();
    private List<Conflict> conflicts = List.of();
    private List<Recommendation> recommendations = List.of();
    private List<Decision> decisions = List.of();
    private List<AgentView> agents = List.of();

    private Builder(Instant time, long sequence) {
      this.time = time;
      this.sequence = sequence;
    }

    /** When it was made. */
    public Builder time(Instant value) {
      this.time = value;
      return this;
    }

    /** The last event it counts. */
    public Builder sequence(long value) {
      this.sequence = value;
      return this;
    }

    /** Name of the project. */
    public Builder project(String value) {
      this.project = value;
      return this;
    }

    /** All milestones that are not archived, in plan order. */
    public Builder milestones(List<Milestone> value) {
      this.milestones = value;
      return this;
    }

    /** Archived milestones, the last 100. */
    public Builder archived(List<Milestone> value) {
      this.archived = value;
      return this;
    }

    /** Tasks of the milestones that are not archived. */
    public Builder tasks(List<Task> value) {
      this.tasks = value;
      return this;
    }

    /** Progress of the whole project, archived milestones included, from 0 to 1. */
    public Builder progress(double value) {
      this.progress = value;
      return this;
    }

    /** The milestone in focus. */
    public Builder current(Optional<MilestoneId> value) {
      this.current = value;
      return this;
    }

    /** The milestone in focus. */
    public Builder current(MilestoneId value) {
      return current(Optional.of(value));
    }

    /** A longest path of remaining expected time. */
    public Builder criticalPath(List<TaskId> value) {
      this.criticalPath = value;
      return this;
    }

    /** Length of that path. */
    public Builder remaining(Duration value) {
      this.remaining = value;
      return this;
    }

    /** Figures from the journal. */
    public Builder metrics(MetricsReport value) {
      this.metrics = value;
      return this;
    }

    /** What keeps tasks from being done. */
    public Builder blockers(List<Blocker> value) {
      this.blockers = value;
      return this;
    }

    /** What may go wrong. */
    public Builder risks(List<Risk> value) {
      this.risks = value;
      return this;
    }

    /** Ready tasks that cannot run because others hold what they need. */
    public Builder conflicts(List<Conflict> value) {
      this.conflicts = value;
      return this;
    }

    /** What to do about it, most urgent first. */
    public Builder recommendations(List<Recommendation> value) {
      this.recommendations = value;
      return this;
    }

    /** What waits for a person. */
    public Builder decisions(List<Decision> value) {
      this.decisions = value;
      return this;
    }

    /** Agents and what they do. */
    public Builder agents(List<AgentView> value) {
      this.agents = value;
      return this;
    }

    /** Budgets and what is left of them: of the project, of milestones, of tasks. */
    public Builder budgets(List<BudgetReport> value) {
      this.budgets = value;
      return this;
    }

    /** The value. */
    public StatusReport build() {
      return new StatusReport(
          time,
          sequence,
          project,
          milestones,
          archived,
          tasks,
          progress,
          current,
          criticalPath,
          remaining,
          metrics,
          budgets,
          blockers,
          risks,
          conflicts,
          recommendations,
          decisions,
          agents);
    }
  }
}
