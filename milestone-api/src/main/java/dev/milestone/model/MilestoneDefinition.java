package dev.milestone.model;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apiguardian.api.API;

/**
 * A milestone as a person or an importer defines it, without its tasks.
 *
 * @param id names it
 * @param title what it is about, in a line
 * @param description what it is about
 * @param dependsOn milestones that have to be completed before its tasks start
 * @param due the day by which it should be completed
 * @param value business value, any unit
 * @param successCriteria what must be true at archive
 * @param deliverables what it leaves behind
 * @param externalDependencies what it needs from outside
 * @param signOff roles whose approval archive asks for
 * @param integrationTests whether the merged tree is verified before completion
 * @param codeReview whether a review is required
 * @param budget what it may cost
 * @param syncPoints points reached together
 * @param extensions keys that begin with x-, kept as they are
 */
@API(status = API.Status.STABLE, since = "0.1")
public record MilestoneDefinition(
    MilestoneId id,
    String title,
    String description,
    List<MilestoneId> dependsOn,
    Optional<LocalDate> due,
    OptionalDouble value,
    List<Criterion> successCriteria,
    List<Deliverable> deliverables,
    List<ExternalDependency> externalDependencies,
    List<String> signOff,
    boolean integrationTests,
    boolean codeReview,
    Budget budget,
    List<SyncPoint> syncPoints,
    Map<String, Object> extensions) {

  /** Checks and copies. */
  public MilestoneDefinition {
    dependsOn = List.copyOf(dependsOn);
    successCriteria = List.copyOf(successCriteria);
    deliverables = List.copyOf(deliverables);
    externalDependencies = List.copyOf(externalDependencies);
    signOff = List.copyOf(signOff);
    syncPoints = List.copyOf(syncPoints);
    extensions = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(extensions));
  }

  /** A builder; every other part has its default. */
  public static Builder builder(MilestoneId id, String title) {
    return new Builder(id, title);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(id, title)
        .description(description)
        .dependsOn(dependsOn)
        .due(due)
        .value(value)
        .successCriteria(successCriteria)
        .deliverables(deliverables)
        .externalDependencies(externalDependencies)
        .signOff(signOff)
        .integrationTests(integrationTests)
        .codeReview(codeReview)
        .budget(budget)
        .syncPoints(syncPoints)
        .extensions(extensions);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private MilestoneId id;
    private String title;
    private String description = "";
    private List<MilestoneId> dependsOn = List.of();
    private Optional<LocalDate> due = Optional.empty();
    private OptionalDouble value = OptionalDouble.empty();
    private List<Criterion> successCriteria = List.of();
    private List<Deliverable> deliverables = List.of();
    private List<ExternalDependency> externalDependencies = List.of();
    private List<String> signOff = List.of();
    private boolean integrationTests = false;
    private boolean codeReview = false;
    private Budget budget = Budget.UNLIMITED;
    private List<SyncPoint> syncPoints = List.of();
    private Map<String, Object> extensions = Map.of();

    private Builder(MilestoneId id, String title) {
      this.id = id;
      this.title = title;
    }

    /** Names it. */
    public Builder id(MilestoneId value) {
      this.id = value;
      return this;
    }

    /** What it is about, in a line. */
    public Builder title(String value) {
      this.title = value;
      return this;
    }

    /** What it is about. */
    public Builder description(String value) {
      this.description = value;
      return this;
    }

    /** Milestones that have to be completed before its tasks start. */
    public Builder dependsOn(List<MilestoneId> value) {
      this.dependsOn = value;
      return this;
    }

    /** The day by which it should be completed. */
    public Builder due(Optional<LocalDate> value) {
      this.due = value;
      return this;
    }

    /** The day by which it should be completed. */
    public Builder due(LocalDate value) {
      return due(Optional.of(value));
    }

    /** Business value, any unit. */
    public Builder value(OptionalDouble value) {
      this.value = value;
      return this;
    }

    /** What must be true at archive. */
    public Builder successCriteria(List<Criterion> value) {
      this.successCriteria = value;
      return this;
    }

    /** What it leaves behind. */
    public Builder deliverables(List<Deliverable> value) {
      this.deliverables = value;
      return this;
    }

    /** What it needs from outside. */
    public Builder externalDependencies(List<ExternalDependency> value) {
      this.externalDependencies = value;
      return this;
    }

    /** Roles whose approval archive asks for. */
    public Builder signOff(List<String> value) {
      this.signOff = value;
      return this;
    }

    /** Whether the merged tree is verified before completion. */
    public Builder integrationTests(boolean value) {
      this.integrationTests = value;
      return this;
    }

    /** Whether a review is required. */
    public Builder codeReview(boolean value) {
      this.codeReview = value;
      return this;
    }

    /** What it may cost. */
    public Builder budget(Budget value) {
      this.budget = value;
      return this;
    }

    /** Points reached together. */
    public Builder syncPoints(List<SyncPoint> value) {
      this.syncPoints = value;
      return this;
    }

    /** Keys that begin with x-, kept as they are. */
    public Builder extensions(Map<String, Object> value) {
      this.extensions = value;
      return this;
    }

    /** The value. */
    public MilestoneDefinition build() {
      return new MilestoneDefinition(
          id,
          title,
          description,
          dependsOn,
          due,
          value,
          successCriteria,
          deliverables,
          externalDependencies,
          signOff,
          integrationTests,
          codeReview,
          budget,
          syncPoints,
          extensions);
    }
  }
}
