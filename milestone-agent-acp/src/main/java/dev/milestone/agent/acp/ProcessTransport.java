package dev.milestone.agent.acp;

import com.agentclientprotocol.sdk.error.AcpErrorCodes;
import com.agentclientprotocol.sdk.json.AcpJsonMapper;
import com.agentclientprotocol.sdk.json.JacksonAcpJsonMapperSupplier;
import com.agentclientprotocol.sdk.json.TypeRef;
import com.agentclientprotocol.sdk.spec.AcpClientTransport;
import com.agentclientprotocol.sdk.spec.AcpSchema;
import com.agentclientprotocol.sdk.spec.AcpSchema.JSONRPCMessage;
import dev.milestone.agent.AgentProcess;
import dev.milestone.spi.agent.AttemptControl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Carries messages between the library's session and the process of an attempt: one JSON document a
 * line. Lines come in on the thread that reads the process and are handled there one after another,
 * so that an answer is never seen before what was sent ahead of it. Messages go out on a thread of
 * their own, which ends with the process.
 *
 * <p>Lines that are no messages are counted and skipped. A line over {@link #MAX_LINE} and a
 * process that does not read what it is told end the conversation. Methods that are not among those
 * given are answered here. Thread-safe; used once.
 */
final class ProcessTransport implements AcpClientTransport, AgentProcess.Listener {

  /** Longest message of an agent, in bytes. */
  static final int MAX_LINE = 8 * 1024 * 1024;

  /** Most bytes that wait to be read by the agent. */
  static final long MAX_WAITING = 64L * 1024 * 1024;

  private static final long JOIN_MILLIS = 2_000;

  private static final byte[] END = new byte[0];

  private final AcpJsonMapper json = new JacksonAcpJsonMapperSupplier().get();
  private final AttemptControl control;
  private final String label;
  private final Set<String> requests;
  private final Set<String> notifications;
  private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final CompletableFuture<String> broken = new CompletableFuture<>();
  private final AtomicLong malformed = new AtomicLong();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private volatile @Nullable Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler;
  private volatile @Nullable Thread writer;
  private volatile String sessionPrefix = "";

  /**
   * A transport for one attempt.
   *
   * @param requests methods of the agent's requests that the session handles
   * @param notifications the same of its notifications
   */
  ProcessTransport(
      AttemptControl control, String label, Set<String> requests, Set<String> notifications) {
    this.control = control;
    this.label = label;
    this.requests = requests;
    this.notifications = notifications;
  }

  /** Done when the process is over and all it printed has been handled. */
  CompletableFuture<Void> ended() {
    return over;
  }

  /** Done with a sentence when the conversation cannot go on. */
  CompletableFuture<String> broken() {
    return broken;
  }

  /** Lines on standard output that were no messages. */
  long malformed() {
    return malformed.get();
  }

  /** Ends the agent's standard input once all that waits has been written. */
  void finish() {
    waiting.add(END);
  }

  /** Waits, for a bounded time, until the threads of this conversation have ended. */
  void join() throws InterruptedException {
    Thread thread = writer;
    if (thread != null) {
      thread.join(JOIN_MILLIS);
    }
    // The library's session keeps a thread for its time limits, and closing it does not wait.
    String name = "acp-timeout-" + sessionPrefix;
    Thread[] threads = new Thread[Thread.activeCount() + 16];
    int count = Thread.enumerate(threads);
    for (int i = 0; i < count; i++) {
      if (threads[i].getName().equals(name)) {
        threads[i].join(JOIN_MILLIS);
      }
    }
  }

  @Override
  public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> newHandler) {
    handler = newHandler;
    return Mono.empty();
  }

  @Override
  public Mono<Void> sendMessage(JSONRPCMessage message) {
    byte[] bytes;
    try {
      bytes = json.writeValueAsBytes(message);
    } catch (IOException e) {
      return Mono.error(e);
    }
    if (message instanceof AcpSchema.JSONRPCRequest request
        && request.id() instanceof String id
        && id.indexOf('-') > 0) {
      sessionPrefix = id.substring(0, id.indexOf('-'));
    }
    if (waitingBytes.addAndGet(bytes.length) > MAX_WAITING) {
      broken.complete("does not read what it is told; " + MAX_WAITING + " bytes wait for it");
      return Mono.error(new IOException("too much waits for the agent"));
    }
    waiting.add(bytes);
    return Mono.empty();
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return json.convertValue(data == null ? Map.of() : data, type);
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(this::finish);
  }

  @Override
  public void started(Map<String, Object> identity) {
    control.processStarted(identity);
  }

  @Override
  public void input(OutputStream standardInput) {
    Thread thread = new Thread(() -> write(standardInput), "milestone-acp-" + label);
    thread.setDaemon(true);
    writer = thread;
    thread.start();
  }

  private void write(OutputStream out) {
    try (out) {
      while (true) {
        byte[] next = waiting.take();
        if (next == END) {
          return;
        }
        out.write(next);
        out.write('\n');
        out.flush();
        waitingBytes.addAndGet(-next.length);
      }
    } catch (IOException e) {
      broken.complete("does not listen any more");
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; it ends here anyway.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void output(byte[] bytes, int offset, int length) {
    int from = offset;
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n') {
        line.write(bytes, from, i - from);
        from = i + 1;
        take();
      }
    }
    line.write(bytes, from, offset + length - from);
    if (line.size() > MAX_LINE) {
      line.reset();
      broken.complete("sent a message of more than " + MAX_LINE + " bytes");
    }
  }

  private void take() {
    if (broken.isDone()) {
      line.reset();
      return;
    }
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.isBlank()) {
      return;
    }
    JSONRPCMessage message;
    try {
      message = AcpSchema.deserializeJsonRpcMessage(json, text);
    } catch (IOException | RuntimeException e) {
      malformed.incrementAndGet();
      return;
    }
    if (message instanceof AcpSchema.JSONRPCNotification told) {
      if (!notifications.contains(told.method())) {
        return;
      }
    } else if (message instanceof AcpSchema.JSONRPCRequest asked
        && !requests.contains(asked.method())) {
      Mono<Void> sent =
          sendMessage(
              new AcpSchema.JSONRPCResponse(
                  AcpSchema.JSONRPC_VERSION,
                  asked.id(),
                  null,
                  new AcpSchema.JSONRPCError(
                      AcpErrorCodes.METHOD_NOT_FOUND, "not supported by this client", null)));
      sent.subscribe(done -> {}, refused -> malformed.incrementAndGet());
      return;
    }
    hand(message);
  }

  private void hand(JSONRPCMessage message) {
    Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> to = handler;
    if (to != null) {
      to.apply(Mono.just(message)).subscribe(done -> {}, refused -> malformed.incrementAndGet());
    }
  }

  @Override
  public void active() {
    control.heartbeat();
  }

  @Override
  public void over() {
    finish();
    over.complete(null);
  }
}
