package dev.milestone.agent;

import dev.milestone.agent.ProcessOutcome.Ending;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs one process to its end and leaves nothing of it behind: no thread, no descriptor, no process
 * that can be found. Agents and verifications share it.
 *
 * <p>One thread of its own does everything – starts the process, reads what it prints, watches for
 * its exit, ends its tree – and never blocks on the process:
 *
 * <ul>
 *   <li>Standard input is a file that is deleted as soon as the process has it open. A process that
 *       never reads, or leaves the reading end to a grandchild, has nothing to block.
 *   <li>The output pipes are read only when they hold something. A pipe that a grandchild keeps
 *       open has no end, so its end is not waited for: when the tree is gone, what is in the pipe
 *       is all there is.
 * </ul>
 *
 * <p>The states are: running → (exit, cancel, timeout, interrupt) → asked to end (SIGTERM) → after
 * the grace killed (SIGKILL, repeated for what appears meanwhile) → over. A process that exits and
 * leaves nothing goes to the end at once.
 *
 * <p>Used once. {@link #run} is called by one thread, {@link #cancel} by any.
 */
final class ProcessRun {

  /** Least time between two calls of {@link ProcessObserver#active}. */
  static final Duration ACTIVITY_INTERVAL = Duration.ofMillis(100);

  /** How long killing is repeated before what is left is reported. */
  static final Duration KILL_BOUND = Duration.ofSeconds(10);

  private static final Duration TAKING_BOUND = Duration.ofMillis(100);
  private static final int CHUNK = 64 * 1024;
  private static final int CHUNKS_A_ROUND = 16;
  private static final long SHORTEST_WAIT = 200_000;
  private static final long LONGEST_WAIT = 25_000_000;
  private static final long FIRST_CHECK = 2_000_000;
  private static final long LATEST_CHECK = 100_000_000;

  private enum Phase {
    RUNNING,
    ASKED,
    KILLED,
    OVER
  }

  private final ProcessSpec spec;
  private final ProcessTable table;
  private final ProcessObserver observer;
  private final Thread thread;
  private final AtomicReference<@Nullable Ending> stop = new AtomicReference<>();
  private final HeadTail output;
  private final MessageDigest digest = sha256();
  private final byte[] chunk = new byte[CHUNK];
  private final long started = RealTime.nanos();

  private volatile @Nullable Process startedProcess;
  private volatile boolean streamsHeld;
  private Phase phase = Phase.RUNNING;
  private Ending ending = Ending.EXITED;
  private long phaseEnds;
  private long nextCheck;
  private long checkInterval = FIRST_CHECK;
  private long lastBytes = started;
  private long lastActivity = started - RealTime.nanosOf(ACTIVITY_INTERVAL);
  private boolean exitSeen;
  private List<ProcessEntry> remaining = List.of();
  private int endedAfterExit;
  private String error = "";
  private int exitCode = ProcessOutcome.UNKNOWN_EXIT;
  private @Nullable Throwable failure;

  ProcessRun(ProcessSpec spec, ProcessTable table, ProcessObserver observer) {
    this.spec = spec;
    this.table = table;
    this.observer = observer;
    this.output = new HeadTail(spec.limits().outputBytes());
    this.thread = new Thread(this::liveToTheEnd, "milestone-process-" + spec.label());
    this.thread.setDaemon(true);
  }

  /**
   * Runs the process and waits until it is over. An interrupt ends its tree; the interrupted state
   * is kept.
   */
  ProcessOutcome run() {
    begin();
    return await();
  }

  /** Starts the process without waiting for it. {@link #await} has to follow. */
  void begin() {
    thread.start();
  }

  /** The second half of {@link #run}. */
  ProcessOutcome await() {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join(streamsHeld ? 0 : TAKING_BOUND.toMillis());
        if (!thread.isAlive()) {
          break;
        }
        endFloodAtTheStart();
      } catch (InterruptedException e) {
        interrupted = true;
        requestStop(Ending.INTERRUPTED);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return new ProcessOutcome(
        ending,
        exitCode,
        Duration.ofNanos(RealTime.nanos() - started),
        output,
        HexFormat.of().formatHex(digest.digest()),
        endedAfterExit,
        remaining.size(),
        error,
        Optional.ofNullable(failure));
  }

  /**
   * A process that exits before its streams are taken leaves them to the JDK, which reads as long
   * as a grandchild floods them and holds up the thread of this run. So when that thread does not
   * get them, the grandchildren are ended from here.
   */
  private void endFloodAtTheStart() {
    Process process = startedProcess;
    if (!streamsHeld && process != null && !process.isAlive()) {
      ProcessTree tree = new ProcessTree(table, spec.effectId(), Optional.empty(), 0);
      tree.signal(tree.running(), true);
    }
  }

  /** Asks the process to end; returns at once. */
  void cancel() {
    requestStop(Ending.CANCELLED);
  }

  private void requestStop(Ending reason) {
    stop.compareAndSet(null, reason);
    LockSupport.unpark(thread);
  }

  private void liveToTheEnd() {
    try {
      live();
    } finally {
      // Also when an earlier report failed: somebody may wait for it.
      try {
        observer.over();
      } catch (RuntimeException | Error e) {
        failure = failure == null ? e : failure;
      }
    }
  }

  private void live() {
    Ending early = stop.get();
    if (early != null) {
      ending = early;
      return;
    }
    Process process;
    try {
      process = start();
    } catch (IOException | RuntimeException e) {
      ending = Ending.NOT_STARTED;
      error = ProgramLookup.whyNotStarted(spec.command(), spec.directory(), e);
      return;
    }
    startedProcess = process;
    // When a process exits, a thread of the JDK takes its streams' monitors and reads all that is
    // in the pipes into memory.
    // With a grandchild that floods the pipe, "all" has no end. So this thread holds the monitors
    // until the tree is gone.
    // (The shared empty stream that stands for a merged standard error must not be locked: every
    // process has the same.)
    InputStream out = process.getInputStream();
    synchronized (out) {
      if (spec.merged()) {
        watch(process, out, null);
      } else {
        InputStream err = process.getErrorStream();
        synchronized (err) {
          watch(process, out, err);
        }
      }
    }
    try {
      if (process.waitFor(KILL_BOUND.toSeconds(), TimeUnit.SECONDS)) {
        exitCode = process.exitValue();
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; it ends here anyway.
      Thread.currentThread().interrupt();
    }
  }

  private Process start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(spec.command());
    builder.directory(spec.directory().toFile());
    builder.environment().keySet().removeAll(spec.removed());
    builder.environment().putAll(spec.environment());
    builder.redirectErrorStream(spec.merged());
    if (spec.conversing()) {
      return builder.start();
    }
    if (spec.input().length == 0) {
      builder.redirectInput(new File("/dev/null"));
      return builder.start();
    }
    Path file = Files.createTempFile("milestone-input-", ".json");
    try {
      Files.write(file, spec.input());
      builder.redirectInput(file.toFile());
      return builder.start();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Until nothing of the process is left, or nothing can be done about it. */
  private void watch(Process process, InputStream out, @Nullable InputStream err) {
    streamsHeld = true;
    Optional<ProcessEntry> root = table.find(process.pid());
    ProcessTree tree =
        new ProcessTree(table, spec.effectId(), root, root.map(ProcessEntry::startKey).orElse(0L));
    long deadline =
        spec.timeout().map(t -> started + RealTime.nanosOf(t)).orElse(started + Long.MAX_VALUE / 2);
    tell(
        () ->
            observer.started(
                root.map(table::identity).orElseGet(() -> Map.of("pid", process.pid()))));
    if (spec.conversing()) {
      tell(() -> observer.input(process.getOutputStream()));
    }
    while (phase != Phase.OVER) {
      boolean moved = read(out, true);
      moved |= err != null && read(err, false);
      long now = RealTime.nanos();
      if (phase == Phase.RUNNING) {
        Ending reason = stop.get();
        if (reason == null && now - deadline >= 0) {
          reason = Ending.TIMED_OUT;
        }
        if (reason != null && process.isAlive()) {
          ending = reason;
          askToEnd(tree, tree.running(), now);
        } else if (!process.isAlive()) {
          exitSeen = true;
          askToEnd(tree, tree.running(), now);
        }
      } else if (now - nextCheck >= 0) {
        check(process, tree, now);
      }
      if (!moved && phase != Phase.OVER) {
        pause(now);
      }
    }
    drain(out, err);
    close(out);
    if (err != null) {
      close(err);
    }
  }

  private void askToEnd(ProcessTree tree, List<ProcessEntry> running, long now) {
    remaining = running;
    if (running.isEmpty() && exitSeen) {
      phase = Phase.OVER;
      return;
    }
    tree.signal(running, false);
    phase = Phase.ASKED;
    phaseEnds = now + RealTime.nanosOf(spec.limits().grace());
    nextCheck = now + checkInterval;
  }

  private void check(Process process, ProcessTree tree, long now) {
    List<ProcessEntry> before = remaining;
    remaining = tree.running();
    if (exitSeen) {
      endedAfterExit = tree.ended(remaining);
    }
    if (remaining.isEmpty() && !process.isAlive()) {
      phase = Phase.OVER;
      return;
    }
    if (phase == Phase.ASKED && now - phaseEnds >= 0) {
      phase = Phase.KILLED;
      phaseEnds = now + RealTime.nanosOf(KILL_BOUND);
      checkInterval = FIRST_CHECK;
    }
    if (phase == Phase.KILLED) {
      if (now - phaseEnds >= 0) {
        phase = Phase.OVER;
        return;
      }
      tree.signal(remaining, true);
    } else {
      tree.signal(appeared(before, remaining), false);
    }
    checkInterval = Math.min(checkInterval * 2, LATEST_CHECK);
    nextCheck = now + checkInterval;
  }

  private static List<ProcessEntry> appeared(
      Collection<ProcessEntry> before, Collection<ProcessEntry> now) {
    List<ProcessEntry.Key> known = before.stream().map(ProcessEntry::key).toList();
    return now.stream().filter(entry -> !known.contains(entry.key())).toList();
  }

  /**
   * Reads what is there, a bounded amount a round so that a flood cannot keep this thread from its
   * other duties.
   */
  private boolean read(InputStream in, boolean standardOutput) {
    boolean moved = false;
    for (int i = 0; i < CHUNKS_A_ROUND; i++) {
      int count = readChunk(in);
      if (count <= 0) {
        break;
      }
      moved = true;
      take(count, standardOutput);
    }
    return moved;
  }

  private int readChunk(InputStream in) {
    try {
      int available = in.available();
      return available <= 0 ? 0 : in.read(chunk, 0, Math.min(available, chunk.length));
    } catch (IOException e) {
      // The pipe is gone; what was printed before has been read.
      return 0;
    }
  }

  private void take(int count, boolean standardOutput) {
    output.add(chunk, 0, count);
    digest.update(chunk, 0, count);
    long now = RealTime.nanos();
    lastBytes = now;
    tell(
        standardOutput
            ? () -> observer.output(chunk, 0, count)
            : () -> observer.error(chunk, 0, count));
    if (now - lastActivity >= RealTime.nanosOf(ACTIVITY_INTERVAL)) {
      lastActivity = now;
      tell(observer::active);
    }
  }

  /**
   * What is left in the pipes when the tree is gone; bounded, because a process that was not found
   * may go on writing.
   */
  private void drain(InputStream out, @Nullable InputStream err) {
    for (int i = 0; i < CHUNKS_A_ROUND; i++) {
      boolean moved = read(out, true);
      moved |= err != null && read(err, false);
      if (!moved) {
        return;
      }
    }
  }

  /**
   * Waits a fraction of the time since the last output: short processes are not held up, quiet ones
   * cost nothing.
   */
  private void pause(long now) {
    long wait = Math.max(SHORTEST_WAIT, Math.min((now - lastBytes) / 8, LONGEST_WAIT));
    if (phase != Phase.RUNNING) {
      wait = Math.min(wait, Math.max(nextCheck - now, SHORTEST_WAIT));
    }
    LockSupport.parkNanos(this, wait);
  }

  private void tell(Runnable message) {
    if (failure != null) {
      return;
    }
    try {
      message.run();
    } catch (RuntimeException | Error e) {
      failure = e;
      stop.compareAndSet(null, Ending.OBSERVER_FAILED);
    }
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // Only the descriptor mattered, and it is released in any case.
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
