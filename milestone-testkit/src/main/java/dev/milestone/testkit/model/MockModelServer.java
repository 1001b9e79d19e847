package dev.milestone.testkit.model;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A server that coding agents take for their model. It answers from a {@link ModelScript}, speaks
 * {@linkplain ModelProtocol four protocols}, in parts and at once, and needs no key and no network
 * but the loopback. So the real command lines of agents can be tested, and what they do when the
 * model errs, limits them or does not answer.
 *
 * <pre>{@code
 * try (MockModelServer model = MockModelServer.start(ModelScript.playing(
 *     Turn.writeFile(project.resolve("hello.txt").toString(), "hello\n"),
 *     Turn.say("The file is written.")))) {
 *   process.environment().put("ANTHROPIC_BASE_URL", model.address().toString());
 *   process.environment().put("ANTHROPIC_API_KEY", "any");
 *   ...
 *   assertThat(model.served().total()).isEqualTo(tokensTheAgentReported);
 * }
 * }</pre>
 *
 * <p>Agents take {@link #address} as it stands (Anthropic's and Gemini's) or with {@code /v1}
 * behind it (OpenAI's). Besides answers there are a list of one model and counts of tokens, which
 * are always {@value #COUNTED_TOKENS}. Everything else is answered with 404.
 *
 * <p>Bounded: {@value #MAX_AT_ONCE} calls at once, further connections are closed; requests of
 * {@value #MAX_REQUEST_BYTES} bytes, larger ones are answered with 413; the last {@value
 * #MAX_CALLS_KEPT} calls are kept; nobody is kept waiting for more than ten minutes. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MockModelServer implements AutoCloseable {

  /** How many calls are answered at once. */
  public static final int MAX_AT_ONCE = 64;

  /** The largest request in bytes. */
  public static final int MAX_REQUEST_BYTES = 16 << 20;

  /** How many calls are kept, the last ones. */
  public static final int MAX_CALLS_KEPT = 1_000;

  /** What each question for a count of tokens is answered with. */
  public static final int COUNTED_TOKENS = 10;

  /** What an answer reports unless {@link #usage} says otherwise: 1000, 200 of them cached; 50. */
  public static final TokenUsage DEFAULT_USAGE = new TokenUsage(1_000, 200, 50);

  private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

  private final HttpServer server;
  private final ThreadPoolExecutor workers;
  private final ModelScript script;
  private final Gate gate = new Gate();
  private final AtomicLong numbers = new AtomicLong();
  private final Object servedLock = new Object();
  private final Object scriptLock = new Object();
  private final Recent<ModelCall> calls = new Recent<>(MAX_CALLS_KEPT);
  private final Recent<RuntimeException> failures = new Recent<>(MAX_CALLS_KEPT);
  private TokenUsage served = TokenUsage.NONE;
  private TokenUsage servedAside = TokenUsage.NONE;
  private volatile TokenUsage perAnswer = DEFAULT_USAGE;
  private volatile @Nullable String key;
  private volatile @Nullable String aside;

  private MockModelServer(HttpServer server, ModelScript script) {
    this.server = server;
    this.script = script;
    this.workers =
        new ThreadPoolExecutor(
            MAX_AT_ONCE,
            MAX_AT_ONCE,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_AT_ONCE),
            task -> {
              Thread thread = new Thread(task, "mock-model");
              thread.setDaemon(true);
              return thread;
            });
    workers.allowCoreThreadTimeOut(true);
  }

  /**
   * Starts a server on a free port of the loopback.
   *
   * @throws IOException when there is no port
   */
  public static MockModelServer start(ModelScript script) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    MockModelServer model = new MockModelServer(server, script);
    server.setExecutor(model.workers);
    server.createContext("/", model::handle);
    server.start();
    return model;
  }

  /** Where it is, without a path: {@code http://127.0.0.1:PORT}. */
  public URI address() {
    InetSocketAddress at = server.getAddress();
    return URI.create("http://127.0.0.1:" + at.getPort());
  }

  /** From now on calls without this key are answered with 401. */
  public MockModelServer requireKey(String required) {
    this.key = required;
    return this;
  }

  /** What each answer reports from now on. */
  public MockModelServer usage(TokenUsage usage) {
    this.perAnswer = usage;
    return this;
  }

  /**
   * From now on calls that announce no tool are answered with a text and without the script. Some
   * agents ask their model for a title of the session, and leave that out of their figures.
   */
  public MockModelServer answerWithoutTools(String text) {
    this.aside = text;
    return this;
  }

  /** The last calls, in order, those without tools among them. */
  public List<ModelCall> calls() {
    return calls.kept();
  }

  /** How many calls came before those that are kept. */
  public long forgotten() {
    return calls.forgotten();
  }

  /** What the script threw, the last {@value #MAX_CALLS_KEPT}. */
  public List<RuntimeException> failures() {
    return failures.kept();
  }

  /** Tokens of all answers of the script, without those whose connection broke. */
  public TokenUsage served() {
    synchronized (servedLock) {
      return served;
    }
  }

  /** Tokens of all answers to calls without tools, see {@link #answerWithoutTools}. */
  public TokenUsage servedAside() {
    synchronized (servedLock) {
      return servedAside;
    }
  }

  /** How many agents are kept waiting now. */
  public int held() {
    return gate.waiting();
  }

  /**
   * Waits until an agent is kept waiting.
   *
   * @throws AssertionError when that does not happen in time
   */
  public void awaitHeld(Duration longest) throws InterruptedException {
    if (!gate.awaitWaiting(longest)) {
      throw new AssertionError("no agent asked for an answer that is held, in " + longest);
    }
  }

  /** Answers all who are kept waiting now. */
  public void release() {
    gate.open(Gate.End.RELEASED);
  }

  /** Closes the connections of all who are kept waiting now, without an answer. */
  public void drop() {
    gate.open(Gate.End.DROPPED);
  }

  /** Ends the server and all connections. Can be called again. */
  @Override
  public void close() {
    gate.close();
    server.stop(0);
    workers.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (!exchange.getRequestMethod().equals("POST")) {
        send(exchange, path.endsWith("/models") ? 200 : 404, models());
        return;
      }
      Dialect dialect = dialect(path);
      byte[] body = exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES + 1);
      if (path.endsWith("/count_tokens") || path.endsWith(":countTokens")) {
        send(
            exchange,
            200,
            Json.object("input_tokens", COUNTED_TOKENS, "totalTokens", COUNTED_TOKENS));
      } else if (dialect == null) {
        send(exchange, 404, OpenAiErrors.error(404, "no such path: " + path));
      } else if (body.length > MAX_REQUEST_BYTES) {
        send(exchange, 413, dialect.error(413, "larger than " + MAX_REQUEST_BYTES + " bytes"));
      } else if (!keyFits(exchange)) {
        send(exchange, 401, dialect.error(401, "the key is missing or wrong"));
      } else {
        answer(exchange, dialect, path, body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable Dialect dialect(String path) {
    if (path.endsWith("/messages")) {
      return new AnthropicMessages();
    } else if (path.endsWith("/responses")) {
      return new OpenAiResponses();
    } else if (path.endsWith("/chat/completions")) {
      return new OpenAiChat();
    } else if (path.endsWith(":generateContent") || path.endsWith(":streamGenerateContent")) {
      return new GeminiContent();
    }
    return null;
  }

  private boolean keyFits(HttpExchange exchange) {
    String required = key;
    if (required == null) {
      return true;
    }
    return required.equals(exchange.getRequestHeaders().getFirst("x-api-key"))
        || required.equals(exchange.getRequestHeaders().getFirst("x-goog-api-key"))
        || ("Bearer " + required).equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private void answer(HttpExchange exchange, Dialect dialect, String path, byte[] body)
      throws IOException, InterruptedException {
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      send(exchange, 400, dialect.error(400, "the body is no JSON"));
      return;
    }
    ModelCall call = dialect.read(numbers.incrementAndGet(), path, json);
    calls.add(call);
    String title = aside;
    boolean besides = title != null && call.tools().isEmpty();
    Turn turn = title != null && besides ? new Turn.Say(title) : next(call);
    if (turn instanceof Turn.Hold hold) {
      if (gate.await(LONGEST_HOLD) == Gate.End.DROPPED) {
        return;
      }
      turn = hold.then();
    }
    TokenUsage usage = perAnswer;
    if (turn instanceof Turn.Refuse refuse) {
      refuse.retryAfter().ifPresent(after -> retryAfter(exchange, after));
      send(exchange, refuse.status(), dialect.error(refuse.status(), refuse.message()));
    } else {
      Optional<Spoken> spoken = spoken(call, turn);
      if (spoken.isEmpty()) {
        send(exchange, 400, dialect.error(400, "no tool announced for " + turn));
        return;
      }
      Answer answer = dialect.write(call, spoken.get(), usage);
      // Before the last byte is sent: who has read it may ask at once what was served.
      count(besides, usage, 1);
      try {
        write(exchange, answer);
      } catch (IOException e) {
        count(besides, usage, -1);
        throw e;
      }
    }
  }

  private void count(boolean besides, TokenUsage usage, int times) {
    synchronized (servedLock) {
      TokenUsage old = besides ? servedAside : served;
      TokenUsage now =
          new TokenUsage(
              old.input() + times * usage.input(),
              old.cached() + times * usage.cached(),
              old.output() + times * usage.output());
      if (besides) {
        servedAside = now;
      } else {
        served = now;
      }
    }
  }

  private Turn next(ModelCall call) {
    synchronized (scriptLock) {
      try {
        return script.next(call);
      } catch (RuntimeException e) {
        failures.add(e);
        return Turn.refuse(500, "the script failed: " + e);
      }
    }
  }

  private static Optional<Spoken> spoken(ModelCall call, Turn turn) {
    if (turn instanceof Turn.Say say) {
      return Optional.of(new Spoken.Text(say.text()));
    } else if (turn instanceof Turn.WriteFile write) {
      return ToolNames.write(call.tools(), write.path(), write.content());
    } else if (turn instanceof Turn.RunCommand run) {
      return ToolNames.run(call.tools(), run.command());
    } else if (turn instanceof Turn.CallTool tool) {
      return Optional.of(new Spoken.Call(tool.tool(), tool.arguments()));
    }
    throw new IllegalStateException("no words for " + turn);
  }

  private static void retryAfter(HttpExchange exchange, Duration after) {
    long seconds = after.plusSeconds(1).minusNanos(1).toSeconds();
    exchange.getResponseHeaders().set("retry-after", Long.toString(seconds));
  }

  private static Object models() {
    return Json.object(
        "object",
        "list",
        "data",
        List.of(Json.object("id", "mock-1", "object", "model", "type", "model")));
  }

  private static void write(HttpExchange exchange, Answer answer) throws IOException {
    if (answer instanceof Answer.Whole whole) {
      send(exchange, 200, whole.body());
      return;
    }
    Answer.Parts parts = (Answer.Parts) answer;
    exchange.getResponseHeaders().set("content-type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (Map<String, @Nullable Object> event : parts.events()) {
        String name = parts.named() ? "event: " + event.get("type") + "\n" : "";
        out.write((name + "data: " + Json.text(event) + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
      if (parts.done()) {
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void send(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = Json.text(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
    if (!head) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }
}
