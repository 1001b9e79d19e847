package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.PlanFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class KiroFormatTest {

  private static final KiroFormat FORMAT = new KiroFormat();

  private static final String TEXT =
      """
      # Implementation Plan: Login

      ## Tasks

      - [-] 1. Set up
        - [x] 1.1 Add the table
          - with an index
          - _Requirements: 1.1, 2.3_
        - [ ]* 1.2 Write property tests
          - **Validates: Requirements 5.1**
      - [ ] 2. Build
        - _Depends: 1.1_
      - [~] 3. Ship
      """;

  @Test
  void nested_numbers_are_subtasks_that_their_parent_waits_for() {
    ImportedPlan plan = Checklists.read(FORMAT, TEXT);

    assertThat(plan.report().tasks()).isEqualTo(3);
    assertThat(plan.report().subtasks()).isEqualTo(2);
    assertThat(plan.milestones())
        .singleElement()
        .satisfies(m -> assertThat(m.title()).isEqualTo("Implementation Plan: Login"));
    assertThat(Checklists.waits(plan, "1")).containsExactly("1.1", "1.2");
    assertThat(Checklists.waits(plan, "1.2")).containsExactly("1.1");
    assertThat(Checklists.waits(plan, "2")).containsExactly("1.1", "1");
    assertThat(plan.report().dependencyEdges()).isEqualTo(1);
    assertThat(Checklists.task(plan, "1.1").title()).isEqualTo("Add the table");
    assertThat(Checklists.task(plan, "1.1").description()).contains("with an index");
    assertThat(Checklists.task(plan, "1.1").extensions())
        .containsEntry("x-requirements", List.of("1.1", "2.3"))
        .containsEntry("x-parent", "1");
    assertThat(Checklists.task(plan, "1.2").extensions())
        .containsEntry("x-tags", "optional")
        .containsEntry("x-requirements", "5.1");
  }

  @Test
  void marks_mean_what_they_mean_to_kiro() {
    ImportedPlan plan = Checklists.read(FORMAT, TEXT);

    assertThat(Checklists.status(plan, "1")).isEqualTo(ImportedStatus.STARTED);
    assertThat(Checklists.status(plan, "1.1")).isEqualTo(ImportedStatus.DONE);
    assertThat(Checklists.status(plan, "3")).isEqualTo(ImportedStatus.TODO);
    assertThat(Checklists.write(FORMAT, TEXT, "2", ImportedStatus.STARTED))
        .isEqualTo(TEXT.replace("[ ] 2.", "[-] 2."));
    assertThat(Checklists.write(FORMAT, TEXT, "1", ImportedStatus.DONE, "all of it"))
        .isEqualTo(
            TEXT.replace("[-] 1. Set up", "[x] 1. Set up\n  - **Milestone note**: all of it"));
  }

  @Test
  void it_is_told_from_spec_kit_and_from_a_plain_list() {
    PlanFile file = Checklists.file("tasks.md", TEXT);
    assertThat(FORMAT.recognise(List.of(file))).isGreaterThan(90);
    assertThat(new SpecKitFormat().recognise(List.of(file))).isZero();
    PlanFile list = Checklists.file("TODO.md", "- [ ] buy\n- [x] sell\n");
    assertThat(FORMAT.recognise(List.of(list))).isZero();
    assertThat(new SpecKitFormat().recognise(List.of(list))).isZero();
    assertThat(new MarkdownFormat().recognise(List.of(list))).isPositive();
  }

  @Test
  void the_folder_keeps_two_specs_apart() {
    ImportedPlan plan =
        Checklists.read(FORMAT, Checklists.file(".kiro/specs/log-in/tasks.md", TEXT));
    assertThat(Checklists.task(plan, "log-in-2").title()).isEqualTo("Build");
    assertThat(plan.origins().get(Checklists.task(plan, "log-in-2").id()).foreignId())
        .isEqualTo("2");
  }
}
