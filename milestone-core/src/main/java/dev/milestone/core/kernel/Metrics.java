package dev.milestone.core.kernel;

import java.math.BigDecimal;
import java.util.TreeMap;

/** Figures folded from the journal. Confined to the state. */
public final class Metrics {

  /** Days whose throughput is kept. */
  static final int DAYS = 400;

  long attempts;
  long lostAttempts;
  long failedAttempts;
  long succeededAttempts;
  long succeededAttemptMillis;

  /** Expected and taken time of succeeded tasks that have an estimate. */
  long estimatedMillis;

  long takenMillis;

  long blockersResolved;
  long blockerMillis;
  long blockers;
  long blockedTasks;
  long retriesThatHelped;
  long inputTokens;
  long outputTokens;
  BigDecimal money = BigDecimal.ZERO;
  String currency = "USD";
  long otherCurrencyReports;

  /** Milestones completed, in time, and how many of them had a due date. */
  long milestonesCompleted;

  long milestoneMillis;
  long milestonesDue;
  long milestonesInTime;

  /** Tasks succeeded by day since 1970. */
  final TreeMap<Long, Integer> succeededByDay = new TreeMap<>();

  void succeededOn(long millis) {
    succeededByDay.merge(Math.floorDiv(millis, 86_400_000L), 1, Integer::sum);
    if (succeededByDay.size() > DAYS) {
      succeededByDay.pollFirstEntry();
    }
  }

  /** Attempts granted. */
  public long attempts() {
    return attempts;
  }

  /** Attempts whose end nobody saw. */
  public long lostAttempts() {
    return lostAttempts;
  }

  /** Attempts that failed. */
  public long failedAttempts() {
    return failedAttempts;
  }

  /** Attempts that succeeded. */
  public long succeededAttempts() {
    return succeededAttempts;
  }

  /** Their time, added up. */
  public long succeededAttemptMillis() {
    return succeededAttemptMillis;
  }

  /** Expected time of succeeded tasks that have an estimate. */
  public long estimatedMillis() {
    return estimatedMillis;
  }

  /** Time they took. */
  public long takenMillis() {
    return takenMillis;
  }

  /** Blockers detected. */
  public long blockers() {
    return blockers;
  }

  /** Blockers resolved. */
  public long blockersResolved() {
    return blockersResolved;
  }

  /** Time from detection to resolution, added up. */
  public long blockerMillis() {
    return blockerMillis;
  }

  /** Tasks held up by blockers, added up. */
  public long blockedTasks() {
    return blockedTasks;
  }

  /** Tasks that succeeded after a failed attempt. */
  public long retriesThatHelped() {
    return retriesThatHelped;
  }

  /** Tokens read. */
  public long inputTokens() {
    return inputTokens;
  }

  /** Tokens written. */
  public long outputTokens() {
    return outputTokens;
  }

  /** Money spent in the first currency reported. */
  public BigDecimal money() {
    return money;
  }

  /** That currency. */
  public String currency() {
    return currency;
  }

  /** Milestones completed. */
  public long milestonesCompleted() {
    return milestonesCompleted;
  }

  /** Time from first attempt to completion, added up. */
  public long milestoneMillis() {
    return milestoneMillis;
  }

  /** Completed milestones with a due date. */
  public long milestonesDue() {
    return milestonesDue;
  }

  /** Of these, completed in time. */
  public long milestonesInTime() {
    return milestonesInTime;
  }

  /** Tasks succeeded by day since 1970. */
  public TreeMap<Long, Integer> succeededByDay() {
    return succeededByDay;
  }
}
