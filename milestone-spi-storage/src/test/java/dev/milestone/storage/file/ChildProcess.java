package dev.milestone.storage.file;

import dev.milestone.spi.storage.EventStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Another process that uses a store: what it does is its first argument. Says what it did on its
 * standard output.
 */
final class ChildProcess implements AutoCloseable {

  final Process process;
  private final BufferedReader out;

  ChildProcess(Path folder, String... what) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                ChildProcess.class.getName(),
                folder.toString()));
    command.addAll(List.of(what));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The next line that it says; null at the end. */
  String line() throws IOException {
    return out.readLine();
  }

  /** Ends it without giving it a chance, as kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The process itself. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    try (EventStore store = Stores4Tests.open(folder, "segment_bytes", "20000")) {
      switch (args[1]) {
        case "append" -> append(store, args[2], Integer.parseInt(args[3]));
        case "await" -> await(store);
        case "hold" -> hold(store);
        case "present" -> {
          store.announce(args[2]);
          say("PRESENT");
          LockSupport.park();
        }
        default -> throw new IllegalArgumentException(args[1]);
      }
    }
  }

  private static void append(EventStore store, String name, int count) {
    say("READY");
    for (int i = 0; i < count; i++) {
      String text = name + "-" + i;
      long sequence =
          i % 3 == 0
              ? Stores4Tests.append(store, text, text + "+")
              : Stores4Tests.append(store, text);
      if (i % 10 == 5) {
        store.documents().write("doc-" + name, text.getBytes(StandardCharsets.UTF_8), true);
        say("DOC " + text);
      }
      say("ACK " + sequence + " " + text);
    }
  }

  private static void await(EventStore store) throws InterruptedException {
    long last = store.lastSequence();
    say("READY");
    while (true) {
      last = store.awaitChange(last, Duration.ofSeconds(60));
      say("SEEN " + last);
    }
  }

  private static void hold(EventStore store) {
    store
        .inTurn(
            turn -> {
              say("HOLDING");
              while (true) {
                LockSupport.park();
              }
            },
            Duration.ofSeconds(10))
        .toCompletableFuture()
        .join();
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
