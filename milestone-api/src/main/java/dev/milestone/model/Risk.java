package dev.milestone.model;

import java.time.Duration;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Something that may go wrong, with its basis.
 *
 * @param code stable code, such as due_before_finish
 * @param severity high, medium or low
 * @param text what may happen, in a sentence
 * @param milestone the milestone at risk
 * @param impact how much later it would be
 * @param because the facts it follows from
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Risk(
    String code,
    String severity,
    String text,
    Optional<MilestoneId> milestone,
    Optional<Duration> impact,
    String because) {

  /** Checks and copies. */
  public Risk {}

  /** A builder; every other part has its default. */
  public static Builder builder(String code, String severity, String text) {
    return new Builder(code, severity, text);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(code, severity, text).milestone(milestone).impact(impact).because(because);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private String code;
    private String severity;
    private String text;
    private Optional<MilestoneId> milestone = Optional.empty();
    private Optional<Duration> impact = Optional.empty();
    private String because = "";

    private Builder(String code, String severity, String text) {
      this.code = code;
      this.severity = severity;
      this.text = text;
    }

    /** Stable code, such as due_before_finish. */
    public Builder code(String value) {
      this.code = value;
      return this;
    }

    /** High, medium or low. */
    public Builder severity(String value) {
      this.severity = value;
      return this;
    }

    /** What may happen, in a sentence. */
    public Builder text(String value) {
      this.text = value;
      return this;
    }

    /** The milestone at risk. */
    public Builder milestone(Optional<MilestoneId> value) {
      this.milestone = value;
      return this;
    }

    /** The milestone at risk. */
    public Builder milestone(MilestoneId value) {
      return milestone(Optional.of(value));
    }

    /** How much later it would be. */
    public Builder impact(Optional<Duration> value) {
      this.impact = value;
      return this;
    }

    /** How much later it would be. */
    public Builder impact(Duration value) {
      return impact(Optional.of(value));
    }

    /** The facts it follows from. */
    public Builder because(String value) {
      this.because = value;
      return this;
    }

    /** The value. */
    public Risk build() {
      return new Risk(code, severity, text, milestone, impact, because);
    }
  }
}
