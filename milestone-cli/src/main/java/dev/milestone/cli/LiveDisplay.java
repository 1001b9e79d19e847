package dev.milestone.cli;

import dev.milestone.TimeSource;
import dev.milestone.event.EventTypes;
import dev.milestone.event.MilestoneEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The live display of a run on a terminal: what is running, how much is done, what happened last.
 * Drawn over itself at most ten times a second, and as one write, so that it does not flicker. The
 * cursor is never hidden, so nothing has to be put back after a kill.
 */
final class LiveDisplay implements Progress {

  private static final int MAX_RUNNING = 12;
  private static final int MAX_LAST = 5;
  private static final long FRAME_NANOS = 100_000_000L;

  private final PrintStream err;
  private final Style style;
  private final int width;
  private final TimeSource time;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private final Deque<String> last = new ArrayDeque<>();
  private int succeeded;
  private int failed;
  private int attempts;
  private int drawn;
  private long lastFrame;
  private boolean changed = true;
  private boolean first = true;

  LiveDisplay(PrintStream err, Style style, int width, TimeSource time) {
    this.err = err;
    this.style = style;
    this.width = width;
    this.time = time;
  }

  private record Running(String attempt, String agent, long since, int percent, String note) {}

  @Override
  public void show(List<MilestoneEvent> events) {
    events.forEach(this::take);
    changed |= !events.isEmpty();
    long now = time.monotonicNanos();
    boolean due = first || now - lastFrame >= FRAME_NANOS;
    // Elapsed seconds move without events.
    boolean stale = !running.isEmpty() && now - lastFrame >= 10 * FRAME_NANOS;
    if (due && (changed || stale)) {
      draw(now);
    }
  }

  private void take(MilestoneEvent event) {
    String task = event.taskId().orElse("");
    String attempt = task + event.number("attempt").map(n -> "#" + n).orElse("");
    switch (event.type()) {
      case EventTypes.TASK_STARTED -> {
        attempts++;
        running.put(
            attempt,
            new Running(attempt, event.agentId().orElse(""), time.monotonicNanos(), 0, ""));
      }
      case EventTypes.PROGRESS_UPDATED ->
          running.computeIfPresent(
              attempt,
              (id, r) ->
                  new Running(
                      id,
                      r.agent(),
                      r.since(),
                      event.number("progress_percentage").orElse(0L).intValue(),
                      event.text("note").orElse(r.note())));
      case EventTypes.VERIFICATION_STARTED ->
          running.computeIfPresent(
              attempt, (id, r) -> new Running(id, r.agent(), r.since(), 100, "verifying"));
      case EventTypes.TASK_SUCCEEDED -> {
        succeeded++;
        running.remove(attempt);
        remember(event);
      }
      case EventTypes.ATTEMPT_FAILED -> {
        running.remove(attempt);
        remember(event);
      }
      case EventTypes.TASK_FAILED -> {
        failed++;
        remember(event);
      }
      case EventTypes.SESSION_RESUMED,
          EventTypes.SESSION_INTERRUPTED,
          EventTypes.MILESTONE_COMPLETED,
          EventTypes.BLOCKER_DETECTED,
          EventTypes.DECISION_REQUESTED,
          EventTypes.TASK_RETRY_SCHEDULED ->
          remember(event);
      default -> {
        return;
      }
    }
  }

  private void remember(MilestoneEvent event) {
    last.addLast(EventLine.headline(event, Style.PLAIN));
    if (last.size() > MAX_LAST) {
      last.removeFirst();
    }
  }

  private void draw(long now) {
    List<String> lines = new ArrayList<>();
    lines.add(
        style.bold(running.size() + " running")
            + ", "
            + style.green(succeeded + " succeeded")
            + ", "
            + (failed > 0 ? style.red(failed + " failed") : "0 failed")
            + ", "
            + Text.count(attempts, "attempt"));
    int shown = 0;
    for (Running r : running.values()) {
      if (shown++ == MAX_RUNNING) {
        lines.add("  … " + (running.size() - MAX_RUNNING) + " more");
        break;
      }
      Duration elapsed = Duration.ofSeconds((now - r.since()) / 1_000_000_000L);
      String percent = r.percent() > 0 ? " " + r.percent() + "%" : "";
      lines.add(
          "  "
              + style.yellow("▶")
              + " "
              + Text.line(
                  r.attempt()
                      + "  "
                      + r.agent()
                      + "  "
                      + Text.duration(elapsed)
                      + percent
                      + "  "
                      + r.note(),
                  width - 5));
    }
    last.forEach(line -> lines.add("  " + style.dim(Text.line(line, width - 3))));
    StringBuilder frame = new StringBuilder(1024);
    erase(frame);
    lines.forEach(line -> frame.append(line).append('\n'));
    drawn = lines.size();
    err.print(frame);
    err.flush();
    lastFrame = now;
    changed = false;
    first = false;
  }

  private void erase(StringBuilder frame) {
    if (drawn > 0) {
      frame.append("\u001b[").append(drawn).append("A\r\u001b[J");
    }
  }

  /** Takes the display away; the summary stands in its place. */
  @Override
  public void close() {
    StringBuilder frame = new StringBuilder();
    erase(frame);
    err.print(frame);
    err.flush();
    drawn = 0;
  }
}
