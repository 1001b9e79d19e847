package dev.milestone.connectors;

import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.testkit.plan.PlanFormatContract;
import dev.milestone.testkit.plan.SamplePlan;
import java.util.List;

class BeadsFormatContractTest extends PlanFormatContract {

  @Override
  protected PlanFormat format() {
    return new BeadsFormat();
  }

  @Override
  protected List<SamplePlan> samples() {
    return List.of(
        new SamplePlan(List.of(Samples.beads()), List.of("bd-1.1", "bd-7", "bd-1")),
        new SamplePlan(List.of(Samples.spacedBeads()), List.of("x-1", "x-2")));
  }

  @Override
  protected List<List<PlanFile>> broken() {
    return Samples.broken(Samples.beads());
  }

  @Override
  protected List<List<PlanFile>> others() {
    return List.of(
        List.of(Samples.tagged()),
        List.of(Samples.flat()),
        List.of(Samples.bare()),
        List.of(
            Samples.file(
                "deletions.jsonl", "{'id':'bd-1','ts':'2026-01-01T00:00:00Z','by':'x'}\n")),
        List.of(Samples.file("log.jsonl", "{'level':'info','message':'x'}\n")),
        List.of(Samples.file("package.json", "{'name':'x','version':'1'}")),
        List.of(Samples.file("tasks.md", "- [ ] T001 something")));
  }
}
