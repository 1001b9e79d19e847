package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Any bytes give a plan or one kind of error; any plan survives being written back. */
class ChecklistProperties {

  private static final List<PlanFormat> FORMATS =
      List.of(new SpecKitFormat(), new KiroFormat(), new MarkdownFormat());

  private static final List<String> PIECES =
      List.of(
          "- [ ] T001 a",
          "- [x] T002 [P] b",
          "  - [X] T003 c",
          "    - [ ] d",
          "- [~] T004 e",
          "* [ ] 1.1 f",
          "  * [x] 1.2 g",
          "- [ ]* 2. h",
          "1. [ ] i",
          "- [] j",
          "- [P] legend",
          "## Phase 1: User Story 1 (P1)",
          "## Phase 2: Polish",
          "# T005: heading ✅",
          "### Task 1.1 x",
          "| T006 | row | out |",
          "|---|---|",
          "```",
          "~~~",
          "<!--",
          "-->",
          "---",
          "",
          "text",
          "  text",
          "\tmore",
          "**Checkpoint**: done",
          "T001 → T002 → T003-T004",
          "- T002 depends on T001",
          "(after T004",
          "  - **Dependencies**: T002",
          "  - _Requirements: 1.1_",
          "  - _Depends: 1.1_",
          "  - **Milestone note**: n",
          "  - **Milestone status**: cancelled",
          "## Dependencies",
          "- **US1 (Phase 1)**: depends on Phase 2",
          "### User Story 1 - x (Priority: P2)",
          "1. **Given** a, **When** b, **Then** c",
          "- **FR-001**: r",
          "- [x] T007 (deferred) z",
          "- [ ] ~~T008~~ y",
          "日本語",
          "\uFEFF",
          "\r",
          "- [ ] T009 after T001, before T002");

  @Provide
  static Arbitrary<String> documents() {
    return Arbitraries.of(PIECES)
        .list()
        .ofMaxSize(40)
        .flatMap(
            lines -> Arbitraries.of("\n", "\r\n").map(lineBreak -> String.join(lineBreak, lines)));
  }

  @Property(tries = 400)
  void any_document_gives_a_plan_without_cycles_that_survives_being_written(
      @ForAll("documents") String text) {
    for (PlanFormat format : FORMATS) {
      for (String name : List.of("specs/001-x/tasks.md", "spec.md")) {
        PlanFile file = Checklists.file(name, text);
        ImportedPlan plan;
        try {
          plan = Checklists.read(format, file);
        } catch (MilestoneException e) {
          assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
          continue;
        }
        ChecklistArchiveTest.requireOrder(plan);
        RoundTrip.requireRoundTrip(format, file, text.hashCode());
      }
    }
  }

  @Property(tries = 400)
  void any_bytes_give_a_plan_or_an_error(@ForAll @Size(max = 200) byte[] bytes) {
    for (PlanFormat format : FORMATS) {
      PlanFile file = new PlanFile("tasks.md", bytes);
      assertThat(format.recognise(List.of(file))).isBetween(0, 100);
      try {
        Checklists.read(format, file);
      } catch (MilestoneException e) {
        assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
        assertThat(e.problems()).isNotEmpty();
      }
    }
  }
}
