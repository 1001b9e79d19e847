package dev.milestone.testkit.sim;

import dev.milestone.core.kernel.DeployedAgent;
import dev.milestone.model.Dependency;
import dev.milestone.model.DependencyType;
import dev.milestone.model.Estimate;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.RetryPolicy;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small random project. Immutable. */
final class SimPlan {
  static final int GPUS = 2;
  static final List<DeployedAgent> AGENTS =
      List.of(
          new DeployedAgent("java", new LinkedHashSet<>(List.of("java")), 2, "simulated"),
          new DeployedAgent("any", new LinkedHashSet<>(), 3, "simulated"));
  static final String OUTSIDE_AGENT = "outside";
  static final int OUTSIDE_SLOTS = 2;
  private static final List<String> FILES =
      List.of("src/**", "src/main/*.java", "docs/**", "pom.xml");

  final Map<String, TaskDefinition> tasks = new LinkedHashMap<>();
  final ProjectDefinition project;

  SimPlan(SimRandom random) {
    List<MilestoneDefinition> milestones = new ArrayList<>();
    int count = 1 + random.below(3);
    for (int i = 0; i < count; i++) {
      List<MilestoneId> before =
          i > 0 && random.chance(40) ? List.of(MilestoneId.of("m" + (i - 1))) : List.of();
      milestones.add(
          MilestoneDefinition.builder(MilestoneId.of("m" + i), "Milestone " + i)
              .dependsOn(before)
              .build());
    }
    int size = 3 + random.below(8);
    for (int i = 0; i < size; i++) {
      int home = Math.min(count - 1, i * count / size);
      List<Dependency> before = new ArrayList<>();
      for (int k = 0; k < i; k++) {
        if (random.chance(20)) {
          DependencyType type =
              random.chance(80) ? DependencyType.FINISH_START : DependencyType.START_START;
          Duration lag = random.chance(20) ? Duration.ofMillis(700) : Duration.ZERO;
          before.add(new Dependency(Optional.of(TaskId.of("t" + k)), Optional.empty(), type, lag));
        }
      }
      TaskDefinition.Builder task =
          TaskDefinition.builder(TaskId.of("t" + i), MilestoneId.of("m" + home), "Task " + i)
              .dependencies(before)
              .priority(random.below(5))
              .estimate(Estimate.of(Duration.ofMinutes(1 + random.below(60))))
              .retry(
                  new RetryPolicy(
                      1 + random.below(3), Duration.ofMillis(random.chance(50) ? 0 : 400)));
      if (random.chance(30)) {
        task.requires(List.of("java"));
      }
      if (random.chance(30)) {
        task.resources(Map.of("gpu", 1 + random.below(2)));
      }
      if (random.chance(40)) {
        task.files(List.of(random.pick(FILES)));
      }
      if (random.chance(40)) {
        task.verify(List.of("make", "check"));
      }
      TaskDefinition definition = task.build();
      tasks.put(definition.id().value(), definition);
    }
    project =
        ProjectDefinition.builder()
            .name("simulated")
            .resources(Map.of("gpu", GPUS))
            .milestones(milestones)
            .tasks(List.copyOf(tasks.values()))
            .build();
  }

  TaskDefinition task(String id) {
    TaskDefinition task = tasks.get(id);
    if (task == null) {
      throw new IllegalArgumentException("not planned: " + id);
    }
    return task;
  }
}
