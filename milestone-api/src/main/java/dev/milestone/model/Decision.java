package dev.milestone.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Something only a person can decide.
 *
 * @param id names it
 * @param kind sign_off, criterion, deliverable, external_dependency, review or question
 * @param question what is asked
 * @param status where it stands
 * @param milestone what it is about
 * @param task what it is about
 * @param role the role that is asked; empty when anybody may
 * @param options possible answers of a question
 * @param answer what was answered
 * @param decidedBy who answered
 * @param requested when it was asked
 * @param decided when it was answered
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Decision(
    DecisionId id,
    String kind,
    String question,
    DecisionStatus status,
    Optional<MilestoneId> milestone,
    Optional<TaskId> task,
    String role,
    List<String> options,
    String answer,
    Optional<Actor> decidedBy,
    Optional<Instant> requested,
    Optional<Instant> decided) {

  /** Checks and copies. */
  public Decision {
    options = List.copyOf(options);
  }

  /** A builder; every other part has its default. */
  public static Builder builder(
      DecisionId id, String kind, String question, DecisionStatus status) {
    return new Builder(id, kind, question, status);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(id, kind, question, status)
        .milestone(milestone)
        .task(task)
        .role(role)
        .options(options)
        .answer(answer)
        .decidedBy(decidedBy)
        .requested(requested)
        .decided(decided);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private DecisionId id;
    private String kind;
    private String question;
    private DecisionStatus status;
    private Optional<MilestoneId> milestone = Optional.empty();
    private Optional<TaskId> task = Optional.empty();
    private String role = "";
    private List<String> options = List.of();
    private String answer = "";
    private Optional<Actor> decidedBy = Optional.empty();
    private Optional<Instant> requested = Optional.empty();
    private Optional<Instant> decided = Optional.empty();

    private Builder(DecisionId id, String kind, String question, DecisionStatus status) {
      this.id = id;
      this.kind = kind;
      this.question = question;
      this.status = status;
    }

    /** Names it. */
    public Builder id(DecisionId value) {
      this.id = value;
      return this;
    }

    /** Sign_off, criterion, deliverable, external_dependency, review or question. */
    public Builder kind(String value) {
      this.kind = value;
      return this;
    }

    /** What is asked. */
    public Builder question(String value) {
      this.question = value;
      return this;
    }

    /** Where it stands. */
    public Builder status(DecisionStatus value) {
      this.status = value;
      return this;
    }

    /** What it is about. */
    public Builder milestone(Optional<MilestoneId> value) {
      this.milestone = value;
      return this;
    }

    /** What it is about. */
    public Builder milestone(MilestoneId value) {
      return milestone(Optional.of(value));
    }

    /** What it is about. */
    public Builder task(Optional<TaskId> value) {
      this.task = value;
      return this;
    }

    /** What it is about. */
    public Builder task(TaskId value) {
      return task(Optional.of(value));
    }

    /** The role that is asked; empty when anybody may. */
    public Builder role(String value) {
      this.role = value;
      return this;
    }

    /** Possible answers of a question. */
    public Builder options(List<String> value) {
      this.options = value;
      return this;
    }

    /** What was answered. */
    public Builder answer(String value) {
      this.answer = value;
      return this;
    }

    /** Who answered. */
    public Builder decidedBy(Optional<Actor> value) {
      this.decidedBy = value;
      return this;
    }

    /** Who answered. */
    public Builder decidedBy(Actor value) {
      return decidedBy(Optional.of(value));
    }

    /** When it was asked. */
    public Builder requested(Optional<Instant> value) {
      this.requested = value;
      return this;
    }

    /** When it was asked. */
    public Builder requested(Instant value) {
      return requested(Optional.of(value));
    }

    /** When it was answered. */
    public Builder decided(Optional<Instant> value) {
      this.decided = value;
      return this;
    }

    /** When it was answered. */
    public Builder decided(Instant value) {
      return decided(Optional.of(value));
    }

    /** The value. */
    public Decision build() {
      return new Decision(
          id, kind, question, status, milestone, task, role, options, answer, decidedBy, requested,
          decided);
    }
  }
}
