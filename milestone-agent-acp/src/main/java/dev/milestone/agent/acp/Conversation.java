package dev.milestone.agent.acp;

import com.agentclientprotocol.sdk.error.AcpErrorCodes;
import com.agentclientprotocol.sdk.error.AcpProtocolException;
import com.agentclientprotocol.sdk.json.TypeRef;
import com.agentclientprotocol.sdk.spec.AcpClientSession;
import com.agentclientprotocol.sdk.spec.AcpClientSession.AcpError;
import com.agentclientprotocol.sdk.spec.AcpSchema;
import dev.milestone.agent.AgentProcess;
import dev.milestone.agent.WorkspaceFiles;
import dev.milestone.model.AgentSession;
import dev.milestone.spi.agent.AgentQuestion;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.AttemptControl;
import dev.milestone.spi.agent.Unavailability;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Leads one agent through one attempt: initialize, new or loaded session, prompt, and what the
 * agent asks for meanwhile. {@link #hold} is called by the attempt's thread, {@link #cancel} by
 * any; the agent's requests are answered on the thread that reads its process. Used once.
 */
final class Conversation {

  /** Most permissions of one attempt that a person is asked for; further ones are denied. */
  static final int MAX_QUESTIONS = 50;

  /** Most refusals that are noted on the task. */
  static final int MAX_NOTES = 20;

  private static final TypeRef<Map<String, Object>> MAP = new TypeRef<>() {};

  /** The library wants a limit for every answer; ours are kept by whoever waits. */
  private static final Duration NEVER = Duration.ofDays(1_000);

  private static final Duration FOREVER = Duration.ofDays(1_000);
  private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(3);
  private static final long QUIET_STEP_MILLIS = 50;
  private static final int QUIET_STEPS = 10;
  private static final int MOST_STEPS = 60;

  private final AcpSettings settings;
  private final AgentRequest request;
  private final Assignment assignment;
  private final AttemptControl control;
  private final WorkspaceFiles files;
  private final Permissions permissions;
  private final Updates updates;
  private final ProcessTransport transport;
  private final AcpClientSession session;
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicInteger allowed = new AtomicInteger();
  private final AtomicInteger denied = new AtomicInteger();
  private volatile String sessionId = "";

  Conversation(
      AcpSettings settings, AgentRequest request, Assignment assignment, AttemptControl control)
      throws IOException {
    this.settings = settings;
    this.request = request;
    this.assignment = assignment;
    this.control = control;
    this.files = new WorkspaceFiles(assignment.workspace());
    this.permissions = new Permissions(settings.policy(), files);
    this.updates = new Updates(control, assignment.resume());
    Map<String, AcpClientSession.RequestHandler<?>> requests =
        Map.of(
            AcpSchema.METHOD_SESSION_REQUEST_PERMISSION, this::permission,
            AcpSchema.METHOD_FS_READ_TEXT_FILE, asked -> Mono.fromCallable(() -> read(asked)),
            AcpSchema.METHOD_FS_WRITE_TEXT_FILE, asked -> Mono.fromCallable(() -> write(asked)));
    Map<String, AcpClientSession.NotificationHandler> notifications =
        Map.of(
            AcpSchema.METHOD_SESSION_UPDATE,
            told -> Mono.fromRunnable(() -> updates.take(Tree.map(told))));
    this.transport =
        new ProcessTransport(
            control, assignment.attempt().toString(), requests.keySet(), notifications.keySet());
    this.session =
        new AcpClientSession(NEVER, transport, requests, notifications, Function.identity());
  }

  /**
   * What came of it.
   *
   * @param problem why it did not get to an answer; empty when it did
   * @param stopReason why the agent stopped, in the protocol's words; empty when it did not say
   * @param unavailable why it could not work at all
   * @param process what came of the process
   */
  record End(
      String problem,
      String stopReason,
      Optional<Unavailability> unavailable,
      AgentProcess.Outcome process) {}

  /** Ends the conversation: the agent is asked to stop, and after a while its process is ended. */
  void cancel() {
    cancelled.complete(null);
  }

  Updates updates() {
    return updates;
  }

  long malformed() {
    return transport.malformed();
  }

  int allowed() {
    return allowed.get();
  }

  int denied() {
    return denied.get();
  }

  String sessionId() {
    return sessionId;
  }

  /** Holds the conversation from the start of the process to its end. */
  End hold() {
    AgentProcess process =
        AgentProcess.start(request, assignment, settings.command(), Map.of(), transport);
    String problem = "";
    String stopReason = "";
    Optional<Unavailability> unavailable = Optional.empty();
    boolean interrupted = false;
    try {
      stopReason = work();
    } catch (Stopped e) {
      problem = String.valueOf(e.getMessage());
      unavailable = e.unavailable;
    } catch (InterruptedException e) {
      interrupted = true;
      problem = "ended because the engine was interrupted";
      sayCancelled();
    }
    // From here on an interrupt changes nothing: all that follows is short.
    interrupted |= Thread.interrupted();
    transport.finish();
    interrupted |= goodbye(process, problem.isEmpty());
    session.close();
    AgentProcess.Outcome outcome = process.await();
    interrupted |= Thread.interrupted();
    try {
      transport.join();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return new End(problem, stopReason, unavailable, outcome);
  }

  /** An agent that is done ends by itself when its input does; one that does not is ended. */
  private boolean goodbye(AgentProcess process, boolean wait) {
    boolean interrupted = false;
    if (wait) {
      try {
        transport.ended().get(briefly().toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        process.end();
        return false;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    process.end();
    return interrupted;
  }

  private Duration briefly() {
    Duration grace = request.limits().grace();
    return grace.compareTo(LONGEST_GOODBYE) < 0 ? grace : LONGEST_GOODBYE;
  }

  private String work() throws Stopped, InterruptedException {
    Map<String, Object> hello =
        call(
            AcpSchema.METHOD_INITIALIZE,
            Map.of(
                "protocolVersion",
                AcpSchema.LATEST_PROTOCOL_VERSION,
                "clientCapabilities",
                Map.of(
                    "fs",
                    Map.of("readTextFile", settings.files(), "writeTextFile", settings.files()),
                    "terminal",
                    false)),
            settings.startTimeout());
    long version = Tree.count(hello, "protocolVersion");
    if (version != AcpSchema.LATEST_PROTOCOL_VERSION) {
      throw new Stopped(
          "speaks version "
              + version
              + " of the protocol, and this program "
              + AcpSchema.LATEST_PROTOCOL_VERSION);
    }
    updates.version(
        Tree.text(hello, "agentInfo", "name") + " " + Tree.text(hello, "agentInfo", "version"));
    Map<String, Object> opened = open(Tree.map(hello, "agentCapabilities"));
    chooseModel(opened);
    updates.tellActivity();
    updates.prompted();
    Map<String, Object> answer =
        call(
            AcpSchema.METHOD_SESSION_PROMPT,
            Map.of(
                "sessionId",
                sessionId,
                "prompt",
                List.of(Map.of("type", "text", "text", assignment.prompt()))),
            FOREVER);
    updates.answered(answer);
    untilQuiet();
    updates.tellActivity();
    return Tree.text(answer, "stopReason");
  }

  private Map<String, Object> open(Map<?, ?> capabilities) throws Stopped, InterruptedException {
    String folder = files.root().toString();
    Optional<AgentSession> resume = assignment.resume();
    if (resume.isPresent() && Boolean.TRUE.equals(capabilities.get("loadSession"))) {
      String id = resume.get().id();
      sessionId = id;
      updates.session(id, true);
      try {
        return call(
            AcpSchema.METHOD_SESSION_LOAD,
            Map.of("sessionId", id, "cwd", folder, "mcpServers", List.of()),
            settings.startTimeout());
      } catch (Refused e) {
        control.note("the agent could not go on with its session, so it begins a new one");
      }
    }
    updates.session("", false);
    Map<String, Object> opened =
        call(
            AcpSchema.METHOD_SESSION_NEW,
            Map.of("cwd", folder, "mcpServers", List.of()),
            settings.startTimeout());
    String id = Tree.text(opened, "sessionId");
    if (id.isEmpty() || id.length() > AgentSession.MAX_ID) {
      throw new Stopped("opened a session without a usable id");
    }
    sessionId = id;
    updates.session(id, false);
    return opened;
  }

  /** Agents offer models in one of two ways; one that offers none has chosen already. */
  private void chooseModel(Map<String, Object> opened) throws Stopped, InterruptedException {
    String wanted = settings.model();
    updates.model(Tree.text(opened, "models", "currentModelId"));
    for (Object option : Tree.list(opened, "configOptions")) {
      if (Tree.text(option, "category").equals("model")) {
        updates.model(Tree.text(option, "currentValue"));
        if (!wanted.isEmpty()) {
          choose(
              AcpSchema.METHOD_SESSION_SET_CONFIG_OPTION,
              Map.of("sessionId", sessionId, "configId", Tree.text(option, "id"), "value", wanted));
          return;
        }
      }
    }
    if (!wanted.isEmpty()) {
      // Removed from the protocol in June 2026, and still what some agents offer.
      choose("session/set_model", Map.of("sessionId", sessionId, "modelId", wanted));
    }
  }

  private void choose(String method, Map<String, Object> params)
      throws Stopped, InterruptedException {
    try {
      call(method, params, settings.startTimeout());
    } catch (Refused e) {
      throw new Stopped("does not take the model '" + settings.model() + "': " + e.getMessage());
    }
    updates.model(settings.model());
  }

  /** Agents tell things after they have answered; the end is when nothing more comes. */
  private void untilQuiet() throws InterruptedException {
    long before = updates.seen();
    int quiet = 0;
    for (int step = 0; step < MOST_STEPS && quiet < QUIET_STEPS; step++) {
      try {
        transport.ended().get(QUIET_STEP_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException | ExecutionException e) {
        long now = updates.seen();
        quiet = now == before ? quiet + 1 : 0;
        before = now;
      }
    }
  }

  private Map<String, Object> call(String method, Map<String, Object> params, Duration most)
      throws Stopped, InterruptedException {
    CompletableFuture<Map<String, Object>> answer =
        session.sendRequest(method, params, MAP).toFuture();
    try {
      CompletableFuture.anyOf(answer, transport.ended(), transport.broken(), cancelled)
          .get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Stopped("did not answer " + method + " within " + most);
    } catch (ExecutionException e) {
      // Told apart below, where the answer is read.
    }
    if (cancelled.isDone()) {
      sayCancelled();
      awaitBriefly(answer);
      throw new Stopped("cancelled and ended");
    }
    if (answer.isDone()) {
      return read(method, answer);
    }
    if (transport.broken().isDone() && !transport.ended().isDone()) {
      awaitBriefly(transport.ended());
    }
    if (transport.ended().isDone() && !transport.broken().isDone()) {
      throw new Stopped("ended before it had answered " + method);
    }
    throw new Stopped(transport.broken().getNow("ended before it had answered " + method));
  }

  private static Map<String, Object> read(
      String method, CompletableFuture<Map<String, Object>> answer) throws Stopped {
    try {
      return answer.join();
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof AcpError error) {
        throw new Refused(error);
      }
      throw new Stopped(
          "answered " + method + " with something that cannot be read: " + shown(cause));
    }
  }

  private void sayCancelled() {
    if (!sessionId.isEmpty()) {
      session
          .sendNotification(AcpSchema.METHOD_SESSION_CANCEL, Map.of("sessionId", sessionId))
          .subscribe(done -> {}, failed -> {});
    }
  }

  private void awaitBriefly(CompletableFuture<?> something) throws InterruptedException {
    try {
      CompletableFuture.anyOf(something, transport.ended())
          .get(briefly().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // It had its time; the process is ended next.
    }
  }

  private Mono<Object> permission(@Nullable Object asked) {
    List<?> options = Tree.list(asked, "options");
    Permissions.Verdict verdict = permissions.judge(Tree.map(asked, "toolCall"));
    if (verdict.answer() == Permissions.Answer.ASK
        && questions.incrementAndGet() <= MAX_QUESTIONS) {
      AgentQuestion question =
          new AgentQuestion(
              "permission",
              request.definition().id()
                  + " asks to: "
                  + verdict.what()
                  + " ("
                  + verdict.why()
                  + ")",
              List.of("allow", "deny"));
      CompletableFuture<String> answer = control.ask(question).toCompletableFuture();
      CompletableFuture<String> none =
          CompletableFuture.anyOf(cancelled, transport.ended()).handle((done, failed) -> "");
      return Mono.fromFuture(
              answer.applyToEither(none, Function.identity()).exceptionally(failed -> ""))
          .map(words -> settle(verdict, words.equals("allow"), options));
    }
    return Mono.just(settle(verdict, verdict.answer() == Permissions.Answer.ALLOWED, options));
  }

  private Object settle(Permissions.Verdict verdict, boolean allow, List<?> options) {
    if (allow) {
      allowed.incrementAndGet();
    } else if (denied.incrementAndGet() <= MAX_NOTES) {
      control.note("refused: " + verdict.what() + ": " + verdict.why());
    }
    return Permissions.outcome(allow, options);
  }

  private Map<String, Object> read(@Nullable Object asked) {
    String path = Tree.text(asked, "path");
    String text;
    try {
      text = files.read(path);
    } catch (NoSuchFileException e) {
      throw new AcpProtocolException(
          AcpErrorCodes.SESSION_NOT_FOUND, "Resource not found: no such file: " + path);
    } catch (IOException e) {
      throw new AcpProtocolException(AcpErrorCodes.INVALID_PARAMS, shown(e));
    }
    return Map.of("content", lines(text, Tree.count(asked, "line"), Tree.count(asked, "limit")));
  }

  /** Some lines of a text, the first being 1; without a limit all to the end. */
  static String lines(String text, long first, long limit) {
    int from = 0;
    for (long line = 1; line < first && from < text.length(); line++) {
      int end = text.indexOf('\n', from);
      from = end < 0 ? text.length() : end + 1;
    }
    int to = from;
    for (long line = 0; limit > 0 && line < limit && to < text.length(); line++) {
      int end = text.indexOf('\n', to);
      to = end < 0 ? text.length() : end + 1;
    }
    return text.substring(from, limit > 0 ? to : text.length());
  }

  private Map<String, Object> write(@Nullable Object asked) {
    if (settings.policy() == AcpSettings.Policy.DENY) {
      throw new AcpProtocolException(
          AcpErrorCodes.PERMISSION_DENIED, "this agent may not write files");
    }
    if (!(Tree.at(asked, "content") instanceof String text)) {
      throw new AcpProtocolException(AcpErrorCodes.INVALID_PARAMS, "content is not text");
    }
    try {
      files.write(Tree.text(asked, "path"), text);
    } catch (IOException e) {
      throw new AcpProtocolException(AcpErrorCodes.INVALID_PARAMS, shown(e));
    }
    return Map.of();
  }

  private static String shown(Throwable failure) {
    return Tree.line(String.valueOf(failure.getMessage()), 400);
  }

  /** The conversation did not get to an answer. */
  private static class Stopped extends Exception {
    private static final long serialVersionUID = 1L;
    final transient Optional<Unavailability> unavailable;

    Stopped(String reason) {
      this(reason, Optional.empty());
    }

    Stopped(String reason, Optional<Unavailability> unavailable) {
      super(reason);
      this.unavailable = unavailable;
    }
  }

  /** The agent answered with an error. */
  private static final class Refused extends Stopped {
    private static final long serialVersionUID = 1L;

    Refused(AcpError error) {
      super(
          "answered with an error: " + Tree.line(String.valueOf(error.getMessage()), 1_000),
          AgentErrors.unavailable(error.getError()));
    }
  }
}
