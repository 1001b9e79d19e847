package dev.milestone.testkit.model;

import static dev.milestone.testkit.model.Json.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Content of Gemini. */
final class GeminiContent implements Dialect {

  @Override
  public ModelCall read(long number, String path, JsonNode body) {
    List<String> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      for (JsonNode declared : tool.path("functionDeclarations")) {
        tools.add(declared.path("name").asString(""));
      }
    }
    List<String> said = new ArrayList<>();
    List<String> results = new ArrayList<>();
    int answers = 0;
    for (JsonNode content : body.path("contents")) {
      if (content.path("role").asString("user").equals("model")) {
        results.clear();
        answers++;
        continue;
      }
      said.addAll(Json.texts(content.path("parts")));
      List<String> here = new ArrayList<>();
      for (JsonNode part : content.path("parts")) {
        if (part.has("functionResponse")) {
          here.add(part.path("functionResponse").path("response").toString());
        }
      }
      if (here.isEmpty()) {
        results.clear();
      }
      results.addAll(here);
    }
    return new ModelCall(
        number,
        ModelProtocol.GEMINI,
        model(path),
        path.contains(":stream"),
        tools,
        said,
        answers,
        results);
  }

  private static String model(String path) {
    int from = path.lastIndexOf('/') + 1;
    int to = path.indexOf(':', from);
    return path.substring(from, to < 0 ? path.length() : to);
  }

  @Override
  public Answer write(ModelCall call, Spoken spoken, TokenUsage usage) {
    Map<String, @Nullable Object> part =
        spoken instanceof Spoken.Call tool
            ? object("functionCall", object("name", tool.tool(), "args", tool.arguments()))
            : object("text", ((Spoken.Text) spoken).text());
    Map<String, @Nullable Object> response =
        object(
            "candidates",
            List.of(
                object(
                    "content",
                    object("role", "model", "parts", List.of(part)),
                    "finishReason",
                    "STOP",
                    "index",
                    0)),
            "usageMetadata",
            object(
                "promptTokenCount",
                usage.input(),
                "cachedContentTokenCount",
                usage.cached(),
                "candidatesTokenCount",
                usage.output(),
                "totalTokenCount",
                usage.total()),
            "modelVersion",
            call.model(),
            "responseId",
            "response-" + call.number());
    return call.streaming()
        ? new Answer.Parts(List.of(response), false, false)
        : new Answer.Whole(response);
  }

  @Override
  public Object error(int status, String message) {
    String name =
        switch (status) {
          case 400 -> "INVALID_ARGUMENT";
          case 401 -> "UNAUTHENTICATED";
          case 403 -> "PERMISSION_DENIED";
          case 404 -> "NOT_FOUND";
          case 429 -> "RESOURCE_EXHAUSTED";
          case 503 -> "UNAVAILABLE";
          default -> status < 500 ? "FAILED_PRECONDITION" : "INTERNAL";
        };
    return object("error", object("code", status, "message", message, "status", name));
  }
}
