package dev.milestone.agent.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;

/** A model that answers from a script, each answer once and the last for ever. Thread-safe. */
final class ScriptedModel implements ChatModel {

  private final List<Answer> answers;
  private final List<ChatRequest> requests = new ArrayList<>();

  /** One answer; made anew each time. */
  interface Answer {
    AiMessage get();
  }

  private ScriptedModel(List<Answer> answers) {
    this.answers = answers;
  }

  static ScriptedModel of(Answer... answers) {
    return new ScriptedModel(List.of(answers));
  }

  /** An answer with one tool call; arguments in JSON with single quotes. */
  static Answer call(String tool, String arguments) {
    return () -> AiMessage.from(request(tool, arguments.replace('\'', '"')));
  }

  static Answer say(String text) {
    return () -> AiMessage.from(text);
  }

  static Answer done() {
    return call("done", "{'summary':'done'}");
  }

  static ToolExecutionRequest request(String tool, String arguments) {
    return ToolExecutionRequest.builder().id("call").name(tool).arguments(arguments).build();
  }

  @Override
  public ChatResponse chat(ChatRequest request) {
    Answer answer;
    synchronized (this) {
      answer = answers.get(Math.min(requests.size(), answers.size() - 1));
      requests.add(request);
    }
    return ChatResponse.builder()
        .aiMessage(answer.get())
        .modelName("scripted-1")
        .tokenUsage(new TokenUsage(100, 10))
        .build();
  }

  /** How often it was asked. */
  synchronized int asked() {
    return requests.size();
  }

  /** What tools answered, as the model was told in the last request. */
  synchronized List<String> results() {
    List<String> results = new ArrayList<>();
    for (ChatMessage message : requests.get(requests.size() - 1).messages()) {
      if (message instanceof ToolExecutionResultMessage result) {
        results.add(result.text());
      }
    }
    return results;
  }
}
