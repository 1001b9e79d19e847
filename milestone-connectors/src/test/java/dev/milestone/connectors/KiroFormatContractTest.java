package dev.milestone.connectors;

import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.testkit.plan.PlanFormatContract;
import dev.milestone.testkit.plan.SamplePlan;
import java.util.List;

class KiroFormatContractTest extends PlanFormatContract {

  private static final String TASKS =
      """
      # Implementation Plan

      - [-] 1. Set up
        - [x] 1.1 Add the table
          - _Requirements: 1.1_
        - [ ]* 1.2 Write tests
      - [ ] 2. Build
        - _Depends: 1.1_
      - [~] 3. Ship
      """;

  @Override
  protected PlanFormat format() {
    return new KiroFormat();
  }

  @Override
  protected List<SamplePlan> samples() {
    return List.of(
        new SamplePlan(
            List.of(Checklists.file(".kiro/specs/log-in/tasks.md", TASKS)),
            List.of("1.1", "1.2", "2", "3")));
  }

  @Override
  protected List<List<PlanFile>> broken() {
    return Checklists.broken(".kiro/specs/log-in/tasks.md", TASKS);
  }

  @Override
  protected List<List<PlanFile>> others() {
    return List.of(
        List.of(Samples.tagged()),
        List.of(Samples.beads()),
        List.of(Checklists.file("docs/prd.md", "# Product\n\nWords, words, words.\n")),
        List.of(Checklists.file("specs/001-a/tasks.md", "- [ ] T001 something\n")));
  }
}
