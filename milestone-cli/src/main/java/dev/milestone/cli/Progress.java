package dev.milestone.cli;

import dev.milestone.event.EventTypes;
import dev.milestone.event.MilestoneEvent;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/** Shows what happens while a run is under way. Confined to the thread that reads the journal. */
interface Progress extends AutoCloseable {

  /** Shows events; called at least ten times a second, also without any. */
  void show(List<MilestoneEvent> events);

  @Override
  default void close() {}

  /** Shows on several ways at once. */
  static Progress all(List<Progress> ways) {
    return new Progress() {
      @Override
      public void show(List<MilestoneEvent> events) {
        ways.forEach(way -> way.show(events));
      }

      @Override
      public void close() {
        ways.forEach(Progress::close);
      }
    };
  }

  /**
   * Every event as it stands in the journal, a line each, flushed.
   *
   * @param out where
   */
  record Lines(PrintStream out) implements Progress {
    @Override
    public void show(List<MilestoneEvent> events) {
      for (MilestoneEvent event : events) {
        out.println(EventLine.json(event));
      }
      if (!events.isEmpty()) {
        out.flush();
      }
    }
  }

  /**
   * A line in words for each event that matters to a person who reads along.
   *
   * @param err where
   * @param style colours
   * @param everything all events
   */
  record Words(PrintStream err, Style style, boolean everything) implements Progress {

    private static final Set<String> SIGNIFICANT =
        Set.of(
            EventTypes.SESSION_STARTED,
            EventTypes.SESSION_RESUMED,
            EventTypes.SESSION_INTERRUPTED,
            EventTypes.MILESTONE_STARTED,
            EventTypes.MILESTONE_COMPLETED,
            EventTypes.TASK_STARTED,
            EventTypes.TASK_SUCCEEDED,
            EventTypes.ATTEMPT_FAILED,
            EventTypes.TASK_RETRY_SCHEDULED,
            EventTypes.TASK_FAILED,
            EventTypes.TASK_CANCELLED,
            EventTypes.BLOCKER_DETECTED,
            EventTypes.BLOCKER_RESOLVED,
            EventTypes.DECISION_REQUESTED,
            EventTypes.WORKSPACE_RESTORED);

    @Override
    public void show(List<MilestoneEvent> events) {
      boolean any = false;
      for (MilestoneEvent event : events) {
        if (everything || SIGNIFICANT.contains(event.type())) {
          err.println(
              style.dim(Text.second(event.timestamp()).substring(11, 19))
                  + " "
                  + EventLine.headline(event, style));
          any = true;
        }
      }
      if (any) {
        err.flush();
      }
    }
  }
}
