package dev.milestone.testkit.model;

import static dev.milestone.testkit.model.Json.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Chat completions of OpenAI and of those who speak like it. */
final class OpenAiChat implements Dialect {

  @Override
  public ModelCall read(long number, String path, JsonNode body) {
    List<String> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      String type = tool.path("type").asString("function");
      tools.add(tool.path(type).path("name").asString(type));
    }
    List<String> said = new ArrayList<>();
    List<String> results = new ArrayList<>();
    int answers = 0;
    for (JsonNode message : body.path("messages")) {
      switch (message.path("role").asString("")) {
        case "assistant" -> {
          results.clear();
          answers++;
        }
        case "tool" -> results.add(Json.flat(message.path("content")));
        case "user" -> {
          results.clear();
          said.addAll(Json.texts(message.path("content")));
        }
        default -> {
          // instructions of the agent
        }
      }
    }
    return new ModelCall(
        number,
        ModelProtocol.OPENAI_CHAT,
        body.path("model").asString(""),
        body.path("stream").asBoolean(false),
        tools,
        said,
        answers,
        results);
  }

  @Override
  public Answer write(ModelCall call, Spoken spoken, TokenUsage usage) {
    Map<String, @Nullable Object> said;
    String reason;
    if (spoken instanceof Spoken.Call tool) {
      said =
          object(
              "role",
              "assistant",
              "content",
              null,
              "tool_calls",
              List.of(
                  object(
                      "index",
                      0,
                      "id",
                      "call_" + call.number(),
                      "type",
                      "function",
                      "function",
                      object("name", tool.tool(), "arguments", Json.text(tool.arguments())))));
      reason = "tool_calls";
    } else {
      said = object("role", "assistant", "content", ((Spoken.Text) spoken).text());
      reason = "stop";
    }
    if (!call.streaming()) {
      return new Answer.Whole(
          envelope(
              call,
              "chat.completion",
              List.of(object("index", 0, "message", said, "finish_reason", reason)),
              usage(usage)));
    }
    return new Answer.Parts(
        List.of(
            chunk(call, List.of(object("index", 0, "delta", said, "finish_reason", null)), null),
            chunk(
                call,
                List.of(object("index", 0, "delta", Map.of(), "finish_reason", reason)),
                null),
            chunk(call, List.of(), usage(usage))),
        false,
        true);
  }

  private static Map<String, @Nullable Object> chunk(
      ModelCall call, List<?> choices, @Nullable Object usage) {
    return envelope(call, "chat.completion.chunk", choices, usage);
  }

  private static Map<String, @Nullable Object> envelope(
      ModelCall call, String kind, List<?> choices, @Nullable Object usage) {
    return object(
        "id",
        "chatcmpl-" + call.number(),
        "object",
        kind,
        "created",
        0,
        "model",
        call.model(),
        "choices",
        choices,
        "usage",
        usage);
  }

  private static Map<String, @Nullable Object> usage(TokenUsage usage) {
    return object(
        "prompt_tokens",
        usage.input(),
        "completion_tokens",
        usage.output(),
        "total_tokens",
        usage.total(),
        "prompt_tokens_details",
        object("cached_tokens", usage.cached()));
  }

  @Override
  public Object error(int status, String message) {
    return OpenAiErrors.error(status, message);
  }
}
