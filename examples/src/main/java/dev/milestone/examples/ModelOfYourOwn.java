package dev.milestone.examples;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.milestone.ExecutionSummary;
import dev.milestone.MilestoneEngine;
import dev.milestone.PlanRequest;
import dev.milestone.agent.model.ModelAgentProvider;
import java.nio.file.Path;
import java.util.List;

/**
 * An agent made of a chat model. The model here is a script that writes a greeting and is done, so
 * that the example needs no key; any {@link ChatModel} of LangChain4j takes its place.
 */
public final class ModelOfYourOwn {

  private static final String PLAN =
      """
      project: greetings
      agents:
        - id: thinker
          provider: model
          settings: {turns: "20", input-price: "2.50", output-price: "10", currency: EUR}
      milestones:
        - id: hello
          tasks:
            - {id: greet, title: Write a greeting to greeting.txt, verify: [grep, -q, Hello, greeting.txt]}
      """;

  private ModelOfYourOwn() {}

  /** Runs the plan in the folder given, or in the working directory. */
  public static void main(String[] args) throws InterruptedException {
    ExecutionSummary summary = run(Path.of(args.length > 0 ? args[0] : ""), new Script());
    System.out.println(summary.reason() + ": " + summary.succeeded());
  }

  static ExecutionSummary run(Path folder, ChatModel model) throws InterruptedException {
    try (MilestoneEngine engine =
        MilestoneEngine.builder()
            .project(folder)
            .agentProvider(new ModelAgentProvider(model))
            .build()) {
      engine.plan(PlanRequest.fromText("plan.yaml", PLAN));
      return engine.execute(List.of()).await();
    }
  }

  /** Writes the file when it is asked first, and says that it is done when it sees the result. */
  static final class Script implements ChatModel {

    @Override
    public ChatResponse chat(ChatRequest request) {
      boolean first = request.messages().size() == 2;
      return ChatResponse.builder()
          .aiMessage(
              first
                  ? call("write", "{\"path\":\"greeting.txt\",\"content\":\"Hello\\n\"}")
                  : call("done", "{\"summary\":\"wrote a greeting\"}"))
          .tokenUsage(new TokenUsage(200, 20))
          .build();
    }

    private static AiMessage call(String tool, String arguments) {
      return AiMessage.from(
          ToolExecutionRequest.builder().id("1").name(tool).arguments(arguments).build());
    }
  }
}
