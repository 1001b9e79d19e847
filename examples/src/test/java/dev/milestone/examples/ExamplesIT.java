package dev.milestone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.ExecutionSummary;
import dev.milestone.MilestoneEngine;
import dev.milestone.PlanRequest;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.model.TaskId;
import dev.milestone.spi.agent.AgentResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples do what their pages say, each in a folder of its own. */
class ExamplesIT {

  @Test
  void tenLinesRunAPlanAndASecondRunFindsItDone(@TempDir Path folder) throws Exception {
    ExecutionSummary first = EmbeddingInTenLines.run(folder);
    assertThat(first.succeeded()).containsExactly(TaskId.of("write"), TaskId.of("send"));
    ExecutionSummary second = EmbeddingInTenLines.run(folder);
    assertThat(second.attempts()).isEqualTo(2);
    assertThat(second.goalMet()).isTrue();
  }

  @Test
  void aModelWritesAFileAndIsVerified(@TempDir Path folder) throws Exception {
    ExecutionSummary summary = ModelOfYourOwn.run(folder, new ModelOfYourOwn.Script());
    assertThat(summary.succeeded()).containsExactly(TaskId.of("greet"));
    assertThat(folder.resolve("greeting.txt")).hasContent("Hello");
  }

  @Test
  void aBillIsCompleteAndNothingIsBilledTwice(@TempDir Path folder) throws Exception {
    ListenersAndCursors.main(new String[] {folder.toString()});
    Path bill = folder.resolve("bill.txt");
    assertThat(Files.readAllLines(bill).stream().skip(1).map(line -> line.split(" ", 2)[1]))
        .containsExactlyInAnyOrder("one", "two", "three");
    ListenersAndCursors.main(new String[] {folder.toString()});
    assertThat(Files.readAllLines(bill)).hasSize(4);
  }

  @Test
  void anEngineRunsOnTheStoreOfAVendorAndGoesOnFromIt(@TempDir Path folder) throws Exception {
    String plan =
        """
        project: example
        milestones: [{id: m, tasks: [{id: a, title: A}, {id: b, title: B, depends_on: [a]}]}]
        """;
    AgentDefinition worker = AgentDefinition.builder(AgentId.of("worker")).build();
    for (int i = 0; i < 2; i++) {
      // Found by the service loader, chosen by its name.
      try (MilestoneEngine engine =
          MilestoneEngine.builder()
              .project(folder)
              .setting("storage.provider", "folder")
              .agent(worker, (assignment, control) -> AgentResult.succeeded())
              .build()) {
        engine.plan(PlanRequest.fromText("plan.yaml", plan));
        ExecutionSummary summary = engine.execute(List.of()).await();
        assertThat(summary.goalMet()).isTrue();
        assertThat(summary.attempts()).isEqualTo(2);
        assertThat(engine.doctor(false).problems()).isEmpty();
      }
    }
    assertThat(folder.resolve(".milestones/journal/events/0000000000000000001.jsonl")).exists();
  }

  @Test
  void aPlanNamesAnAgentOfAVendor(@TempDir Path folder) throws Exception {
    String plan =
        """
        project: example
        agents:
          - id: scribe
            provider: steps
            settings:
              steps: |
                progress 0.5 half way
                write out/{task.id}.txt made by {effect}
        milestones: [{id: m, tasks: [{id: a, title: A}, {id: b, title: B}]}]
        """;
    try (MilestoneEngine engine = MilestoneEngine.builder().project(folder).build()) {
      engine.plan(PlanRequest.fromText("plan.yaml", plan));
      assertThat(engine.execute(List.of()).await().goalMet()).isTrue();
    }
    assertThat(folder.resolve("out/a.txt")).content().startsWith("made by ");
    assertThat(folder.resolve("out/b.txt")).exists();
  }
}
