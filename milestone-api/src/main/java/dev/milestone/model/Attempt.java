package dev.milestone.model;

import java.time.Instant;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * One try at a task by one agent.
 *
 * @param id task and number
 * @param agent who tries
 * @param fencingToken grows with every attempt of the project; reports with another are refused
 * @param effectId id of the effect, also in the environment of an external process
 * @param started when it was granted
 * @param ended when it ended
 * @param outcome how it ended; absent while it runs
 * @param progress from 0 to 1, as last reported
 * @param reason why it ended so, in words
 * @param cost what it has cost
 * @param agentVersion version of the agent's program; empty when not known
 * @param model model the agent worked with; empty when not known
 * @param session the agent's own session
 * @param evidence what the verification showed
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Attempt(
    AttemptId id,
    AgentId agent,
    long fencingToken,
    String effectId,
    Optional<Instant> started,
    Optional<Instant> ended,
    Optional<AttemptOutcome> outcome,
    double progress,
    String reason,
    Cost cost,
    String agentVersion,
    String model,
    Optional<AgentSession> session,
    Optional<Evidence> evidence) {

  /** Checks and copies. */
  public Attempt {}

  /** A builder; every other part has its default. */
  public static Builder builder(AttemptId id, AgentId agent, long fencingToken) {
    return new Builder(id, agent, fencingToken);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(id, agent, fencingToken)
        .effectId(effectId)
        .started(started)
        .ended(ended)
        .outcome(outcome)
        .progress(progress)
        .reason(reason)
        .cost(cost)
        .agentVersion(agentVersion)
        .model(model)
        .session(session)
        .evidence(evidence);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private AttemptId id;
    private AgentId agent;
    private long fencingToken;
    private String effectId = "";
    private Optional<Instant> started = Optional.empty();
    private Optional<Instant> ended = Optional.empty();
    private Optional<AttemptOutcome> outcome = Optional.empty();
    private double progress = 0;
    private String reason = "";
    private Cost cost = Cost.NONE;
    private String agentVersion = "";
    private String model = "";
    private Optional<AgentSession> session = Optional.empty();
    private Optional<Evidence> evidence = Optional.empty();

    private Builder(AttemptId id, AgentId agent, long fencingToken) {
      this.id = id;
      this.agent = agent;
      this.fencingToken = fencingToken;
    }

    /** Task and number. */
    public Builder id(AttemptId value) {
      this.id = value;
      return this;
    }

    /** Who tries. */
    public Builder agent(AgentId value) {
      this.agent = value;
      return this;
    }

    /** Grows with every attempt of the project; reports with another are refused. */
    public Builder fencingToken(long value) {
      this.fencingToken = value;
      return this;
    }

    /** Id of the effect, also in the environment of an external process. */
    public Builder effectId(String value) {
      this.effectId = value;
      return this;
    }

    /** When it was granted. */
    public Builder started(Optional<Instant> value) {
      this.started = value;
      return this;
    }

    /** When it was granted. */
    public Builder started(Instant value) {
      return started(Optional.of(value));
    }

    /** When it ended. */
    public Builder ended(Optional<Instant> value) {
      this.ended = value;
      return this;
    }

    /** When it ended. */
    public Builder ended(Instant value) {
      return ended(Optional.of(value));
    }

    /** How it ended; absent while it runs. */
    public Builder outcome(Optional<AttemptOutcome> value) {
      this.outcome = value;
      return this;
    }

    /** How it ended; absent while it runs. */
    public Builder outcome(AttemptOutcome value) {
      return outcome(Optional.of(value));
    }

    /** From 0 to 1, as last reported. */
    public Builder progress(double value) {
      this.progress = value;
      return this;
    }

    /** Why it ended so, in words. */
    public Builder reason(String value) {
      this.reason = value;
      return this;
    }

    /** What it has cost. */
    public Builder cost(Cost value) {
      this.cost = value;
      return this;
    }

    /** What the verification showed. */
    public Builder evidence(Optional<Evidence> value) {
      this.evidence = value;
      return this;
    }

    /** What the verification showed. */
    public Builder evidence(Evidence value) {
      return evidence(Optional.of(value));
    }

    /** Version of the agent's program; empty when not known. */
    public Builder agentVersion(String value) {
      this.agentVersion = value;
      return this;
    }

    /** Model the agent worked with; empty when not known. */
    public Builder model(String value) {
      this.model = value;
      return this;
    }

    /** The agent's own session. */
    public Builder session(Optional<AgentSession> value) {
      this.session = value;
      return this;
    }

    /** The agent's own session. */
    public Builder session(AgentSession value) {
      return session(Optional.of(value));
    }

    /** The value. */
    public Attempt build() {
      return new Attempt(
          id,
          agent,
          fencingToken,
          effectId,
          started,
          ended,
          outcome,
          progress,
          reason,
          cost,
          agentVersion,
          model,
          session,
          evidence);
    }
  }
}
