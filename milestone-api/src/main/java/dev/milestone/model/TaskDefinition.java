package dev.milestone.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A task as a person or an importer defines it.
 *
 * @param id names it, uniquely in the project
 * @param milestone the milestone it belongs to
 * @param title what it is about, in a line
 * @param description what the agent is told
 * @param kind what sort of work it is, for estimates; empty when not said
 * @param priority from 0, the highest, to 4
 * @param dependencies what it waits for
 * @param requires capabilities an agent needs
 * @param resources units taken of each renewable resource
 * @param estimate how long it may take
 * @param files globs of the files it may touch; two tasks whose globs can meet never run at once
 * @param run the command line handed to the agent as it stands; empty when there is none
 * @param verify argument list of the verification; empty when success is recorded as unverified
 * @param timeout longest time of one attempt, verification included
 * @param retry how often it is tried
 * @param budget what all its attempts may cost
 * @param criteria acceptance criteria, in words
 * @param extensions keys that begin with x-, kept as they are
 */
@API(status = API.Status.STABLE, since = "0.1")
public record TaskDefinition(
    TaskId id,
    MilestoneId milestone,
    String title,
    String description,
    String kind,
    int priority,
    List<Dependency> dependencies,
    List<String> requires,
    Map<String, Integer> resources,
    Optional<Estimate> estimate,
    List<String> files,
    String run,
    List<String> verify,
    Optional<Duration> timeout,
    RetryPolicy retry,
    Budget budget,
    List<String> criteria,
    Map<String, Object> extensions) {

  /** Checks and copies. */
  public TaskDefinition {
    dependencies = List.copyOf(dependencies);
    requires = List.copyOf(requires);
    resources = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(resources));
    files = List.copyOf(files);
    verify = List.copyOf(verify);
    criteria = List.copyOf(criteria);
    extensions = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(extensions));
    if (priority < 0 || priority > 4) {
      throw new IllegalArgumentException("a priority is from 0 to 4: " + priority);
    }
  }

  /** A builder; every other part has its default. */
  public static Builder builder(TaskId id, MilestoneId milestone, String title) {
    return new Builder(id, milestone, title);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(id, milestone, title)
        .description(description)
        .kind(kind)
        .priority(priority)
        .dependencies(dependencies)
        .requires(requires)
        .resources(resources)
        .estimate(estimate)
        .files(files)
        .run(run)
        .verify(verify)
        .timeout(timeout)
        .retry(retry)
        .budget(budget)
        .criteria(criteria)
        .extensions(extensions);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private TaskId id;
    private MilestoneId milestone;
    private String title;
    private String description = "";
    private String kind = "";
    private int priority = 2;
    private List<Dependency> dependencies = List.of();
    private List<String> requires = List.of();
    private Map<String, Integer> resources = Map.of();
    private Optional<Estimate> estimate = Optional.empty();
    private List<String> files = List.of();
    private String run = "";
    private List<String> verify = List.of();
    private Optional<Duration> timeout = Optional.empty();
    private RetryPolicy retry = RetryPolicy.NONE;
    private Budget budget = Budget.UNLIMITED;
    private List<String> criteria = List.of();
    private Map<String, Object> extensions = Map.of();

    private Builder(TaskId id, MilestoneId milestone, String title) {
      this.id = id;
      this.milestone = milestone;
      this.title = title;
    }

    /** Names it, uniquely in the project. */
    public Builder id(TaskId value) {
      this.id = value;
      return this;
    }

    /** The milestone it belongs to. */
    public Builder milestone(MilestoneId value) {
      this.milestone = value;
      return this;
    }

    /** What it is about, in a line. */
    public Builder title(String value) {
      this.title = value;
      return this;
    }

    /** What the agent is told. */
    public Builder description(String value) {
      this.description = value;
      return this;
    }

    /** What sort of work it is, for estimates; empty when not said. */
    public Builder kind(String value) {
      this.kind = value;
      return this;
    }

    /** From 0, the highest, to 4. */
    public Builder priority(int value) {
      this.priority = value;
      return this;
    }

    /** What it waits for. */
    public Builder dependencies(List<Dependency> value) {
      this.dependencies = value;
      return this;
    }

    /** Capabilities an agent needs. */
    public Builder requires(List<String> value) {
      this.requires = value;
      return this;
    }

    /** Units taken of each renewable resource. */
    public Builder resources(Map<String, Integer> value) {
      this.resources = value;
      return this;
    }

    /** How long it may take. */
    public Builder estimate(Optional<Estimate> value) {
      this.estimate = value;
      return this;
    }

    /** How long it may take. */
    public Builder estimate(Estimate value) {
      return estimate(Optional.of(value));
    }

    /** Globs of the files it may touch; two tasks whose globs can meet never run at once. */
    public Builder files(List<String> value) {
      this.files = value;
      return this;
    }

    /** The command line handed to the agent as it stands; empty when there is none. */
    public Builder run(String value) {
      this.run = value;
      return this;
    }

    /** Argument list of the verification; empty when success is recorded as unverified. */
    public Builder verify(List<String> value) {
      this.verify = value;
      return this;
    }

    /** Longest time of one attempt, verification included. */
    public Builder timeout(Optional<Duration> value) {
      this.timeout = value;
      return this;
    }

    /** Longest time of one attempt, verification included. */
    public Builder timeout(Duration value) {
      return timeout(Optional.of(value));
    }

    /** How often it is tried. */
    public Builder retry(RetryPolicy value) {
      this.retry = value;
      return this;
    }

    /** Acceptance criteria, in words. */
    public Builder criteria(List<String> value) {
      this.criteria = value;
      return this;
    }

    /** Keys that begin with x-, kept as they are. */
    public Builder extensions(Map<String, Object> value) {
      this.extensions = value;
      return this;
    }

    /** What all its attempts may cost. */
    public Builder budget(Budget value) {
      this.budget = value;
      return this;
    }

    /** The value. */
    public TaskDefinition build() {
      return new TaskDefinition(
          id,
          milestone,
          title,
          description,
          kind,
          priority,
          dependencies,
          requires,
          resources,
          estimate,
          files,
          run,
          verify,
          timeout,
          retry,
          budget,
          criteria,
          extensions);
    }
  }
}
