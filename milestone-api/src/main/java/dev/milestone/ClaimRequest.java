package dev.milestone;

import dev.milestone.model.Actor;
import dev.milestone.model.AgentId;
import dev.milestone.model.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Asks for a task on behalf of an agent outside the engine.
 *
 * @param agent who claims
 * @param task the task; absent: the best one that is ready and fits
 * @param capabilities what the agent can do, besides what the project declares for it
 * @param lease how long without a heartbeat; absent: as configured
 * @param actor who acts
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ClaimRequest(
    AgentId agent,
    Optional<TaskId> task,
    List<String> capabilities,
    Optional<Duration> lease,
    Optional<Actor> actor) {

  /** Checks and copies. */
  public ClaimRequest {
    capabilities = List.copyOf(capabilities);
  }

  /** A builder; every other part has its default. */
  public static Builder builder(AgentId agent) {
    return new Builder(agent);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(agent).task(task).capabilities(capabilities).lease(lease).actor(actor);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private AgentId agent;
    private Optional<TaskId> task = Optional.empty();
    private List<String> capabilities = List.of();
    private Optional<Duration> lease = Optional.empty();
    private Optional<Actor> actor = Optional.empty();

    private Builder(AgentId agent) {
      this.agent = agent;
    }

    /** Who claims. */
    public Builder agent(AgentId value) {
      this.agent = value;
      return this;
    }

    /** The task; absent: the best one that is ready and fits. */
    public Builder task(Optional<TaskId> value) {
      this.task = value;
      return this;
    }

    /** The task; absent: the best one that is ready and fits. */
    public Builder task(TaskId value) {
      return task(Optional.of(value));
    }

    /** What the agent can do, besides what the project declares for it. */
    public Builder capabilities(List<String> value) {
      this.capabilities = value;
      return this;
    }

    /** How long without a heartbeat; absent: as configured. */
    public Builder lease(Optional<Duration> value) {
      this.lease = value;
      return this;
    }

    /** How long without a heartbeat; absent: as configured. */
    public Builder lease(Duration value) {
      return lease(Optional.of(value));
    }

    /** Who acts. */
    public Builder actor(Optional<Actor> value) {
      this.actor = value;
      return this;
    }

    /** Who acts. */
    public Builder actor(Actor value) {
      return actor(Optional.of(value));
    }

    /** The value. */
    public ClaimRequest build() {
      return new ClaimRequest(agent, task, capabilities, lease, actor);
    }
  }
}
