package dev.milestone;

import dev.milestone.model.Actor;
import dev.milestone.model.Artefact;
import dev.milestone.model.Cost;
import dev.milestone.model.TaskId;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A report of an agent outside the engine about its attempt.
 *
 * @param task the task
 * @param fencingToken the token of its claim
 * @param summary what was done, or why it failed
 * @param artefacts what was made
 * @param cost what it has cost
 * @param actor who acts
 */
@API(status = API.Status.STABLE, since = "0.1")
public record TaskReport(
    TaskId task,
    long fencingToken,
    String summary,
    List<Artefact> artefacts,
    Cost cost,
    Optional<Actor> actor) {

  /** Checks and copies. */
  public TaskReport {
    artefacts = List.copyOf(artefacts);
  }

  /** A builder; every other part has its default. */
  public static Builder builder(TaskId task, long fencingToken) {
    return new Builder(task, fencingToken);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(task, fencingToken)
        .summary(summary)
        .artefacts(artefacts)
        .cost(cost)
        .actor(actor);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private TaskId task;
    private long fencingToken;
    private String summary = "";
    private List<Artefact> artefacts = List.of();
    private Cost cost = Cost.NONE;
    private Optional<Actor> actor = Optional.empty();

    private Builder(TaskId task, long fencingToken) {
      this.task = task;
      this.fencingToken = fencingToken;
    }

    /** The task. */
    public Builder task(TaskId value) {
      this.task = value;
      return this;
    }

    /** The token of its claim. */
    public Builder fencingToken(long value) {
      this.fencingToken = value;
      return this;
    }

    /** What was done, or why it failed. */
    public Builder summary(String value) {
      this.summary = value;
      return this;
    }

    /** What was made. */
    public Builder artefacts(List<Artefact> value) {
      this.artefacts = value;
      return this;
    }

    /** What it has cost. */
    public Builder cost(Cost value) {
      this.cost = value;
      return this;
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
    public TaskReport build() {
      return new TaskReport(task, fencingToken, summary, artefacts, cost, actor);
    }
  }
}
