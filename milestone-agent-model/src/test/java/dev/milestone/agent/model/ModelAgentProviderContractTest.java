package dev.milestone.agent.model;

import static dev.milestone.agent.model.ScriptedModel.call;
import static dev.milestone.agent.model.ScriptedModel.done;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.testkit.agent.AgentProviderContract;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The model provider keeps the contract, with models that are scripts. */
class ModelAgentProviderContractTest extends AgentProviderContract {

  @Override
  protected AgentProvider provider() {
    return new ModelAgentProvider(ModelAgentProviderContractTest::model);
  }

  private static ChatModel model(AgentDefinition definition) {
    Map<String, String> settings = definition.settings();
    String note = settings.getOrDefault("note", "working");
    String report =
        "{'note':'" + note + "','fraction':" + settings.getOrDefault("fraction", "0.1") + "}";
    return switch (definition.id().value()) {
      case "failing" -> ScriptedModel.of(call("failed", "{'reason':'no luck'}"));
      case "hanging" ->
          ScriptedModel.of(call("report", report), ModelAgentProviderContractTest::hang);
      case "reporting" -> ScriptedModel.of(call("report", report), done());
      default -> ScriptedModel.of(done());
    };
  }

  private static AiMessage hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
    return AiMessage.from("never");
  }

  @Override
  protected AgentDefinition succeeding() {
    return agent("succeeding", Map.of());
  }

  @Override
  protected AgentDefinition failing() {
    return agent("failing", Map.of());
  }

  @Override
  protected AgentDefinition hanging() {
    return agent("hanging", Map.of());
  }

  @Override
  protected AgentDefinition reporting(double fraction, String note) {
    return agent("reporting", Map.of("fraction", Double.toString(fraction), "note", note));
  }

  private static AgentDefinition agent(String id, Map<String, String> settings) {
    return AgentDefinition.builder(AgentId.of(id)).provider("model").settings(settings).build();
  }
}
