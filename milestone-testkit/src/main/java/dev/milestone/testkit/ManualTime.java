package dev.milestone.testkit;

import dev.milestone.Subscription;
import dev.milestone.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apiguardian.api.API;

/**
 * A clock that a test moves by hand. Wall time and monotonic time go forward together with {@link
 * #advance}; the wall clock alone can be set to any time with {@link #setWall}, as people and
 * network time do. Whoever waits for a time, such as the engine's timeouts and retries, looks again
 * after every step. Thread-safe.
 *
 * <pre>{@code
 * ManualTime time = new ManualTime();
 * try (MilestoneEngine engine = MilestoneEngine.builder().inMemory().time(time).build()) {
 *   ...
 *   time.advance(Duration.ofMinutes(10)); // the task's timeout is over now
 * }
 * }</pre>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ManualTime implements TimeSource {

  /** Where the wall clock begins unless told otherwise. */
  public static final Instant BEGIN = Instant.parse("2026-01-05T09:00:00Z");

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final String epoch;
  private Instant wall;
  private long nanos = 1_000_000_000L;

  /** A clock that begins at {@link #BEGIN}. */
  public ManualTime() {
    this(BEGIN);
  }

  /** A clock that begins at a time. */
  public ManualTime(Instant begin) {
    this(begin, "manual");
  }

  /**
   * A clock of a boot of its own: its monotonic readings are compared with those of the same epoch
   * only.
   */
  public ManualTime(Instant begin, String epoch) {
    this.wall = begin;
    this.epoch = epoch;
  }

  @Override
  public synchronized Instant now() {
    return wall;
  }

  @Override
  public synchronized long monotonicNanos() {
    return nanos;
  }

  @Override
  public String epoch() {
    return epoch;
  }

  /**
   * Lets time pass, and tells those who wait for it.
   *
   * @throws IllegalArgumentException when the step is negative: monotonic time never runs back
   */
  public void advance(Duration step) {
    if (step.isNegative()) {
      throw new IllegalArgumentException("time does not run back: " + step + "; use setWall");
    }
    synchronized (this) {
      wall = wall.plus(step);
      nanos += step.toNanos();
    }
    listeners.forEach(Runnable::run);
  }

  /** Sets the wall clock; monotonic time stays as it is. */
  public synchronized void setWall(Instant newWall) {
    wall = newWall;
  }

  @Override
  public Subscription onAdvance(Runnable action) {
    // A wrapper of its own for each, so that the same action may be registered twice.
    Runnable own = action::run;
    listeners.add(own);
    return () -> listeners.remove(own);
  }
}
