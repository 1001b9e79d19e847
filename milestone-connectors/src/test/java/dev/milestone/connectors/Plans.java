package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.model.Dependency;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.spi.plan.ImportedPlan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What must hold of every plan that was taken in. */
final class Plans {

  private Plans() {}

  static void check(ImportedPlan plan) {
    Set<String> ids = new HashSet<>();
    Set<MilestoneId> milestones = new HashSet<>();
    plan.milestones()
        .forEach(
            m -> {
              assertThat(ids.add(m.id().value().toLowerCase(Locale.ROOT))).isTrue();
              milestones.add(m.id());
              assertThat(m.title()).isNotBlank();
            });
    Map<TaskId, Integer> numbers = new HashMap<>();
    for (TaskDefinition task : plan.tasks()) {
      assertThat(ids.add(task.id().value().toLowerCase(Locale.ROOT))).as("%s", task.id()).isTrue();
      assertThat(milestones).contains(task.milestone());
      assertThat(task.title()).isNotBlank().doesNotContain("\n");
      assertThat(task.title().length()).isLessThanOrEqualTo(Limits.MAX_TITLE);
      numbers.put(task.id(), numbers.size());
    }
    PlanGraph.Builder graph = new PlanGraph.Builder(numbers.size());
    for (TaskDefinition task : plan.tasks()) {
      for (Dependency dependency : task.dependencies()) {
        Integer target = numbers.get(dependency.task().orElseThrow());
        assertThat(target).as("%s of %s", dependency, task.id()).isNotNull();
        graph.edge(numbers.get(task.id()), target);
      }
    }
    assertThat(new PlanFigures(graph.build()).hasCycle()).isFalse();
    assertThat(plan.origins().keySet()).isEqualTo(numbers.keySet());
    List<String> foreign = plan.origins().values().stream().map(o -> o.foreignId()).toList();
    assertThat(foreign).doesNotHaveDuplicates();
  }
}
