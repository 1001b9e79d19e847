package dev.milestone.examples;

import dev.milestone.ExecutionSummary;
import dev.milestone.MilestoneEngine;
import dev.milestone.PlanRequest;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.spi.agent.AgentResult;
import java.nio.file.Path;
import java.util.List;

/**
 * A plan, an agent of this program, and a run that goes on where it stopped when the program is
 * killed and started again.
 */
public final class EmbeddingInTenLines {

  private static final String PLAN =
      """
      project: greetings
      milestones:
        - id: hello
          tasks:
            - {id: write, title: Write a greeting}
            - {id: send, title: Send it, depends_on: [write]}
      """;

  private EmbeddingInTenLines() {}

  /** Runs the plan in the folder given, or in the working directory. */
  public static void main(String[] args) throws InterruptedException {
    ExecutionSummary summary = run(Path.of(args.length > 0 ? args[0] : ""));
    System.out.println(summary.reason() + ": " + summary.succeeded());
  }

  static ExecutionSummary run(Path folder) throws InterruptedException {
    AgentDefinition worker = AgentDefinition.builder(AgentId.of("worker")).slots(2).build();
    try (MilestoneEngine engine =
        MilestoneEngine.builder()
            .project(folder)
            .agent(worker, (task, control) -> AgentResult.succeeded("did " + task.task().title()))
            .build()) {
      engine.plan(PlanRequest.fromText("plan.yaml", PLAN));
      return engine.execute(List.of()).await();
    }
  }
}
