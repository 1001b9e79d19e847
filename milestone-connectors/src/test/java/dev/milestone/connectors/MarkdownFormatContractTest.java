package dev.milestone.connectors;

import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.testkit.plan.PlanFormatContract;
import dev.milestone.testkit.plan.SamplePlan;
import java.util.List;

class MarkdownFormatContractTest extends PlanFormatContract {

  private static final String LIST = "# A\n- [ ] one\n- [x] two\n  - [ ] three\n1. [ ] four\n";

  private static String id(String title) {
    return Checklists.read(new MarkdownFormat(), LIST).tasks().stream()
        .filter(task -> task.title().equals(title))
        .map(task -> task.id().value())
        .findFirst()
        .orElseThrow();
  }

  @Override
  protected PlanFormat format() {
    return new MarkdownFormat();
  }

  @Override
  protected List<SamplePlan> samples() {
    return List.of(
        new SamplePlan(
            List.of(Checklists.file("TODO.md", LIST)), List.of(id("one"), id("two"), id("four"))));
  }

  @Override
  protected List<List<PlanFile>> broken() {
    return Checklists.broken("TODO.md", LIST);
  }

  @Override
  protected List<List<PlanFile>> others() {
    return List.of(
        List.of(Samples.tagged()),
        List.of(Samples.beads()),
        List.of(Checklists.file("docs/prd.md", "# Product\n\nWords, words, words.\n")),
        List.of(Checklists.file("x.txt", "no list\n")));
  }
}
