package dev.milestone.core.kernel;

/**
 * Why a task is not to be worked on although nothing of ours keeps it: the plan of another tool
 * says so. It lasts until that plan says otherwise, or a person has the task done after all.
 *
 * @param kind {@link #DEFERRED}, {@link #OUTSIDE} or {@link #CYCLE}
 * @param reason why, in words
 * @param sinceMillis since when
 */
public record Hold(String kind, String reason, long sinceMillis) {

  /** Its source puts it off. */
  public static final String DEFERRED = "deferred";

  /** Its source says that something outside the plan blocks it. */
  public static final String OUTSIDE = "blocked_outside";

  /** In its source it waits for itself. */
  public static final String CYCLE = "dependency_cycle";
}
