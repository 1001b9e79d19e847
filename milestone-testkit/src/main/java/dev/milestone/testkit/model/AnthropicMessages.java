package dev.milestone.testkit.model;

import static dev.milestone.testkit.model.Json.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Messages of Anthropic. */
final class AnthropicMessages implements Dialect {

  @Override
  public ModelCall read(long number, String path, JsonNode body) {
    List<String> tools = new ArrayList<>();
    body.path("tools").forEach(tool -> tools.add(tool.path("name").asString("")));
    List<String> said = new ArrayList<>();
    List<String> results = new ArrayList<>();
    int answers = 0;
    for (JsonNode message : body.path("messages")) {
      String role = message.path("role").asString("");
      if (role.equals("assistant")) {
        results.clear();
        answers++;
      } else if (role.equals("user")) {
        said.addAll(Json.texts(message.path("content")));
        List<String> here = new ArrayList<>();
        for (JsonNode part : message.path("content")) {
          if (part.path("type").asString("").equals("tool_result")) {
            here.add(Json.flat(part.path("content")));
          }
        }
        if (here.isEmpty()) {
          results.clear();
        }
        results.addAll(here);
      }
    }
    return new ModelCall(
        number,
        ModelProtocol.ANTHROPIC_MESSAGES,
        body.path("model").asString(""),
        body.path("stream").asBoolean(false),
        tools,
        said,
        answers,
        results);
  }

  @Override
  public Answer write(ModelCall call, Spoken spoken, TokenUsage usage) {
    Map<String, @Nullable Object> begun;
    Map<String, @Nullable Object> whole;
    Map<String, @Nullable Object> delta;
    String reason;
    if (spoken instanceof Spoken.Call tool) {
      begun = object("type", "tool_use", "id", "toolu_" + call.number(), "name", tool.tool());
      whole = Json.with(begun, "input", tool.arguments());
      begun = Json.with(begun, "input", Map.of());
      delta = object("type", "input_json_delta", "partial_json", Json.text(tool.arguments()));
      reason = "tool_use";
    } else {
      String text = ((Spoken.Text) spoken).text();
      begun = object("type", "text", "text", "");
      whole = object("type", "text", "text", text);
      delta = object("type", "text_delta", "text", text);
      reason = "end_turn";
    }
    if (!call.streaming()) {
      return new Answer.Whole(message(call, List.of(whole), reason, usage(usage, usage.output())));
    }
    return new Answer.Parts(
        List.of(
            object(
                "type",
                "message_start",
                "message",
                message(call, List.of(), null, usage(usage, Math.min(1, usage.output())))),
            object("type", "content_block_start", "index", 0, "content_block", begun),
            object("type", "content_block_delta", "index", 0, "delta", delta),
            object("type", "content_block_stop", "index", 0),
            object(
                "type",
                "message_delta",
                "delta",
                object("stop_reason", reason, "stop_sequence", null),
                "usage",
                object("output_tokens", usage.output())),
            object("type", "message_stop")),
        true,
        false);
  }

  private static Map<String, @Nullable Object> message(
      ModelCall call, List<?> content, @Nullable String reason, Map<String, ?> usage) {
    return object(
        "id",
        "msg_" + call.number(),
        "type",
        "message",
        "role",
        "assistant",
        "model",
        call.model(),
        "content",
        content,
        "stop_reason",
        reason,
        "stop_sequence",
        null,
        "usage",
        usage);
  }

  /** Here the input is counted without what came from the cache. */
  private static Map<String, @Nullable Object> usage(TokenUsage usage, long output) {
    return object(
        "input_tokens",
        usage.input() - usage.cached(),
        "cache_creation_input_tokens",
        0,
        "cache_read_input_tokens",
        usage.cached(),
        "output_tokens",
        output);
  }

  @Override
  public Object error(int status, String message) {
    String type =
        switch (status) {
          case 400 -> "invalid_request_error";
          case 401 -> "authentication_error";
          case 403 -> "permission_error";
          case 404 -> "not_found_error";
          case 413 -> "request_too_large";
          case 429 -> "rate_limit_error";
          case 529 -> "overloaded_error";
          default -> "api_error";
        };
    return object("type", "error", "error", object("type", type, "message", message));
  }
}
