package dev.milestone.core.kernel;

import dev.milestone.model.Budget;
import dev.milestone.model.Dependency;
import dev.milestone.model.DependencyType;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Plans in a few words. */
final class Plans {
  private final List<MilestoneDefinition> milestones = new ArrayList<>();
  private final List<TaskDefinition> tasks = new ArrayList<>();
  private Map<String, Integer> resources = Map.of();
  private Budget budget = Budget.UNLIMITED;

  static final DeployedAgent ANY = new DeployedAgent("any", Set.of(), 16, "test");

  Plans milestone(String id, String... dependsOn) {
    List<MilestoneId> before = new ArrayList<>();
    for (String other : dependsOn) {
      before.add(MilestoneId.of(other));
    }
    milestones.removeIf(m -> m.id().value().equals(id));
    milestones.add(MilestoneDefinition.builder(MilestoneId.of(id), id).dependsOn(before).build());
    return this;
  }

  Plans task(String id, String milestone, String... dependsOn) {
    return task(id, milestone, b -> b, dependsOn);
  }

  /**
   * Dependencies: a task's id, {@code m:} and a milestone's, either followed by {@code ~} when its
   * start is enough.
   */
  Plans task(
      String id,
      String milestone,
      UnaryOperator<TaskDefinition.Builder> more,
      String... dependsOn) {
    tasks.removeIf(t -> t.id().value().equals(id));
    tasks.add(define(id, milestone, more, dependsOn));
    return this;
  }

  static TaskDefinition define(
      String id,
      String milestone,
      UnaryOperator<TaskDefinition.Builder> more,
      String... dependsOn) {
    List<Dependency> dependencies = new ArrayList<>();
    for (String d : dependsOn) {
      boolean start = d.endsWith("~");
      String target = start ? d.substring(0, d.length() - 1) : d;
      boolean onMilestone = target.startsWith("m:");
      dependencies.add(
          new Dependency(
              onMilestone ? Optional.empty() : Optional.of(TaskId.of(target)),
              onMilestone ? Optional.of(MilestoneId.of(target.substring(2))) : Optional.empty(),
              start ? DependencyType.START_START : DependencyType.FINISH_START,
              Duration.ZERO));
    }
    return more.apply(
            TaskDefinition.builder(TaskId.of(id), MilestoneId.of(milestone), id)
                .dependencies(dependencies))
        .build();
  }

  /** The same milestone with a budget. */
  Plans milestone(String id, Budget budget) {
    milestones.removeIf(m -> m.id().value().equals(id));
    milestones.add(MilestoneDefinition.builder(MilestoneId.of(id), id).budget(budget).build());
    return this;
  }

  /** The project's budget. */
  Plans budget(Budget value) {
    budget = value;
    return this;
  }

  Plans without(String id) {
    tasks.removeIf(t -> t.id().value().equals(id));
    return this;
  }

  Plans resources(Map<String, Integer> value) {
    resources = value;
    return this;
  }

  Command apply() {
    return new Command.ApplyPlan(
        ProjectDefinition.builder()
            .name("p")
            .resources(resources)
            .budget(budget)
            .milestones(milestones)
            .tasks(tasks)
            .build(),
        List.of());
  }

  static Command begin(String session, int limit, DeployedAgent... agents) {
    return new Command.BeginSession(
        session, List.of(), List.of(agents), limit, false, null, Set.of(), Map.of());
  }
}
