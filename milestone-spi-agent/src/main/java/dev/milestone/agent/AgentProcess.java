package dev.milestone.agent;

import dev.milestone.agent.ProcessOutcome.Ending;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.ReconcileRequest;
import dev.milestone.spi.agent.Reconciliation;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * The process of one attempt that is talked with: for providers whose agents are external programs
 * with a protocol on standard input and output. It is run, bounded, found again and ended exactly
 * as one of the provider {@code process}: no shell, the variables {@code MILESTONE_…} in its
 * environment, output kept head and tail, its whole tree ended with it.
 *
 * <p>Used once: {@link #start}, then {@link #await} in any case; the latter leaves no thread and no
 * process behind. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AgentProcess {

  private final ProcessRun run;
  private final List<String> command;

  /**
   * Hears of the process, on the thread that reads its output; none of the methods may block. An
   * exception ends the process.
   */
  @API(status = API.Status.EXPERIMENTAL, since = "0.1")
  public interface Listener {

    /**
     * It runs.
     *
     * @param identity what {@link dev.milestone.spi.agent.AttemptControl#processStarted} is to be
     *     told
     */
    void started(Map<String, Object> identity);

    /**
     * What is written here, the process reads. Writing blocks while the process does not read, so
     * it belongs on a thread of its own; it fails once the process is gone.
     */
    void input(OutputStream standardInput);

    /** It printed something on standard output. The array is used again. */
    void output(byte[] bytes, int offset, int length);

    /** It printed something, on either stream; at most ten times a second. */
    void active();

    /** Nothing more will come. */
    void over();
  }

  /**
   * What came of a process.
   *
   * @param failure in a sentence, why it did not end by itself or was never started; empty when it
   *     ended by itself or by {@link #end}
   * @param started whether it could be started
   * @param exitCode its exit code, as far as it is known; above 128 for a signal
   * @param output what it printed on both streams, head and tail within the limits
   * @param outputTail the end of that, at most 4 KiB
   * @param outputBytes how many bytes there were in all
   * @param outputDigest SHA-256 of all of them, hexadecimal
   * @param remaining processes that could not be ended
   */
  @API(status = API.Status.EXPERIMENTAL, since = "0.1")
  public record Outcome(
      String failure,
      boolean started,
      OptionalInt exitCode,
      String output,
      String outputTail,
      long outputBytes,
      String outputDigest,
      int remaining) {}

  private static final int TAIL = 4_096;

  private AgentProcess(ProcessRun run, List<String> command) {
    this.run = run;
    this.command = command;
  }

  /**
   * Starts a process for an assignment; whether that worked is told by {@link #await}. Refuses a
   * setting {@code timeout} that is no duration.
   *
   * @param command argument list, the program first
   * @param environment variables besides those of this process and of the attempt
   */
  public static AgentProcess start(
      AgentRequest request,
      Assignment assignment,
      List<String> command,
      Map<String, String> environment,
      Listener listener) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.putAll(AttemptEnvironment.of(assignment));
    ProcessRun run =
        new ProcessRun(
            new ProcessSpec(
                assignment.attempt().toString(),
                command,
                assignment.workspace(),
                all,
                new byte[0],
                false,
                AgentTimeout.of(request.definition()),
                request.limits(),
                true),
            ProcessTable.system(),
            new Forwarding(listener));
    run.begin();
    return new AgentProcess(run, List.copyOf(command));
  }

  /** Asks the process to end, and after the grace ends its tree; returns at once. */
  public void end() {
    run.cancel();
  }

  /** Waits until nothing of it is left. An interrupt ends it; the interrupted state is kept. */
  public Outcome await() {
    ProcessOutcome outcome = run.await();
    return new Outcome(
        failure(outcome),
        outcome.ending() != Ending.NOT_STARTED,
        outcome.exitCode() == ProcessOutcome.UNKNOWN_EXIT
            ? OptionalInt.empty()
            : OptionalInt.of(outcome.exitCode()),
        outcome.output().text(),
        outcome.output().tailText(TAIL),
        outcome.output().total(),
        outcome.digest(),
        outcome.remaining());
  }

  private String failure(ProcessOutcome outcome) {
    return switch (outcome.ending()) {
      case EXITED, CANCELLED -> "";
      case NOT_STARTED -> outcome.error();
      case TIMED_OUT -> "took longer than the agent's timeout; ended";
      case INTERRUPTED -> "ended because the engine was interrupted";
      case OBSERVER_FAILED ->
          "what "
              + command.get(0)
              + " said could not be taken: "
              + outcome.failure().map(Throwable::toString).orElse("")
              + "; ended";
    };
  }

  /**
   * Ends what is left of an attempt whose engine died, found by its recorded identity and by the
   * effect id in the environment of its processes.
   */
  public static Reconciliation reconcile(ReconcileRequest request) {
    return new Orphans(ProcessTable.system(), request.agent().limits()).end(request);
  }

  /**
   * The file that would run, if there is one; a name with a slash is looked for from the directory,
   * others on the PATH. Nothing is run.
   */
  public static Optional<Path> find(String program, Path directory) {
    return ProgramLookup.find(program, directory);
  }

  /** Hands on what the run tells. */
  private record Forwarding(Listener listener) implements ProcessObserver {

    @Override
    public void started(Map<String, Object> identity) {
      listener.started(identity);
    }

    @Override
    public void input(OutputStream standardInput) {
      listener.input(standardInput);
    }

    @Override
    public void output(byte[] bytes, int offset, int length) {
      listener.output(bytes, offset, length);
    }

    @Override
    public void active() {
      listener.active();
    }

    @Override
    public void over() {
      listener.over();
    }
  }
}
