package dev.milestone.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * An agent and what it is doing.
 *
 * @param definition what it is
 * @param running its attempts under way, in all engines
 * @param succeeded tasks it has finished
 * @param failed attempts that failed
 * @param available whether an engine that is alive can start it
 * @param unavailable why it could not work when it was asked last, and gets nothing for now; absent
 *     when nothing is known against it
 */
@API(status = API.Status.STABLE, since = "0.1")
public record AgentView(
    AgentDefinition definition,
    List<AttemptId> running,
    int succeeded,
    int failed,
    boolean available,
    Optional<Absence> unavailable) {

  /** Checks and copies. */
  public AgentView {
    running = List.copyOf(running);
  }

  /** A builder; every other part has its default. */
  public static Builder builder(AgentDefinition definition) {
    return new Builder(definition);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(definition)
        .running(running)
        .succeeded(succeeded)
        .failed(failed)
        .available(available)
        .unavailable(unavailable);
  }

  /**
   * Why an agent gets no attempt for now.
   *
   * @param reason what keeps it, as {@link dev.milestone.spi.agent.Unavailability.Reason} writes it
   * @param detail what it said
   * @param since since when, in a row
   * @param until when it is tried again; absent: when a person has acted and has something executed
   * @param times how often it could not work, in a row
   */
  public record Absence(
      String reason, String detail, Instant since, Optional<Instant> until, int times) {}

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private AgentDefinition definition;
    private List<AttemptId> running = List.of();
    private int succeeded = 0;
    private int failed = 0;
    private boolean available = true;
    private Optional<Absence> unavailable = Optional.empty();

    private Builder(AgentDefinition definition) {
      this.definition = definition;
    }

    /** What it is. */
    public Builder definition(AgentDefinition value) {
      this.definition = value;
      return this;
    }

    /** Its attempts under way, in all engines. */
    public Builder running(List<AttemptId> value) {
      this.running = value;
      return this;
    }

    /** Tasks it has finished. */
    public Builder succeeded(int value) {
      this.succeeded = value;
      return this;
    }

    /** Attempts that failed. */
    public Builder failed(int value) {
      this.failed = value;
      return this;
    }

    /** Whether an engine that is alive can start it. */
    public Builder available(boolean value) {
      this.available = value;
      return this;
    }

    /** Why it gets nothing for now. */
    public Builder unavailable(Optional<Absence> value) {
      this.unavailable = value;
      return this;
    }

    /** The value. */
    public AgentView build() {
      return new AgentView(definition, running, succeeded, failed, available, unavailable);
    }
  }
}
