package dev.milestone.testkit.agent;

import dev.milestone.spi.agent.AttemptControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apiguardian.api.API;

/**
 * The line from an agent to a test in place of an engine: remembers what the agent reports, and
 * cancels when the test says so. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class RecordingAttemptControl implements AttemptControl {

  private final List<Progress> progress = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Map<String, Object>> processes = new ArrayList<>();
  private final List<Runnable> actions = new ArrayList<>();
  private final CountDownLatch firstReport = new CountDownLatch(1);
  private final CountDownLatch firstProcess = new CountDownLatch(1);
  private long heartbeats;
  private String output = "";
  private long outputBytes;
  private boolean cancelled;

  /**
   * A report of progress.
   *
   * @param fraction as it was reported
   * @param note as it was reported
   */
  public record Progress(double fraction, String note) {}

  /** A control that records and is not cancelled. */
  public RecordingAttemptControl() {}

  @Override
  public synchronized void progress(double fraction, String note) {
    progress.add(new Progress(fraction, note));
    firstReport.countDown();
  }

  @Override
  public synchronized void note(String text) {
    notes.add(text);
    firstReport.countDown();
  }

  @Override
  public synchronized void heartbeat() {
    heartbeats++;
  }

  @Override
  public synchronized boolean cancelled() {
    return cancelled;
  }

  @Override
  public void onCancel(Runnable action) {
    synchronized (this) {
      if (!cancelled) {
        actions.add(action);
        return;
      }
    }
    action.run();
  }

  @Override
  public synchronized void processStarted(Map<String, Object> identity) {
    processes.add(Map.copyOf(identity));
    firstProcess.countDown();
  }

  @Override
  public synchronized void output(String text, long totalBytes) {
    output = text;
    outputBytes = totalBytes;
  }

  /** What the attempt printed, once it is over; empty before. */
  public synchronized String output() {
    return output;
  }

  /** How many bytes the attempt printed, once it is over. */
  public synchronized long outputBytes() {
    return outputBytes;
  }

  /** Cancels the attempt and runs what waits for that, on the calling thread. */
  public void cancel() {
    List<Runnable> waiting;
    synchronized (this) {
      cancelled = true;
      waiting = List.copyOf(actions);
      actions.clear();
    }
    waiting.forEach(Runnable::run);
  }

  /** Waits for the first progress or note; false when the time was over first. */
  public boolean awaitReport(long seconds) throws InterruptedException {
    return firstReport.await(seconds, TimeUnit.SECONDS);
  }

  /** Waits for a process to be reported; false when the time was over first. */
  public boolean awaitProcess(long seconds) throws InterruptedException {
    return firstProcess.await(seconds, TimeUnit.SECONDS);
  }

  /** The reports of progress so far. */
  public synchronized List<Progress> progress() {
    return List.copyOf(progress);
  }

  /** The notes so far. */
  public synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  /** How many heartbeats there were. */
  public synchronized long heartbeats() {
    return heartbeats;
  }

  /** Identity of the process, when one was reported. */
  public synchronized Optional<Map<String, Object>> process() {
    return processes.stream().findFirst();
  }
}
