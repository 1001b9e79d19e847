package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkdownFormatTest {

  private static final MarkdownFormat FORMAT = new MarkdownFormat();

  private static Map<String, String> ids(String text) {
    Map<String, String> ids = new HashMap<>();
    Checklists.read(FORMAT, text).tasks().forEach(task -> ids.put(task.title(), task.id().value()));
    return ids;
  }

  @Test
  void ids_survive_another_order_and_ticks() {
    Map<String, String> before =
        ids("# A\n- [ ] buy milk\n- [ ] sell eggs\n  - [ ] count them\n# B\n- [ ] 日本語の作業\n");
    Map<String, String> after =
        ids("# B\n- [x] 日本語の作業\n# A\n* [x] sell eggs\n  * [x] count them\n* [X] **buy milk**\n");

    assertThat(after).isEqualTo(before).hasSize(4);
    assertThat(before.get("buy milk")).startsWith("buy-milk-");
  }

  @Test
  void equal_titles_get_ordinals_and_other_headings_other_ids() {
    ImportedPlan plan = Checklists.read(FORMAT, "# A\n- [ ] test\n- [x] test\n# B\n- [ ] test\n");
    assertThat(plan.tasks()).extracting(task -> task.id()).doesNotHaveDuplicates().hasSize(3);
    assertThat(plan.problems()).hasSize(1);
  }

  @Test
  void headings_are_milestones_and_only_those_that_count_wait() {
    ImportedPlan plan =
        Checklists.read(
            FORMAT,
            "# Plan\n## Phase 1\n- [ ] a\n## Ideas\n- [ ] b\n## Phase 2\n- [ ] c\n1. [ ] d\n");
    assertThat(Checklists.phases(plan, "phase-2")).containsExactly("phase-1");
    assertThat(Checklists.phases(plan, "ideas")).isEmpty();
    assertThat(plan.report().tasks()).isEqualTo(4);
  }

  @Test
  void subtasks_are_done_before_their_task() {
    ImportedPlan plan =
        Checklists.read(FORMAT, "- [ ] whole\n\t- [ ] part one\n\t- [ ] part two\n");
    Map<String, String> ids = ids("- [ ] whole\n\t- [ ] part one\n\t- [ ] part two\n");
    assertThat(Checklists.waits(plan, ids.get("whole")))
        .contains(ids.get("part one"), ids.get("part two"));
    assertThat(plan.report().subtasks()).isEqualTo(2);
  }

  @Test
  void an_ordered_item_gets_its_note_inside() {
    String text = "1. [ ] first\n2. [ ] second\n";
    String id = ids(text).get("first");
    assertThat(Checklists.write(FORMAT, text, id, ImportedStatus.DONE, "ok"))
        .isEqualTo("1. [x] first\n   - **Milestone note**: ok\n2. [ ] second\n");
  }

  @Test
  void emoji_marks_are_states() {
    ImportedPlan plan = Checklists.read(FORMAT, "- [✅] a\n- [⏸️] b\n- [] c\n- [-] d\n- [🚧] e\n");
    assertThat(plan.origins().values())
        .extracting(origin -> origin.status())
        .containsExactly(
            ImportedStatus.DONE,
            ImportedStatus.DEFERRED,
            ImportedStatus.TODO,
            ImportedStatus.CANCELLED,
            ImportedStatus.STARTED);
  }

  @Test
  void prose_and_json_are_not_claimed() {
    String prose = "# Product\n" + "A line of prose.\n".repeat(40) + "- [ ] one box\n";
    for (String text : List.of(prose, "{\"tasks\": []}", "[{\"id\": 1}]", "", "no box\n")) {
      assertThat(FORMAT.recognise(List.of(Checklists.file("x.txt", text)))).as(text).isZero();
    }
  }
}
