package dev.milestone.core.kernel;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes {@link NewEvent}s for tests of other rooms. */
public final class NewEvents {

  private NewEvents() {}

  /** An event with all its parts. */
  public static NewEvent of(
      String id,
      long millis,
      String type,
      @Nullable String milestone,
      @Nullable String session,
      @Nullable String agent,
      String actor,
      String actorEstablished,
      @Nullable String correlation,
      @Nullable String parent,
      boolean mustUnderstand,
      Map<String, Object> details) {
    return new NewEvent(
        id,
        millis,
        type,
        milestone,
        session,
        agent,
        actor,
        actorEstablished,
        correlation,
        parent,
        mustUnderstand,
        details);
  }

  /** A task of a milestone has started, at a fixed time. */
  public static NewEvent taskStarted(Map<String, Object> details) {
    return of(
        "0f3k2j5h6g7d8s9a0q1w",
        1_795_168_800_123L,
        "task_started",
        "milestone-7",
        "session-1",
        "agent-2",
        "ada",
        "operating_system",
        "corr-1",
        "parent-1",
        false,
        details);
  }
}
