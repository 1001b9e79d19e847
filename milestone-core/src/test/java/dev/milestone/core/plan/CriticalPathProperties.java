package dev.milestone.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.ScheduledTask;
import dev.milestone.model.Dependency;
import dev.milestone.model.DependencyType;
import dev.milestone.model.Estimate;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * The schedule against rules that any schedule must keep, and against longest paths by plain
 * recursion.
 */
class CriticalPathProperties {
  private static final MilestoneId M0 = MilestoneId.of("m0");
  private static final MilestoneId M1 = MilestoneId.of("m1");

  private record Project(List<MilestoneDefinition> milestones, List<TaskDefinition> tasks) {}

  private static Project random(long seed) {
    Random random = new Random(seed);
    int n = 1 + random.nextInt(9);
    List<TaskDefinition> tasks = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      MilestoneId milestone = i < n / 2 ? M0 : M1;
      List<Dependency> dependencies = new ArrayList<>();
      for (int j = 0; j < i; j++) {
        if (random.nextInt(3) == 0) {
          dependencies.add(
              new Dependency(
                  Optional.of(TaskId.of("t" + j)),
                  Optional.empty(),
                  DependencyType.values()[random.nextInt(4)],
                  Duration.ofMillis(random.nextInt(3) * 1_000L)));
        }
      }
      tasks.add(
          TaskDefinition.builder(TaskId.of("t" + i), milestone, "t" + i)
              .dependencies(dependencies)
              .estimate(
                  random.nextInt(4) == 0
                      ? Optional.empty()
                      : Optional.of(Estimate.of(Duration.ofSeconds(random.nextInt(6)))))
              .build());
    }
    MilestoneDefinition second =
        MilestoneDefinition.builder(M1, "m1")
            .dependsOn(random.nextBoolean() ? List.of(M0) : List.of())
            .build();
    return new Project(List.of(MilestoneDefinition.builder(M0, "m0").build(), second), tasks);
  }

  @Property(tries = 1_000)
  void startsAreLongestWaysAndTheCriticalPathHasNoSlack(@ForAll long seed) {
    Project project = random(seed);
    CriticalPath.Result result =
        CriticalPath.of(project.milestones(), project.tasks(), Duration.ofSeconds(2));
    assertThat(result.unscheduled()).isEmpty();
    Map<TaskId, ScheduledTask> byId = new HashMap<>();
    result.schedule().forEach(s -> byId.put(s.id(), s));
    Map<TaskId, Long> starts = new HashMap<>();
    long makespan = 0;
    for (TaskDefinition task : project.tasks()) {
      long start = start(task, project, starts);
      assertThat(byId.get(task.id()).start().toMillis()).as(task.id().value()).isEqualTo(start);
      makespan = Math.max(makespan, start + duration(task));
    }
    assertThat(result.makespan().toMillis()).isEqualTo(makespan);
    assertThat(result.criticalPath()).isNotEmpty();
    for (TaskId id : result.criticalPath()) {
      assertThat(byId.get(id).slack()).as(id.value()).isZero();
    }
    for (ScheduledTask task : result.schedule()) {
      assertThat(task.slack()).isGreaterThanOrEqualTo(Duration.ZERO);
    }
    ScheduledTask last = byId.get(result.criticalPath().get(result.criticalPath().size() - 1));
    assertThat(last.finish()).isEqualTo(result.makespan());
    assertThat(byId.get(result.criticalPath().get(0)).start()).isZero();
  }

  private static long duration(TaskDefinition task) {
    return task.estimate().map(Estimate::expected).orElse(Duration.ofSeconds(2)).toMillis();
  }

  private static long start(TaskDefinition task, Project project, Map<TaskId, Long> known) {
    Long before = known.get(task.id());
    if (before != null) {
      return before;
    }
    long start = 0;
    for (Dependency dependency : task.dependencies()) {
      TaskDefinition target =
          project.tasks().stream()
              .filter(t -> t.id().equals(dependency.task().orElseThrow()))
              .findFirst()
              .orElseThrow();
      boolean fromStart =
          dependency.type() == DependencyType.START_START
              || dependency.type() == DependencyType.START_FINISH;
      long at = start(target, project, known) + (fromStart ? 0 : duration(target));
      start = Math.max(start, at + dependency.lag().toMillis());
    }
    boolean waits =
        task.milestone().equals(M1) && !project.milestones().get(1).dependsOn().isEmpty();
    for (TaskDefinition other : project.tasks()) {
      if (waits && other.milestone().equals(M0)) {
        start = Math.max(start, start(other, project, known) + duration(other));
      }
    }
    known.put(task.id(), start);
    return start;
  }

  @Test
  void tailsOfAGraphInArrays() {
    // 0 -> 1 -> 3, 0 -> 2 -> 3, with 2 longer than 1; 4 alone
    int[] first = {0, 2, 3, 4, 4, 4};
    int[] successors = {1, 2, 3, 3};
    long[] tails = CriticalPath.tailMillis(first, successors, new long[] {1, 10, 20, 5, 7});
    assertThat(tails).containsExactly(26, 15, 25, 5, 7);
  }

  @Test
  void tasksOnACycleAreNamedAndTheRestIsScheduled() {
    TaskDefinition a = task("a", "b");
    TaskDefinition b = task("b", "a");
    TaskDefinition c = task("c");
    TaskDefinition d = task("d", "a");
    CriticalPath.Result result =
        CriticalPath.of(List.of(), List.of(a, b, c, d), CriticalPath.DEFAULT_TASK);
    assertThat(result.unscheduled()).containsExactly(a.id(), b.id(), d.id());
    assertThat(result.criticalPath()).containsExactly(c.id());
    assertThat(result.makespan()).isEqualTo(CriticalPath.DEFAULT_TASK);
  }

  private static TaskDefinition task(String id, String... on) {
    List<Dependency> dependencies = new ArrayList<>();
    for (String target : on) {
      dependencies.add(Dependency.on(TaskId.of(target)));
    }
    return TaskDefinition.builder(TaskId.of(id), M0, id).dependencies(dependencies).build();
  }
}
