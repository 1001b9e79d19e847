package dev.milestone.testkit.model;

import static dev.milestone.testkit.model.Json.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Responses of OpenAI. */
final class OpenAiResponses implements Dialect {

  @Override
  public ModelCall read(long number, String path, JsonNode body) {
    List<String> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      tools.add(tool.path("name").asString(tool.path("type").asString("")));
    }
    List<String> said = new ArrayList<>();
    List<String> results = new ArrayList<>();
    int answers = 0;
    if (body.path("input").isString()) {
      said.add(body.path("input").asString());
    }
    for (JsonNode item : body.path("input")) {
      String type = item.path("type").asString("message");
      if (type.endsWith("_call_output")) {
        results.add(Json.flat(item.path("output")));
      } else if (type.endsWith("_call") || item.path("role").asString("").equals("assistant")) {
        results.clear();
        answers++;
      } else if (item.path("role").asString("").equals("user")) {
        results.clear();
        said.addAll(Json.texts(item.path("content")));
      }
    }
    return new ModelCall(
        number,
        ModelProtocol.OPENAI_RESPONSES,
        body.path("model").asString(""),
        body.path("stream").asBoolean(false),
        tools,
        said,
        answers,
        results);
  }

  @Override
  public Answer write(ModelCall call, Spoken spoken, TokenUsage usage) {
    List<Map<String, @Nullable Object>> events = new ArrayList<>();
    Map<String, @Nullable Object> item;
    if (spoken instanceof Spoken.Call tool) {
      item =
          object(
              "type",
              "function_call",
              "id",
              "fc_" + call.number(),
              "call_id",
              "call_" + call.number(),
              "name",
              tool.tool(),
              "arguments",
              Json.text(tool.arguments()),
              "status",
              "completed");
      events.add(added(item));
    } else {
      String text = ((Spoken.Text) spoken).text();
      String id = "msg_" + call.number();
      item = message(id, text);
      events.add(added(message(id, "")));
      events.add(
          object(
              "type",
              "response.output_text.delta",
              "item_id",
              id,
              "output_index",
              0,
              "content_index",
              0,
              "delta",
              text));
    }
    Map<String, @Nullable Object> response = response(call, List.of(item), "completed");
    response = Json.with(response, "usage", usage(usage));
    if (!call.streaming()) {
      return new Answer.Whole(response);
    }
    events.add(
        0,
        object("type", "response.created", "response", response(call, List.of(), "in_progress")));
    events.add(object("type", "response.output_item.done", "output_index", 0, "item", item));
    events.add(object("type", "response.completed", "response", response));
    return new Answer.Parts(events, true, false);
  }

  private static Map<String, @Nullable Object> added(Map<String, @Nullable Object> item) {
    return object(
        "type",
        "response.output_item.added",
        "output_index",
        0,
        "item",
        Json.with(item, "status", "in_progress"));
  }

  private static Map<String, @Nullable Object> message(String id, String text) {
    return object(
        "type",
        "message",
        "id",
        id,
        "role",
        "assistant",
        "status",
        "completed",
        "content",
        List.of(object("type", "output_text", "text", text, "annotations", List.of())));
  }

  private static Map<String, @Nullable Object> response(
      ModelCall call, List<?> output, String status) {
    return object(
        "id",
        "resp_" + call.number(),
        "object",
        "response",
        "created_at",
        0,
        "status",
        status,
        "model",
        call.model(),
        "output",
        output,
        "usage",
        null);
  }

  private static Map<String, @Nullable Object> usage(TokenUsage usage) {
    return object(
        "input_tokens",
        usage.input(),
        "input_tokens_details",
        object("cached_tokens", usage.cached()),
        "output_tokens",
        usage.output(),
        "output_tokens_details",
        object("reasoning_tokens", 0),
        "total_tokens",
        usage.total());
  }

  @Override
  public Object error(int status, String message) {
    return OpenAiErrors.error(status, message);
  }
}
