package dev.milestone.core.effect;

import dev.milestone.core.execute.Caller;
import dev.milestone.core.kernel.Command;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.spi.agent.AgentActivity;
import dev.milestone.spi.agent.AgentQuestion;
import dev.milestone.spi.agent.AttemptControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt while this engine runs it: the line to its agent, and the way to end it. Thread-safe.
 */
final class AttemptRun implements AttemptControl {

  /** Most notes recorded of one attempt while it runs. */
  static final int MAX_NOTES = 1_000;

  /** Longest note, in characters. */
  static final int MAX_NOTE = 4_000;

  private static final Logger LOG = LoggerFactory.getLogger(AttemptRun.class);

  final AttemptStart start;
  final Caller caller;
  final long startedNanos;
  private final AttemptRunner runner;
  private final AttemptQuestions questions;
  private final List<Runnable> onCancel = new ArrayList<>(1);
  private @Nullable AttemptOutcome endWith;
  private String endReason = "";
  private @Nullable Thread thread;
  private boolean over;
  private long lastProgressNanos = Long.MIN_VALUE;
  private double progress;
  private String progressNote = "";
  private boolean progressWaits;
  private long lastActivityNanos = Long.MIN_VALUE;
  private AgentActivity activity = AgentActivity.UNKNOWN;
  private boolean activityWaits;
  private boolean activityTimed;
  private int notes;
  private boolean reported;
  private boolean replaced;

  AttemptRun(AttemptRunner runner, AttemptStart start, Caller caller, long startedNanos) {
    this.runner = runner;
    this.start = start;
    this.caller = caller;
    this.startedNanos = startedNanos;
    this.questions = new AttemptQuestions(runner, start.assignment(), caller);
  }

  String effectId() {
    return start.assignment().effectId();
  }

  /** Asks the attempt to end; the first reason counts. */
  void end(AttemptOutcome outcome, String reason) {
    List<Runnable> actions;
    Thread working;
    synchronized (this) {
      if (endWith != null || over) {
        return;
      }
      endWith = outcome;
      endReason = reason;
      actions = List.copyOf(onCancel);
      onCancel.clear();
      working = thread;
    }
    for (Runnable action : actions) {
      runner.background(action);
    }
    if (working != null) {
      interruptIfStill(working);
    }
  }

  private synchronized void interruptIfStill(Thread working) {
    // Under the lock, so that a thread that has gone on to another attempt is not hit.
    if (thread == working) {
      working.interrupt();
    }
  }

  /** The thread begins with what can be interrupted; false when it was asked to end before. */
  synchronized boolean working(Thread newThread) {
    if (endWith != null) {
      return false;
    }
    thread = newThread;
    return true;
  }

  /**
   * The thread does nothing any more that is to be interrupted; an interrupt that came goes no
   * further.
   */
  synchronized void idle() {
    thread = null;
    boolean wasInterrupted = Thread.interrupted();
    if (wasInterrupted) {
      LOG.trace("interrupt of attempt {} consumed", effectId());
    }
  }

  /** Whether the caller has the last word about this attempt: true once. */
  synchronized boolean lastWord() {
    boolean first = !reported;
    reported = true;
    return first;
  }

  /** Whether the last word may be replaced because it could not be recorded: true once. */
  synchronized boolean lastButOne() {
    boolean first = !replaced;
    replaced = true;
    return first;
  }

  synchronized boolean reported() {
    return reported;
  }

  /** Whether nothing this thread has to say is waited for any more. */
  synchronized boolean givenUp() {
    return over || reported;
  }

  void over() {
    synchronized (this) {
      over = true;
      onCancel.clear();
    }
    questions.over();
  }

  synchronized @Nullable AttemptOutcome endWith() {
    return endWith;
  }

  synchronized String endReason() {
    return endReason;
  }

  @Override
  public void progress(double fraction, String note) {
    synchronized (this) {
      progress = Double.isNaN(fraction) ? progress : Math.max(0, Math.min(1, fraction));
      progressNote = clean(note);
      long now = runner.time().monotonicNanos();
      long wait = runner.progressNanos();
      if (over || endWith != null) {
        return;
      }
      if (lastProgressNanos != Long.MIN_VALUE && now - lastProgressNanos < wait) {
        if (!progressWaits) {
          progressWaits = true;
          runner.later(this::flushProgress, wait - (now - lastProgressNanos));
        }
        return;
      }
      lastProgressNanos = now;
    }
    recordProgress();
  }

  private void flushProgress() {
    synchronized (this) {
      progressWaits = false;
      if (over || endWith != null) {
        return;
      }
      lastProgressNanos = runner.time().monotonicNanos();
    }
    recordProgress();
  }

  private void recordProgress() {
    double fraction;
    String note;
    synchronized (this) {
      fraction = progress;
      note = progressNote;
    }
    runner.send(new Command.Progress(effectId(), fraction, note), caller);
  }

  /** Also when the attempt is to end: what it has cost counts. */
  @Override
  public void activity(AgentActivity newActivity) {
    synchronized (this) {
      if (over || reported || newActivity.equals(activity)) {
        return;
      }
      activity = newActivity;
      activityWaits = true;
      long now = runner.time().monotonicNanos();
      long wait = runner.progressNanos();
      if (lastActivityNanos != Long.MIN_VALUE && now - lastActivityNanos < wait) {
        if (!activityTimed) {
          activityTimed = true;
          runner.later(this::flushActivity, wait - (now - lastActivityNanos));
        }
        return;
      }
    }
    flushActivity();
  }

  /** Records what the agent said last, where that has not been done. */
  void flushActivity() {
    AgentActivity said;
    synchronized (this) {
      activityTimed = false;
      if (!activityWaits || over) {
        return;
      }
      activityWaits = false;
      lastActivityNanos = runner.time().monotonicNanos();
      said = activity;
    }
    runner.send(new Command.Activity(effectId(), runner.activity(said)), caller);
  }

  @Override
  public void output(String text, long totalBytes) {
    runner.keepOutput(this, text, totalBytes);
  }

  @Override
  public void note(String text) {
    synchronized (this) {
      if (over || text.isBlank() || notes++ >= MAX_NOTES) {
        return;
      }
    }
    runner.send(new Command.AgentNote(effectId(), clean(text)), caller);
  }

  /** Redacted before it is cut: half a secret is not known as one. */
  private String clean(String text) {
    String clean = runner.redaction().text(text);
    return clean.length() > MAX_NOTE ? clean.substring(0, MAX_NOTE) : clean;
  }

  @Override
  public void heartbeat() {
    runner.alive(this);
  }

  @Override
  public synchronized boolean cancelled() {
    return endWith != null;
  }

  @Override
  public void onCancel(Runnable action) {
    boolean now;
    synchronized (this) {
      now = endWith != null;
      if (!now && !over) {
        onCancel.add(action);
      }
    }
    if (now) {
      runner.background(action);
    }
  }

  @Override
  public CompletionStage<String> ask(AgentQuestion question) {
    return questions.ask(question);
  }

  @Override
  public void processStarted(Map<String, Object> identity) {
    runner.send(new Command.ProcessStarted(effectId(), identity), caller);
  }
}
