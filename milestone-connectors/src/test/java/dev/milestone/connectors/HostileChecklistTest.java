package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.milestone.MilestoneException;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs that are made to take long; each ends at a limit or in time that grows with its size. */
class HostileChecklistTest {

  private static final List<PlanFormat> FORMATS =
      List.of(new SpecKitFormat(), new KiroFormat(), new MarkdownFormat());

  private static final int MANY = 10_000;

  static Stream<String> hostile() {
    StringBuilder deep = new StringBuilder();
    for (int i = 0; i < 1_500; i++) {
      deep.append(" ".repeat(i)).append("- [ ] T").append(i).append(" x\n");
    }
    StringBuilder phases = new StringBuilder();
    for (int i = 0; i < MANY / 4; i++) {
      phases.append("## Phase ").append(i).append("\n- [ ] T").append(i).append(" x\n");
    }
    phases.append("## Dependencies\n");
    for (int i = 0; i < 2_500; i++) {
      phases.append("- Phases 0-999999: depends on all previous phases, phases 0-99999\n");
    }
    StringBuilder chain = new StringBuilder();
    for (int i = 0; i < MANY; i++) {
      chain.append("- [ ] T").append(i).append(" after T").append(i + 1).append('\n');
    }
    return Stream.of(
        deep.toString(),
        "- ".repeat(MANY) + "[ ] T001 x\n- [ ] T001 x\n",
        "```\n~~~\n".repeat(MANY) + "- [ ] T001 x\n",
        "<!--\n".repeat(MANY) + "- [ ] T001 x\n",
        "<!-- a --> b\n".repeat(MANY) + "- [ ] T001 x\n",
        "---\n".repeat(MANY) + "- [ ] T001 x\n",
        "- [ ] T001 x\n".repeat(MANY),
        "- [ ] 1.1 x\n".repeat(MANY),
        "# h\n".repeat(MANY) + "- [ ] T001 x\n",
        "- [ ] T001 " + "(".repeat(MANY) + "depends on T001\n",
        "- [ ] T001 " + "[x".repeat(MANY) + "\n",
        "- [ ] T001 " + "**".repeat(MANY) + "\n",
        "- [ ] T001 " + "T001 → ".repeat(MANY) + "\n",
        "- [ ] T001 a\n- [ ] T999 b\n" + "- T001-T999 → T001-T999\n".repeat(1_000),
        "- [ ] T001 " + "~~".repeat(MANY) + "deferred" + " (deferred".repeat(MANY) + "\n",
        "- [ ] T" + "1".repeat(MANY) + "\n- [ ] T001 x\n",
        "- [ ] T001 x\n" + "  - [ ] y\n".repeat(MANY),
        "- [ ] T001 x\n" + "  line\n".repeat(MANY),
        "| T001 |" + " a |".repeat(MANY) + "\n| T002 | b |\n",
        "| T001 | a |\n".repeat(MANY),
        "\r".repeat(MANY) + "\n- [ ] T001 \u0000\n",
        phases.toString(),
        chain.toString());
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostile_text_gives_a_plan_or_one_error(String text) {
    for (String name : List.of("specs/001-x/tasks.md", ".kiro/specs/x/tasks.md", "x.md")) {
      PlanFile file = Checklists.file(name, text);
      for (PlanFormat format : FORMATS) {
        assertThat(format.recognise(List.of(file))).isBetween(0, 100);
        try {
          assertThat(Checklists.read(format, file).tasks()).isNotEmpty();
        } catch (MilestoneException e) {
          assertThat(e.problems()).hasSize(1);
        }
      }
    }
  }

  @Test
  void lists_nested_deeper_than_the_limit_are_refused_where_they_are() {
    StringBuilder deep = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      deep.append(" ".repeat(i)).append("- [ ] x\n");
    }
    assertThatExceptionOfType(MilestoneException.class)
        .isThrownBy(() -> Checklists.read(new MarkdownFormat(), deep.toString()))
        .satisfies(e -> assertThat(e.problems().get(0).line()).isEqualTo(101));
  }

  @Test
  void a_line_of_sixty_megabytes_is_refused() {
    byte[] line = new byte[60_000_000];
    Arrays.fill(line, (byte) 'x');
    line[0] = '-';
    line[1] = ' ';
    line[2] = '[';
    line[3] = ' ';
    line[4] = ']';
    line[5] = ' ';
    for (PlanFormat format : FORMATS) {
      PlanFile file = new PlanFile("tasks.md", line);
      assertThat(format.recognise(List.of(file))).isBetween(0, 100);
      assertThatExceptionOfType(MilestoneException.class)
          .isThrownBy(() -> Checklists.read(format, file))
          .satisfies(e -> assertThat(e.problems()).hasSize(1))
          .satisfies(e -> assertThat(e.problems().get(0).expected()).contains("characters"));
    }
  }

  @Test
  void more_lines_than_the_limit_are_refused() {
    byte[] lines = new byte[Limits.MAX_LINES + 2];
    Arrays.fill(lines, (byte) '\n');
    assertThatExceptionOfType(MilestoneException.class)
        .isThrownBy(() -> Checklists.read(new MarkdownFormat(), new PlanFile("x.md", lines)))
        .satisfies(e -> assertThat(e.problems().get(0).expected()).contains("lines"));
  }
}
