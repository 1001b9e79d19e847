package dev.milestone;

import dev.milestone.model.Cost;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apiguardian.api.API;

/**
 * Figures computed from the journal. Those without enough history are absent.
 *
 * @param completionRate share of milestones with a due date that were completed in time
 * @param efficiencyRatio time taken by succeeded tasks with an estimate, divided by the expected
 *     time
 * @param velocityTrend tasks succeeded per day, of the last 7 days with work, oldest first
 * @param averageDuration mean time from first attempt to completion of completed milestones
 * @param averageTaskDuration mean time of succeeded attempts
 * @param blockerResolutionHours mean hours from a blocker to its resolution
 * @param blockerCascade mean number of tasks held up by a blocker
 * @param blockerPreventionRate share of failed attempts that a retry resolved before they blocked
 *     anything
 * @param attempts attempts in all
 * @param lostAttempts attempts whose end nobody saw
 * @param cost what all attempts have cost
 */
@API(status = API.Status.STABLE, since = "0.1")
public record MetricsReport(
    OptionalDouble completionRate,
    OptionalDouble efficiencyRatio,
    List<Double> velocityTrend,
    Optional<Duration> averageDuration,
    Optional<Duration> averageTaskDuration,
    OptionalDouble blockerResolutionHours,
    OptionalDouble blockerCascade,
    OptionalDouble blockerPreventionRate,
    int attempts,
    int lostAttempts,
    Cost cost) {

  /** Checks and copies. */
  public MetricsReport {
    velocityTrend = List.copyOf(velocityTrend);
  }

  /** A builder; every other part has its default. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder()
        .completionRate(completionRate)
        .efficiencyRatio(efficiencyRatio)
        .velocityTrend(velocityTrend)
        .averageDuration(averageDuration)
        .averageTaskDuration(averageTaskDuration)
        .blockerResolutionHours(blockerResolutionHours)
        .blockerCascade(blockerCascade)
        .blockerPreventionRate(blockerPreventionRate)
        .attempts(attempts)
        .lostAttempts(lostAttempts)
        .cost(cost);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private OptionalDouble completionRate = OptionalDouble.empty();
    private OptionalDouble efficiencyRatio = OptionalDouble.empty();
    private List<Double> velocityTrend = List.of();
    private Optional<Duration> averageDuration = Optional.empty();
    private Optional<Duration> averageTaskDuration = Optional.empty();
    private OptionalDouble blockerResolutionHours = OptionalDouble.empty();
    private OptionalDouble blockerCascade = OptionalDouble.empty();
    private OptionalDouble blockerPreventionRate = OptionalDouble.empty();
    private int attempts = 0;
    private int lostAttempts = 0;
    private Cost cost = Cost.NONE;

    private Builder() {}

    /** Share of milestones with a due date that were completed in time. */
    public Builder completionRate(OptionalDouble value) {
      this.completionRate = value;
      return this;
    }

    /** Time taken by succeeded tasks with an estimate, divided by the expected time. */
    public Builder efficiencyRatio(OptionalDouble value) {
      this.efficiencyRatio = value;
      return this;
    }

    /** Tasks succeeded per day, of the last 7 days with work, oldest first. */
    public Builder velocityTrend(List<Double> value) {
      this.velocityTrend = value;
      return this;
    }

    /** Mean time from first attempt to completion of completed milestones. */
    public Builder averageDuration(Optional<Duration> value) {
      this.averageDuration = value;
      return this;
    }

    /** Mean time from first attempt to completion of completed milestones. */
    public Builder averageDuration(Duration value) {
      return averageDuration(Optional.of(value));
    }

    /** Mean time of succeeded attempts. */
    public Builder averageTaskDuration(Optional<Duration> value) {
      this.averageTaskDuration = value;
      return this;
    }

    /** Mean time of succeeded attempts. */
    public Builder averageTaskDuration(Duration value) {
      return averageTaskDuration(Optional.of(value));
    }

    /** Mean hours from a blocker to its resolution. */
    public Builder blockerResolutionHours(OptionalDouble value) {
      this.blockerResolutionHours = value;
      return this;
    }

    /** Mean number of tasks held up by a blocker. */
    public Builder blockerCascade(OptionalDouble value) {
      this.blockerCascade = value;
      return this;
    }

    /** Share of failed attempts that a retry resolved before they blocked anything. */
    public Builder blockerPreventionRate(OptionalDouble value) {
      this.blockerPreventionRate = value;
      return this;
    }

    /** Attempts in all. */
    public Builder attempts(int value) {
      this.attempts = value;
      return this;
    }

    /** Attempts whose end nobody saw. */
    public Builder lostAttempts(int value) {
      this.lostAttempts = value;
      return this;
    }

    /** What all attempts have cost. */
    public Builder cost(Cost value) {
      this.cost = value;
      return this;
    }

    /** The value. */
    public MetricsReport build() {
      return new MetricsReport(
          completionRate,
          efficiencyRatio,
          velocityTrend,
          averageDuration,
          averageTaskDuration,
          blockerResolutionHours,
          blockerCascade,
          blockerPreventionRate,
          attempts,
          lostAttempts,
          cost);
    }
  }
}
