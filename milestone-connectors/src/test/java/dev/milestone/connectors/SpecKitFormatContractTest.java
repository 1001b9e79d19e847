package dev.milestone.connectors;

import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.testkit.plan.PlanFormatContract;
import dev.milestone.testkit.plan.SamplePlan;
import java.util.List;

class SpecKitFormatContractTest extends PlanFormatContract {

  private static final String TASKS =
      """
      # Tasks: Albums

      **Input**: Design documents from `/specs/001-albums/`

      ## Phase 1: Setup
      - [x] T001 make `src/`
      - [ ] T002 [P] lint (depends on T001)
      - [ ] T003 [P] format
        - both of them
      - [x] T004 old way (skipped: not needed)

      **Checkpoint**: ready

      ## Phase 2: User Story 1 - Albums (Priority: P1)
      - [ ] T005 [US1] show FR-001
        - [ ] a test
        - [ ] T006 nested
      - [ ] T007a [DEFERRED] later
      - [ ] T007A other case
      """;

  private static final String SPEC =
      """
      # Feature Specification: Albums
      ### User Story 1 - Albums (Priority: P1)
      1. **Given** an album, **When** opened, **Then** it shows
      ### User Story 2 - Photos (Priority: P2)
      Text.
      - **FR-001**: MUST show
      """;

  private static final String TABLE =
      """
      | ID | Task | Outcome |
      |---|---|---|
      | T001 | Do a | done |
      | T002 | Do b ✅ | done |
      """;

  @Override
  protected PlanFormat format() {
    return new SpecKitFormat();
  }

  @Override
  protected List<SamplePlan> samples() {
    return List.of(
        new SamplePlan(
            List.of(Checklists.file("specs/001-albums/tasks.md", TASKS)),
            List.of("T002", "T003", "T004", "T007a")),
        new SamplePlan(
            List.of(
                Checklists.file("specs/001-albums/tasks.md", TASKS),
                Checklists.file("specs/001-albums/spec.md", SPEC)),
            List.of("T002", "T006")),
        new SamplePlan(
            List.of(Checklists.file("specs/001-albums/spec.md", SPEC)), List.of("US1", "US2")),
        new SamplePlan(
            List.of(Checklists.file("specs/002-x/tasks.md", TABLE)), List.of("T001", "T002")));
  }

  @Override
  protected List<List<PlanFile>> broken() {
    return Checklists.broken("specs/001-a/tasks.md", TASKS);
  }

  @Override
  protected List<List<PlanFile>> others() {
    return List.of(
        List.of(Samples.tagged()),
        List.of(Samples.beads()),
        List.of(Checklists.file("docs/prd.md", "# Product\n\nWords, words, words.\n")),
        List.of(Checklists.file("TODO.md", "- [ ] buy milk\n- [ ] sell eggs\n")));
  }
}
