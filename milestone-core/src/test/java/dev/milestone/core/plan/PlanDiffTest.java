package dev.milestone.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.model.MilestoneId;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.TaskId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a second version of a plan changes. */
class PlanDiffTest {

  private static ProjectDefinition read(String text) {
    PlanSource source = new PlanSource("p", text.getBytes(StandardCharsets.UTF_8));
    return PlanFileReader.read(List.of(source)).project();
  }

  private static KnownProject known(ProjectDefinition project) {
    return KnownProject.of(project.milestones(), project.tasks(), project.resources());
  }

  @Test
  void theSamePlanChangesNothing() {
    String plan = "milestones: [{id: m, value: 3, x-n: 1, tasks: [{id: t, estimate: 2h}]}]";
    assertThat(PlanDiff.of(known(read(plan)), read(plan)).isEmpty()).isTrue();
  }

  @Test
  void addedChangedAndRemovedAreTold() {
    ProjectDefinition before =
        read("milestones: [{id: m, tasks: [{id: a}, {id: b}]}, {id: n, tasks: [{id: c}]}]");
    ProjectDefinition after =
        read(
            "milestones: [{id: m, due: 2026-01-02, tasks: [{id: a, priority: 0}, {id: d}]}, {id:"
                + " o}]");
    PlanDiff diff = PlanDiff.of(known(before), after);
    assertThat(diff.addedMilestones()).containsExactly(MilestoneId.of("o"));
    assertThat(diff.changedMilestones()).containsExactly(MilestoneId.of("m"));
    assertThat(diff.addedTasks()).containsExactly(TaskId.of("d"));
    assertThat(diff.changedTasks()).containsExactly(TaskId.of("a"));
    assertThat(diff.removedTasks())
        .as("c stays: its milestone is not in the plan")
        .containsExactly(TaskId.of("b"));
  }
}
