package dev.milestone.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class MockModelServerTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration SOON = Duration.ofSeconds(30);

  @ParameterizedTest
  @EnumSource
  void says_a_text_at_once(ModelProtocol protocol) throws Exception {
    try (MockModelServer model = playing(Turn.say("hello"))) {
      JsonNode answer = json(ask(model, protocol, false, List.of(), "hi"));
      assertThat(
              switch (protocol) {
                case ANTHROPIC_MESSAGES -> answer.at("/content/0/text").asString();
                case OPENAI_RESPONSES -> answer.at("/output/0/content/0/text").asString();
                case OPENAI_CHAT -> answer.at("/choices/0/message/content").asString();
                case GEMINI -> answer.at("/candidates/0/content/parts/0/text").asString();
              })
          .isEqualTo("hello");
      assertThat(usage(protocol, answer)).isEqualTo(MockModelServer.DEFAULT_USAGE);
      assertThat(model.served()).isEqualTo(MockModelServer.DEFAULT_USAGE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void says_a_text_in_parts(ModelProtocol protocol) throws Exception {
    try (MockModelServer model = playing(Turn.say("hello")).usage(new TokenUsage(7, 3, 2))) {
      HttpResponse<String> answer = ask(model, protocol, true, List.of(), "hi");
      assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
      List<JsonNode> events = events(answer);
      assertThat(
              switch (protocol) {
                case ANTHROPIC_MESSAGES -> events.get(2).at("/delta/text").asString();
                case OPENAI_RESPONSES -> events.get(2).at("/delta").asString();
                case OPENAI_CHAT -> events.get(0).at("/choices/0/delta/content").asString();
                case GEMINI -> events.get(0).at("/candidates/0/content/parts/0/text").asString();
              })
          .isEqualTo("hello");
      JsonNode last =
          switch (protocol) {
            case ANTHROPIC_MESSAGES -> events.get(0).at("/message");
            case OPENAI_RESPONSES -> events.get(events.size() - 1).at("/response");
            case OPENAI_CHAT, GEMINI -> events.get(events.size() - 1);
          };
      assertThat(usage(protocol, last).input()).isEqualTo(7);
      assertThat(usage(protocol, last).cached()).isEqualTo(3);
      if (protocol == ModelProtocol.OPENAI_CHAT) {
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
      }
      if (protocol == ModelProtocol.ANTHROPIC_MESSAGES) {
        assertThat(answer.body()).startsWith("event: message_start\n");
        assertThat(events.get(4).at("/usage/output_tokens").asInt()).isEqualTo(2);
      }
    }
  }

  static Stream<Arguments> writers() {
    return Stream.of(
        Arguments.of("claude", "Write", Map.of("file_path", "/p/a", "content", "it's\n")),
        Arguments.of("gemini", "write_file", Map.of("file_path", "/p/a", "content", "it's\n")),
        Arguments.of("opencode", "write", Map.of("filePath", "/p/a", "content", "it's\n")),
        Arguments.of("copilot", "create", Map.of("path", "/p/a", "file_text", "it's\n")),
        Arguments.of("codex", "exec_command", Map.of("cmd", "printf '%s' 'it'\\''s\n' > '/p/a'")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("writers")
  void writes_a_file_with_the_tool_that_the_agent_has(
      String agent, String tool, Map<String, String> arguments) throws Exception {
    try (MockModelServer model = playing(Turn.writeFile("/p/a", "it's\n"))) {
      for (ModelProtocol protocol : ModelProtocol.values()) {
        JsonNode call = toolCall(protocol, ask(model, protocol, false, List.of("x", tool), "hi"));
        assertThat(call.at("/name").asString()).isEqualTo(tool);
        assertThat(call.at("/arguments")).isEqualTo(Json.MAPPER.readTree(Json.text(arguments)));
      }
    }
  }

  @Test
  void runs_a_command_with_the_tool_that_the_agent_has() throws Exception {
    try (MockModelServer model = playing(Turn.runCommand("make"))) {
      ModelProtocol chat = ModelProtocol.OPENAI_CHAT;
      assertThat(toolCall(chat, ask(model, chat, false, List.of("bash"), "")).toString())
          .contains("\"command\":\"make\"");
      assertThat(toolCall(chat, ask(model, chat, false, List.of("shell"), "")).toString())
          .contains("[\"sh\",\"-c\",\"make\"]");
      HttpResponse<String> none = ask(model, chat, false, List.of("look"), "");
      assertThat(none.statusCode()).isEqualTo(400);
      assertThat(none.body()).contains("no tool announced").contains("make");
    }
  }

  @Test
  void calls_a_tool_that_was_not_announced_when_the_script_says_so() throws Exception {
    try (MockModelServer model = playing(Turn.callTool("rm", Map.of("depth", 3)))) {
      ModelProtocol protocol = ModelProtocol.ANTHROPIC_MESSAGES;
      List<JsonNode> events = events(ask(model, protocol, true, List.of(), ""));
      assertThat(events.get(1).at("/content_block/name").asString()).isEqualTo("rm");
      assertThat(events.get(2).at("/delta/partial_json").asString()).isEqualTo("{\"depth\":3}");
      assertThat(events.get(4).at("/delta/stop_reason").asString()).isEqualTo("tool_use");
    }
  }

  @Test
  void hands_the_script_what_was_said_and_what_tools_have_answered() throws Exception {
    try (MockModelServer model = playing(Turn.say("ok"))) {
      post(
          model,
          "/v1/messages",
          """
          {"model":"m","messages":[{"role":"user","content":"first"},
           {"role":"assistant","content":[{"type":"tool_use","id":"1","name":"Write","input":{}}]},
           {"role":"user","content":[{"type":"tool_result","tool_use_id":"1",
             "content":[{"type":"text","text":"written"}]}]}]}\
          """);
      post(
          model,
          "/v1/responses",
          """
          {"model":"m","input":[{"role":"developer","content":"be kind"},
           {"type":"message","role":"user","content":[{"type":"input_text","text":"first"}]},
           {"type":"function_call","call_id":"1","name":"exec_command","arguments":"{}"},
           {"type":"function_call_output","call_id":"1","output":"written"}]}\
          """);
      post(
          model,
          "/v1/chat/completions",
          """
          {"model":"m","messages":[{"role":"system","content":"be kind"},
           {"role":"user","content":[{"type":"text","text":"first"}]},
           {"role":"assistant","content":null,"tool_calls":[]},
           {"role":"tool","tool_call_id":"1","content":"written"}]}\
          """);
      post(
          model,
          "/v1beta/models/m:generateContent",
          """
          {"contents":[{"role":"user","parts":[{"text":"first"}]},
           {"role":"model","parts":[{"functionCall":{"name":"write_file","args":{}}}]},
           {"role":"user","parts":[{"functionResponse":{"name":"write_file",
             "response":{"output":"written"}}}]}]}\
          """);
      assertThat(model.calls())
          .hasSize(4)
          .allSatisfy(
              call -> {
                assertThat(call.model()).isEqualTo("m");
                assertThat(call.said()).containsExactly("first");
                assertThat(call.afterTool()).isTrue();
                assertThat(call.toolResults().get(0)).contains("written");
                assertThat(call.answers()).isEqualTo(1);
                assertThat(call.mentions("irs")).isTrue();
              });
      post(
          model,
          "/v1/chat/completions",
          """
          {"messages":[{"role":"tool","content":"old"},{"role":"user","content":"again"}]}\
          """);
      post(
          model,
          "/v1/messages",
          """
          {"messages":[{"role":"user","content":[{"type":"tool_result","content":"old"}]},
           {"role":"user","content":"again"}]}\
          """);
      post(
          model,
          "/v1beta/models/m:generateContent",
          """
          {"contents":[{"parts":[{"functionResponse":{"name":"w","response":{}}}]},
           {"role":"user","parts":[{"text":"again"}]}]}\
          """);
      post(
          model,
          "/v1/responses",
          """
          {"input":[{"type":"function_call_output","output":"old"},
           {"role":"user","content":"again"}]}\
          """);
      assertThat(model.calls().subList(4, 8)).noneMatch(ModelCall::afterTool);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refuses_in_the_form_of_the_protocol(ModelProtocol protocol) throws Exception {
    try (MockModelServer model =
        playing(Turn.limit(Duration.ofMillis(1_500)), Turn.refuse(529, "too much"))) {
      HttpResponse<String> limited = ask(model, protocol, true, List.of(), "");
      assertThat(limited.statusCode()).isEqualTo(429);
      assertThat(limited.headers().firstValue("retry-after")).hasValue("2");
      assertThat(json(limited).at("/error/message").asString()).isEqualTo("rate limit reached");
      assertThat(ask(model, protocol, true, List.of(), "").statusCode()).isEqualTo(529);
      assertThat(model.served()).isEqualTo(TokenUsage.NONE);
    }
  }

  @Test
  void wants_the_key_in_any_of_the_places_that_agents_put_it() throws Exception {
    try (MockModelServer model = playing(Turn.say("ok")).requireKey("k")) {
      ModelProtocol protocol = ModelProtocol.OPENAI_CHAT;
      assertThat(ask(model, protocol, false, List.of(), "").statusCode()).isEqualTo(401);
      for (List<String> header :
          List.of(
              List.of("x-api-key", "k"),
              List.of("x-goog-api-key", "k"),
              List.of("Authorization", "Bearer k"))) {
        HttpRequest request =
            HttpRequest.newBuilder(model.address().resolve("/v1/chat/completions"))
                .header(header.get(0), header.get(1))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(send(request).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void keeps_an_agent_waiting_until_it_is_released() throws Exception {
    try (MockModelServer model = playing(Turn.hold(Turn.say("at last")))) {
      CompletableFuture<HttpResponse<String>> answer = later(model);
      model.awaitHeld(SOON);
      assertThat(answer).isNotDone();
      assertThat(model.served()).isEqualTo(TokenUsage.NONE);
      model.release();
      assertThat(answer.get().body()).contains("at last");
      assertThat(model.held()).isZero();
    }
  }

  @Test
  void an_answer_that_is_dropped_costs_nothing() throws Exception {
    try (MockModelServer model = playing(Turn.hold(Turn.say("never")))) {
      CompletableFuture<HttpResponse<String>> answer = later(model);
      model.awaitHeld(SOON);
      model.drop();
      assertThatThrownBy(answer::join)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IOException.class);
      assertThat(model.served()).isEqualTo(TokenUsage.NONE);
    }
  }

  @Test
  void closing_ends_those_who_wait() throws Exception {
    MockModelServer model = playing(Turn.hold(Turn.say("never")));
    CompletableFuture<HttpResponse<String>> answer = later(model);
    model.awaitHeld(SOON);
    model.close();
    model.close();
    assertThatThrownBy(answer::join).isInstanceOf(CompletionException.class);
  }

  @Test
  void a_question_for_a_title_leaves_the_script_alone() throws Exception {
    try (MockModelServer model =
        playing(Turn.say("first"), Turn.say("second")).answerWithoutTools("A title")) {
      ModelProtocol protocol = ModelProtocol.OPENAI_CHAT;
      assertThat(ask(model, protocol, false, List.of(), "").body()).contains("A title");
      assertThat(ask(model, protocol, false, List.of("write"), "").body()).contains("first");
      assertThat(model.served()).isEqualTo(MockModelServer.DEFAULT_USAGE);
      assertThat(model.servedAside()).isEqualTo(MockModelServer.DEFAULT_USAGE);
    }
  }

  @Test
  void the_last_turn_is_played_again_and_again() throws Exception {
    try (MockModelServer model = playing(Turn.say("one"), Turn.say("two"))) {
      ModelProtocol protocol = ModelProtocol.GEMINI;
      assertThat(ask(model, protocol, false, List.of(), "").body()).contains("one");
      assertThat(ask(model, protocol, false, List.of(), "").body()).contains("two");
      assertThat(ask(model, protocol, false, List.of(), "").body()).contains("two");
    }
  }

  @Test
  void a_script_that_fails_is_an_error_and_is_kept() throws Exception {
    ModelScript broken =
        call -> {
          throw new IllegalStateException("lost the thread");
        };
    try (MockModelServer model = MockModelServer.start(broken)) {
      HttpResponse<String> answer = ask(model, ModelProtocol.GEMINI, false, List.of(), "");
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).contains("lost the thread");
      assertThat(model.failures()).hasSize(1);
    }
  }

  @Test
  void counts_tokens_lists_models_and_knows_no_other_path() throws Exception {
    try (MockModelServer model = playing(Turn.say("ok"))) {
      assertThat(post(model, "/v1/messages/count_tokens", "{}").body()).contains("10");
      assertThat(post(model, "/v1beta/models/m:countTokens", "{}").body()).contains("10");
      assertThat(post(model, "/v1/other", "{}").statusCode()).isEqualTo(404);
      HttpRequest models = HttpRequest.newBuilder(model.address().resolve("/v1/models")).build();
      assertThat(send(models).body()).contains("mock-1");
      HttpRequest head =
          HttpRequest.newBuilder(model.address())
              .method("HEAD", HttpRequest.BodyPublishers.noBody())
              .build();
      assertThat(send(head).statusCode()).isEqualTo(404);
      assertThat(model.calls()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_is_no_call_is_refused_and_harms_nobody(ModelProtocol protocol) throws Exception {
    try (MockModelServer model = playing(Turn.say("ok"))) {
      assertThat(post(model, path(protocol, false), "{").statusCode()).isEqualTo(400);
      assertThat(post(model, path(protocol, false), "[".repeat(5_000)).statusCode()).isEqualTo(400);
      for (String odd :
          List.of("null", "[]", "7", "{\"tools\":7,\"messages\":{\"a\":[[]]},\"input\":[1]}")) {
        assertThat(post(model, path(protocol, false), odd).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void what_is_too_large_is_refused() throws Exception {
    try (MockModelServer model = playing(Turn.say("ok"))) {
      String large = "\"" + "x".repeat(MockModelServer.MAX_REQUEST_BYTES) + "\"";
      assertThat(post(model, "/v1/messages", large).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void turns_and_usage_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> Turn.refuse(200, "fine")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Turn.hold(Turn.hold(Turn.say(""))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(ModelScript::playing).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenUsage(1, 2, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static MockModelServer playing(Turn... turns) throws IOException {
    return MockModelServer.start(ModelScript.playing(turns));
  }

  private static CompletableFuture<HttpResponse<String>> later(MockModelServer model) {
    return CLIENT.sendAsync(
        request(model, "/v1/messages", "{}"),
        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  private static HttpResponse<String> ask(
      MockModelServer model, ModelProtocol protocol, boolean parts, List<String> tools, String said)
      throws Exception {
    Object body =
        switch (protocol) {
          case ANTHROPIC_MESSAGES ->
              Json.object(
                  "stream",
                  parts,
                  "tools",
                  tools.stream().map(tool -> Map.of("name", tool)).toList(),
                  "messages",
                  List.of(Map.of("role", "user", "content", said)));
          case OPENAI_RESPONSES ->
              Json.object(
                  "stream",
                  parts,
                  "tools",
                  tools.stream().map(tool -> Map.of("type", "function", "name", tool)).toList(),
                  "input",
                  said);
          case OPENAI_CHAT ->
              Json.object(
                  "stream",
                  parts,
                  "tools",
                  tools.stream()
                      .map(tool -> Map.of("type", "function", "function", Map.of("name", tool)))
                      .toList(),
                  "messages",
                  List.of(Map.of("role", "user", "content", said)));
          case GEMINI ->
              Json.object(
                  "tools",
                  List.of(
                      Map.of(
                          "functionDeclarations",
                          tools.stream().map(tool -> Map.of("name", tool)).toList())),
                  "contents",
                  List.of(Map.of("role", "user", "parts", List.of(Map.of("text", said)))));
        };
    return post(model, path(protocol, parts), Json.text(body));
  }

  private static String path(ModelProtocol protocol, boolean parts) {
    return switch (protocol) {
      case ANTHROPIC_MESSAGES -> "/v1/messages?beta=true";
      case OPENAI_RESPONSES -> "/v1/responses";
      case OPENAI_CHAT -> "/v1/chat/completions";
      case GEMINI ->
          "/v1beta/models/m:" + (parts ? "streamGenerateContent?alt=sse" : "generateContent");
    };
  }

  private static HttpRequest request(MockModelServer model, String path, String body) {
    return HttpRequest.newBuilder(model.address().resolve(path))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static HttpResponse<String> post(MockModelServer model, String path, String body)
      throws Exception {
    return send(request(model, path, body));
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return Json.MAPPER.readTree(answer.body());
  }

  private static List<JsonNode> events(HttpResponse<String> answer) {
    return answer
        .body()
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> Json.MAPPER.readTree(line.substring("data: ".length())))
        .toList();
  }

  private static JsonNode toolCall(ModelProtocol protocol, HttpResponse<String> answer) {
    JsonNode json = json(answer);
    JsonNode call =
        switch (protocol) {
          case ANTHROPIC_MESSAGES -> json.at("/content/0");
          case OPENAI_RESPONSES -> json.at("/output/0");
          case OPENAI_CHAT -> json.at("/choices/0/message/tool_calls/0/function");
          case GEMINI -> json.at("/candidates/0/content/parts/0/functionCall");
        };
    JsonNode arguments =
        switch (protocol) {
          case ANTHROPIC_MESSAGES -> call.at("/input");
          case OPENAI_RESPONSES, OPENAI_CHAT ->
              Json.MAPPER.readTree(call.at("/arguments").asString());
          case GEMINI -> call.at("/args");
        };
    return Json.MAPPER
        .createObjectNode()
        .put("name", call.at("/name").asString())
        .set("arguments", arguments);
  }

  private static TokenUsage usage(ModelProtocol protocol, JsonNode answer) {
    return switch (protocol) {
      case ANTHROPIC_MESSAGES ->
          new TokenUsage(
              answer.at("/usage/input_tokens").asLong()
                  + answer.at("/usage/cache_read_input_tokens").asLong(),
              answer.at("/usage/cache_read_input_tokens").asLong(),
              answer.at("/usage/output_tokens").asLong());
      case OPENAI_RESPONSES ->
          new TokenUsage(
              answer.at("/usage/input_tokens").asLong(),
              answer.at("/usage/input_tokens_details/cached_tokens").asLong(),
              answer.at("/usage/output_tokens").asLong());
      case OPENAI_CHAT ->
          new TokenUsage(
              answer.at("/usage/prompt_tokens").asLong(),
              answer.at("/usage/prompt_tokens_details/cached_tokens").asLong(),
              answer.at("/usage/completion_tokens").asLong());
      case GEMINI ->
          new TokenUsage(
              answer.at("/usageMetadata/promptTokenCount").asLong(),
              answer.at("/usageMetadata/cachedContentTokenCount").asLong(),
              answer.at("/usageMetadata/candidatesTokenCount").asLong());
    };
  }
}
