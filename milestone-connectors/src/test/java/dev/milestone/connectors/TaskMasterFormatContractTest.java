package dev.milestone.connectors;

import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.testkit.plan.PlanFormatContract;
import dev.milestone.testkit.plan.SamplePlan;
import java.util.List;

class TaskMasterFormatContractTest extends PlanFormatContract {

  @Override
  protected PlanFormat format() {
    return new TaskMasterFormat();
  }

  @Override
  protected List<SamplePlan> samples() {
    return List.of(
        new SamplePlan(List.of(Samples.tagged()), List.of("1", "3", "later/1")),
        new SamplePlan(List.of(Samples.flat()), List.of("1", "2.1")),
        new SamplePlan(List.of(Samples.bare()), List.of("a", "B")));
  }

  @Override
  protected List<List<PlanFile>> broken() {
    return Samples.broken(Samples.flat());
  }

  @Override
  protected List<List<PlanFile>> others() {
    return List.of(
        List.of(Samples.beads()),
        List.of(
            Samples.file(
                "tasks.json",
                "{'version':'2.0.0','tasks':[{'label':'build','type':'shell','command':'make'}]}")),
        List.of(Samples.file("package.json", "{'name':'x','version':'1','scripts':{'test':'y'}}")),
        List.of(Samples.file("tasks.md", "- [ ] T001 something")),
        List.of(Samples.file("plan.yaml", "project: x\n")));
  }
}
