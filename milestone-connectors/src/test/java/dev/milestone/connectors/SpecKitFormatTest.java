package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.model.Criterion;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.PlanFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecKitFormatTest {

  private static final SpecKitFormat FORMAT = new SpecKitFormat();

  @Test
  void every_spelling_of_an_id_and_of_tags_is_read() {
    ImportedPlan plan =
        Checklists.read(
            FORMAT,
            """
            - [ ] T001 plain
            - [x] **T002** [P] bold
            - [X] `T003` [US1] [P] code
            - [ ] [T004] brackets
            - [ ] T005: colon
            - [x] ~~T006~~ [P] ~~struck~~
            - [ ] **T007 [P]** both bold
            - [ ] T008 **[EXECUTOR: MAIN]** **[SEQUENTIAL]** [US4+US5] tags
            - [ ] T009a suffix
            - [ ] T010B capital suffix
            - [ ] T011.1 dotted
            - [ ] T-000.2 hyphen
            - [ ] T-HF01 **BUG: bold title**
            - [ ] P001 other letter
            - [~] T012 half
            - [ ] T013 [P1] urgent
            """);

    assertThat(plan.tasks())
        .extracting(task -> task.id().value())
        .containsExactly(
            "T001", "T002", "T003", "T004", "T005", "T006", "T007", "T008", "T009a", "T010B",
            "T011.1", "T-000.2", "T-HF01", "P001", "T012", "T013");
    assertThat(plan.tasks())
        .extracting(task -> task.title())
        .startsWith(
            "plain", "bold", "code", "brackets", "colon", "struck", "both bold", "tags", "suffix")
        .contains("BUG: bold title", "half", "urgent");
    assertThat(Checklists.task(plan, "T008").extensions())
        .containsEntry("x-story", List.of("US4", "US5"))
        .containsEntry("x-tags", List.of("EXECUTOR: MAIN", "SEQUENTIAL"));
    assertThat(Checklists.task(plan, "T003").extensions()).containsEntry("x-story", "US1");
    assertThat(Checklists.status(plan, "T002")).isEqualTo(ImportedStatus.DONE);
    assertThat(Checklists.status(plan, "T006")).isEqualTo(ImportedStatus.CANCELLED);
    assertThat(Checklists.status(plan, "T012")).isEqualTo(ImportedStatus.STARTED);
    assertThat(Checklists.task(plan, "T013").priority()).isEqualTo(1);
    assertThat(Checklists.task(plan, "T001").estimate()).isEmpty();
  }

  @Test
  void what_only_mentions_an_id_is_no_task() {
    ImportedPlan plan =
        Checklists.read(
            FORMAT,
            """
            ---
            tasks: "- [ ] T090 front matter"
            ---
            # Tasks
            <!-- example:
            - [ ] T091 comment
            -->
            - [P] tasks = different files
            - [ ] T001 one
            ```
            - [ ] T092 in a fence
            ```
            | T093 | in a table |
            - T094 has no box
            - [ ] a gate without an id
            - [ ] SC-001: cached requests take less than 2 s
            """);

    assertThat(plan.origins().values()).extracting(o -> o.foreignId()).containsExactly("T001");
    assertThat(plan.milestones().get(0).successCriteria())
        .extracting(Criterion::text)
        .containsExactly("a gate without an id", "SC-001: cached requests take less than 2 s");
    assertThat(plan.report().skipped()).anyMatch(s -> s.why().contains("notation"));
  }

  @Test
  void words_set_apart_put_a_task_off_or_give_it_up_and_words_in_running_text_do_not() {
    ImportedPlan plan =
        Checklists.read(
            FORMAT,
            """
            - [x] T001 write tests (skipped: no server)
            - [ ] T002 [DEFERRED] load test
            - [x] T003 add a count of skipped tests to the report
            - [~] T004 manual test → **MOVED TO TECH DEBT**
            - [ ] T005 ~~notify~~ — DEFERRED post-MVP
            """);

    assertThat(Checklists.status(plan, "T001")).isEqualTo(ImportedStatus.CANCELLED);
    assertThat(Checklists.status(plan, "T002")).isEqualTo(ImportedStatus.DEFERRED);
    assertThat(Checklists.status(plan, "T003")).isEqualTo(ImportedStatus.DONE);
    assertThat(Checklists.status(plan, "T004")).isEqualTo(ImportedStatus.DEFERRED);
  }

  @Test
  void phases_come_in_sequence_stories_side_by_side_and_polish_last() {
    ImportedPlan plan =
        Checklists.read(
            FORMAT,
            """
            ## Phase 1: Setup
            - [ ] T001 a
            ## Phase 2: Foundational
            - [ ] T002 b
            **Checkpoint**: Foundation ready
            ## Phase 3: User Story 1 - One (Priority: P1) 🎯 MVP
            - [ ] T003 [US1] c
            ## Phase 4: User Story 2 - Two (Priority: P3)
            - [ ] T004 [US2] d
            ## Phase 5: Polish
            - [ ] T005 e
            """);

    assertThat(Checklists.phases(plan, "phase-2")).containsExactly("phase-1");
    assertThat(Checklists.phases(plan, "phase-3")).containsExactly("phase-2");
    assertThat(Checklists.phases(plan, "phase-4")).containsExactly("phase-2");
    assertThat(Checklists.phases(plan, "phase-5")).containsExactly("phase-3", "phase-4");
    assertThat(Checklists.milestone(plan, "phase-2").successCriteria())
        .containsExactly(new Criterion("Foundation ready", List.of()));
    assertThat(Checklists.task(plan, "T003").priority()).isEqualTo(1);
    assertThat(Checklists.task(plan, "T004").priority()).isEqualTo(3);
  }

  @Test
  void rules_of_the_dependencies_section_hold_instead() {
    ImportedPlan plan =
        Checklists.read(
            FORMAT,
            """
            ## Phase 1: Setup
            - [ ] T001 a
            ## Phase 2: User Story 1
            - [ ] T002 b
            ## Phase 3: User Story 2
            - [ ] T003 c
            ## Phase 4: Polish
            - [ ] T004 d
            ## Dependencies & Execution Order
            - **Setup (Phase 1)**: No dependencies - can start immediately
            - **US2 (Phase 3)**: Depends on Phase 1 + US1 (needs its tables) - then independent
            - **Polish (Phase 4)**: Depends on all user stories
            """);

    assertThat(Checklists.phases(plan, "phase-1")).isEmpty();
    assertThat(Checklists.phases(plan, "phase-2")).containsExactly("phase-1");
    assertThat(Checklists.phases(plan, "phase-3")).containsExactly("phase-1", "phase-2");
    assertThat(Checklists.phases(plan, "phase-4")).containsExactly("phase-2", "phase-3");
  }

  @Test
  void tasks_come_in_the_order_of_the_file_and_parallel_neighbours_beside_each_other() {
    ImportedPlan plan =
        Checklists.read(
            FORMAT,
            """
            - [ ] T001 a
            - [ ] T002 [P] b
            - [ ] T003 [P] c
            - [x] T004 skipped — SKIPPED
            - [ ] T005 d
            """);

    assertThat(Checklists.waits(plan, "T001")).isEmpty();
    assertThat(Checklists.waits(plan, "T002")).containsExactly("T001");
    assertThat(Checklists.waits(plan, "T003")).containsExactly("T001");
    assertThat(Checklists.waits(plan, "T005")).containsExactly("T002", "T003");
    assertThat(plan.report().dependencyEdges()).isZero();
  }

  @Test
  void references_of_every_form_are_edges() {
    ImportedPlan plan =
        Checklists.read(
            FORMAT,
            """
            ## Phase 1: All
            - [ ] T001 [P] a
            - [ ] T002 [P] b (depends on T001)
            - [ ] T003 [P] c
              - **Dependencies**: T001, T002
            - [ ] T004 [P] [BLOCKING: T005] d
            - [ ] T005 [P] e
            - [ ] T006 [P] f（依赖T004；端点：P）
            - [ ] T007 [P] not dependent on anything
            - [ ] T008 [P] h
            - [ ] T009 [P] i
            ## Dependencies
            - T007 → T008 → T009
            - T001-T003 must pass before T007 begins
            - T009 does not depend on T001
            """);

    assertThat(Checklists.waits(plan, "T002")).containsExactly("T001");
    assertThat(Checklists.waits(plan, "T003")).containsExactly("T001", "T002");
    assertThat(Checklists.waits(plan, "T005")).containsExactly("T004");
    assertThat(Checklists.waits(plan, "T006")).containsExactly("T004");
    assertThat(Checklists.waits(plan, "T007")).containsExactly("T001", "T002", "T003");
    assertThat(Checklists.waits(plan, "T008")).containsExactly("T007");
    assertThat(Checklists.waits(plan, "T009")).containsExactly("T008");
    assertThat(plan.report().dependencyEdges()).isEqualTo(10);
    assertThat(plan.report().longestOpenChain()).hasValue(6);
    assertThat(plan.report().ready()).containsExactly("T001", "T004");
  }

  @Test
  void a_cycle_and_a_reference_to_nothing_are_told_and_stop_nothing_else() {
    ImportedPlan plan =
        Checklists.read(
            FORMAT,
            """
            - [ ] T001 a (depends on T002)
            - [ ] T002 b (depends on T001)
            - [ ] T003 c (depends on T099)
            - [ ] T003 d
            """);

    assertThat(plan.report().hasCycle()).isTrue();
    assertThat(plan.report().cycle()).containsExactlyInAnyOrder("T001", "T002");
    assertThat(plan.report().dangling()).isEqualTo(1);
    assertThat(plan.report().longestOpenChain()).isEmpty();
    assertThat(plan.origins().get(Checklists.task(plan, "T001").id()).heldBecause())
        .contains("T001 → T002 → T001");
    assertThat(plan.problems()).hasSize(3);
    assertThat(plan.tasks()).extracting(t -> t.id().value()).contains("T003", "T003-2");
    ChecklistArchiveTest.requireOrder(plan);
  }

  @Test
  void a_reference_against_the_order_of_phases_gives_the_phases_up_and_never_a_cycle() {
    ImportedPlan plan =
        Checklists.read(
            FORMAT,
            """
            ## Phase 1: One
            - [ ] T001 a (depends on T003)
            - [ ] T002 b
            ## Phase 2: Two
            - [ ] T003 c
            """);

    assertThat(Checklists.waits(plan, "T001")).contains("T003");
    assertThat(Checklists.phases(plan, "phase-2")).isEmpty();
    assertThat(plan.problems()).hasSize(1);
    ChecklistArchiveTest.requireOrder(plan);
  }

  @Test
  void the_feature_folder_begins_the_ids() {
    String text = "- [ ] T001 a\n";
    assertThat(
            Checklists.read(FORMAT, Checklists.file("x/specs/004-name/tasks.md", text))
                .tasks()
                .get(0)
                .id()
                .value())
        .isEqualTo("004-T001");
    assertThat(
            Checklists.read(FORMAT, "**Input**: Design documents from `/specs/4e-layer/`\n" + text)
                .tasks()
                .get(0)
                .id()
                .value())
        .isEqualTo("4e-T001");
  }

  @Test
  void spec_and_plan_of_the_feature_are_told_to_its_milestones() {
    PlanFile tasks =
        Checklists.file(
            "specs/001-a/tasks.md",
            """
            ## Phase 1: User Story 1 - Albums
            - [ ] T001 [US1] write `src/album.py` for FR-002
            ## Phase 2: Polish
            - [ ] T002 tidy
            """);
    PlanFile spec =
        Checklists.file(
            "specs/001-a/spec.md",
            """
            # Feature Specification: Albums
            ### User Story 1 - Albums (Priority: P3)
            1. **Given** an album, **When** it is opened,
               **Then** photos show
            2. **Given** none, **When** opened, **Then** a hint shows
            ---
            ## Requirements
            - **FR-001**: System MUST list albums
            - **FR-002**: System MUST open albums [NEEDS CLARIFICATION: how many?]
            - **SC-001**: in 2 s
            """);
    PlanFile design =
        Checklists.file(
            "specs/001-a/plan.md", "# Plan\n## Technical Context\n**Language**: Python 3.12\n");

    ImportedPlan plan = Checklists.read(FORMAT, spec, design, tasks);

    assertThat(FORMAT.recognise(List.of(spec, design, tasks))).isGreaterThan(80);
    assertThat(Checklists.milestone(plan, "001-phase-1").successCriteria())
        .extracting(Criterion::text)
        .containsExactly(
            "Given an album, When it is opened, Then photos show",
            "Given none, When opened, Then a hint shows",
            "FR-002: System MUST open albums [NEEDS CLARIFICATION: how many?]");
    assertThat(Checklists.milestone(plan, "001-phase-2").successCriteria())
        .extracting(Criterion::text)
        .containsExactly("FR-001: System MUST list albums", "SC-001: in 2 s");
    assertThat(Checklists.milestone(plan, "001-phase-1").description()).contains("Python 3.12");
    assertThat(Checklists.task(plan, "001-T001").priority()).isEqualTo(3);
    assertThat(Checklists.task(plan, "001-T001").extensions())
        .containsEntry("x-paths", "src/album.py")
        .containsEntry("x-requirements", "FR-002");
    assertThat(Checklists.task(plan, "001-T001").files()).isEmpty();
    assertThat(plan.problems()).singleElement().satisfies(p -> assertThat(p.line()).isEqualTo(9));
  }

  @Test
  void headings_and_rows_are_tasks_where_nothing_else_is() {
    ImportedPlan headings =
        Checklists.read(FORMAT, "## Phase 1: A\n### T001: first [P] ✅\nbody\n### T002: second\n");
    assertThat(headings.tasks()).extracting(t -> t.id().value()).containsExactly("T001", "T002");
    assertThat(Checklists.status(headings, "T001")).isEqualTo(ImportedStatus.DONE);
    assertThat(Checklists.task(headings, "T001").description()).isEqualTo("body");

    String table = "| ID | Task | Outcome |\n|---|---|---|\n| T001 | Do a | it is done |\n";
    ImportedPlan rows = Checklists.read(FORMAT, table);
    assertThat(Checklists.task(rows, "T001").title()).isEqualTo("Do a");
    assertThat(Checklists.task(rows, "T001").criteria()).containsExactly("it is done");
    assertThat(Checklists.write(FORMAT, table, "T001", ImportedStatus.DONE, "a | b"))
        .contains("| T001 | Do a ✅<br>**Milestone note**: a \\| b | it is done |");
  }

  @Test
  void a_tick_is_written_in_the_style_of_the_file_and_nothing_else() {
    String text = "\uFEFF# T\r\n- [X] T001 a\r\n- [ ] T002 b  \r\n  more\r\n\r\n- [ ] T003 c";
    assertThat(Checklists.write(FORMAT, text, "T002", ImportedStatus.DONE))
        .isEqualTo(text.replace("[ ] T002", "[X] T002"));
    assertThat(Checklists.write(FORMAT, text, "T001", ImportedStatus.TODO))
        .isEqualTo(text.replace("[X] T001", "[ ] T001"));
    assertThat(Checklists.write(FORMAT, text, "T003", ImportedStatus.TODO)).isEqualTo(text);
    assertThat(Checklists.write(FORMAT, text, "T099", ImportedStatus.DONE)).isEqualTo(text);
  }

  @Test
  void notes_and_other_statuses_stand_under_their_task_and_are_found_again() {
    String text = "- [ ] T001 a\n  more\n- [ ] T002 b";
    String once = Checklists.write(FORMAT, text, "T001", ImportedStatus.CANCELLED, "given\nup");

    assertThat(once)
        .isEqualTo(
            "- [ ] T001 a\n  more\n  - **Milestone status**: cancelled\n"
                + "  - **Milestone note**: given up\n- [ ] T002 b");
    assertThat(Checklists.write(FORMAT, once, "T001", ImportedStatus.CANCELLED, "given\nup"))
        .isEqualTo(once);
    assertThat(Checklists.status(Checklists.read(FORMAT, once), "T001"))
        .isEqualTo(ImportedStatus.CANCELLED);
    assertThat(Checklists.write(FORMAT, once, "T001", ImportedStatus.DONE))
        .isEqualTo("- [x] T001 a\n  more\n  - **Milestone note**: given up\n- [ ] T002 b");
    // Somebody ticked it: that counts.
    assertThat(
            Checklists.status(
                Checklists.read(FORMAT, once.replace("[ ] T001", "[x] T001")), "T001"))
        .isEqualTo(ImportedStatus.DONE);
  }

  @Test
  void a_file_without_a_task_is_one_error_that_says_so() {
    for (String text :
        List.of("", "\n\n", "# Prose\nnothing to do\n", "```\n- [ ] T001 a\n```\n")) {
      assertThatExceptionOfType(MilestoneException.class)
          .as(text)
          .isThrownBy(() -> Checklists.read(FORMAT, text))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT))
          .satisfies(e -> assertThat(e.problems()).hasSize(1))
          .satisfies(
              e ->
                  assertThat(e.problems().get(0).found()).containsAnyOf("empty", "without a task"));
    }
  }

  @Test
  void conflict_markers_and_other_encodings_are_one_located_error() {
    PlanFile conflict =
        Checklists.file(
            "tasks.md", "- [ ] T001 a\n<<<<<<< HEAD\n- [ ] T002 b\n=======\n>>>>>>> x\n");
    assertThatExceptionOfType(MilestoneException.class)
        .isThrownBy(() -> Checklists.read(FORMAT, conflict))
        .satisfies(e -> assertThat(e.problems().get(0).line()).isEqualTo(2));
    assertThat(FORMAT.recognise(List.of(conflict))).isGreaterThan(50);
    PlanFile latin =
        new PlanFile("tasks.md", new byte[] {'-', ' ', '[', ' ', ']', ' ', (byte) 0xE9});
    assertThatExceptionOfType(MilestoneException.class)
        .isThrownBy(() -> Checklists.read(FORMAT, latin))
        .satisfies(e -> assertThat(e.problems().get(0).column()).isEqualTo(7));
  }

  @Test
  void a_task_does_not_wait_for_a_subtask_that_was_given_up() {
    ImportedPlan plan =
        Checklists.read(
            FORMAT,
            """
            - [ ] T001 a
            - [ ] T002 [P] b
              - [ ] T003 [P] ~~c~~ SKIPPED
              - [ ] T004 [P] d
            """);
    assertThat(Checklists.waits(plan, "T002")).contains("T004").doesNotContain("T003");
  }

  @Test
  void two_features_at_once_are_refused() {
    PlanFile one = Checklists.file("specs/001-a/tasks.md", "- [ ] T001 a\n");
    PlanFile two = Checklists.file("specs/002-b/tasks.md", "- [ ] T001 a\n");
    assertThatExceptionOfType(MilestoneException.class)
        .isThrownBy(() -> Checklists.read(FORMAT, one, two))
        .satisfies(e -> assertThat(e.problems().get(0).file()).isEqualTo("specs/002-b/tasks.md"));
  }
}
