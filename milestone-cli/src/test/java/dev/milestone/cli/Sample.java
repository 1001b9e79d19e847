package dev.milestone.cli;

import dev.milestone.Blocker;
import dev.milestone.Conflict;
import dev.milestone.MetricsReport;
import dev.milestone.Recommendation;
import dev.milestone.StatusReport;
import dev.milestone.event.MilestoneEvent;
import dev.milestone.model.Actor;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.model.AgentView;
import dev.milestone.model.Attempt;
import dev.milestone.model.AttemptId;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Decision;
import dev.milestone.model.DecisionId;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.Milestone;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.Risk;
import dev.milestone.model.Task;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A made-up shop with a bit of everything. */
final class Sample {

  static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  private Sample() {}

  static Task task(String id, String milestone, String title, TaskStatus status) {
    TaskDefinition definition =
        TaskDefinition.builder(TaskId.of(id), MilestoneId.of(milestone), title).priority(1).build();
    Task.Builder task = Task.builder(definition, status);
    if (status == TaskStatus.SUCCEEDED || status == TaskStatus.RUNNING) {
      Attempt.Builder attempt =
          Attempt.builder(new AttemptId(TaskId.of(id), 1), AgentId.of("builder"), 11)
              .started(NOW.minusSeconds(600));
      if (status == TaskStatus.SUCCEEDED) {
        attempt.ended(NOW.minusSeconds(300)).outcome(AttemptOutcome.SUCCEEDED);
      }
      task.attempts(List.of(attempt.build()))
          .attemptCount(1)
          .agent(AgentId.of("builder"))
          .verified(status == TaskStatus.SUCCEEDED);
    }
    return task.build();
  }

  static StatusReport shop() {
    List<Task> tasks =
        List.of(
            task("task-001-001", "milestone-001", "Password hashing", TaskStatus.SUCCEEDED),
            task("task-001-002", "milestone-001", "Login form", TaskStatus.RUNNING),
            task("task-001-003", "milestone-001", "Session <cookies>", TaskStatus.PENDING),
            task("task-002-001", "milestone-002", "Index products", TaskStatus.FAILED),
            task("task-002-002", "milestone-002", "Search page", TaskStatus.BLOCKED));
    Milestone login =
        Milestone.builder(
                MilestoneDefinition.builder(MilestoneId.of("milestone-001"), "User authentication")
                    .due(LocalDate.parse("2026-12-18"))
                    .build(),
                MilestoneStatus.ACTIVE)
            .progress(0.45)
            .tasks(ids(tasks.subList(0, 3)))
            .counts(Map.of(TaskStatus.SUCCEEDED, 1, TaskStatus.RUNNING, 1, TaskStatus.PENDING, 1))
            .build();
    Milestone search =
        Milestone.builder(
                MilestoneDefinition.builder(MilestoneId.of("milestone-002"), "Search & <find>")
                    .build(),
                MilestoneStatus.BLOCKED)
            .tasks(ids(tasks.subList(3, 5)))
            .counts(Map.of(TaskStatus.FAILED, 1, TaskStatus.BLOCKED, 1))
            .build();
    Milestone done =
        Milestone.builder(
                MilestoneDefinition.builder(MilestoneId.of("milestone-000"), "Set-up").build(),
                MilestoneStatus.ARCHIVED)
            .progress(1)
            .build();
    return StatusReport.builder(NOW, 42)
        .project("shop")
        .milestones(List.of(login, search))
        .archived(List.of(done))
        .tasks(tasks)
        .progress(0.42)
        .current(MilestoneId.of("milestone-001"))
        .criticalPath(
            List.of(
                TaskId.of("task-001-001"), TaskId.of("task-001-002"), TaskId.of("task-001-003")))
        .remaining(Duration.ofMinutes(150))
        .metrics(
            MetricsReport.builder()
                .completionRate(OptionalDouble.of(0.96))
                .efficiencyRatio(OptionalDouble.of(1.08))
                .velocityTrend(List.of(1.0, 3.0, 2.0))
                .averageDuration(Duration.ofHours(30))
                .blockerResolutionHours(OptionalDouble.of(2.5))
                .attempts(4)
                .lostAttempts(1)
                .build())
        .blockers(
            List.of(
                new Blocker(
                    TaskId.of("task-002-001"),
                    "failed_task",
                    "failed after 3 attempts: exit code 1",
                    NOW.minusSeconds(3600),
                    List.of(TaskId.of("task-002-002")),
                    1,
                    "mend it, then milestone retry task-002-001")))
        .risks(
            List.of(
                Risk.builder("due_before_finish", "high", "milestone-001 may be late")
                    .milestone(MilestoneId.of("milestone-001"))
                    .impact(Duration.ofDays(2))
                    .because("150 m of work remain")
                    .build()))
        .conflicts(
            List.of(
                new Conflict(
                    TaskId.of("task-001-003"), TaskId.of("task-001-002"), "files", "src/**")))
        .recommendations(
            List.of(
                new Recommendation(
                    "immediate_action", "now", "Look at task-002-001", "it blocks 1 task")))
        .decisions(
            List.of(
                Decision.builder(
                        DecisionId.of("decision-1"),
                        "sign_off",
                        "Is milestone-000 accepted?",
                        DecisionStatus.OPEN)
                    .milestone(MilestoneId.of("milestone-000"))
                    .role("STAKEHOLDER")
                    .build()))
        .agents(
            List.of(
                AgentView.builder(
                        AgentDefinition.builder(AgentId.of("builder"))
                            .capabilities(List.of("shell"))
                            .slots(2)
                            .build())
                    .running(List.of(new AttemptId(TaskId.of("task-001-002"), 1)))
                    .succeeded(1)
                    .build()))
        .build();
  }

  private static List<TaskId> ids(List<Task> tasks) {
    return tasks.stream().map(Task::id).toList();
  }

  static MilestoneEvent event(
      long sequence, String type, String parent, Map<String, Object> details) {
    return new MilestoneEvent(
        sequence,
        "e" + sequence,
        NOW.plusSeconds(sequence),
        type,
        Optional.of("milestone-001"),
        Optional.of("session-1"),
        Optional.empty(),
        new Actor("ann", "asserted"),
        details,
        Optional.of("c1"),
        Optional.ofNullable(parent),
        "{\"event_type\":\"" + type + "\",\"seq\":" + sequence + "}");
  }
}
