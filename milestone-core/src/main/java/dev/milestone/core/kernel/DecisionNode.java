package dev.milestone.core.kernel;

import dev.milestone.model.DecisionStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decision in the state. Confined to the state. */
public final class DecisionNode {
  final String id;
  final String kind;
  final String question;
  final String role;
  final String subject;
  final @Nullable String milestone;
  final @Nullable String task;
  final List<String> options;
  final long requestedMillis;
  DecisionStatus status = DecisionStatus.OPEN;
  String answer = "";
  String decidedBy = "";
  String decidedByEstablished = "";
  long decidedMillis;

  DecisionNode(
      String id,
      String kind,
      String question,
      String role,
      String subject,
      @Nullable String milestone,
      @Nullable String task,
      List<String> options,
      long requestedMillis) {
    this.id = id;
    this.kind = kind;
    this.question = question;
    this.role = role;
    this.subject = subject;
    this.milestone = milestone;
    this.task = task;
    this.options = options;
    this.requestedMillis = requestedMillis;
  }

  /** Its id. */
  public String id() {
    return id;
  }

  /** What sort it is. */
  public String kind() {
    return kind;
  }

  /** What is asked. */
  public String question() {
    return question;
  }

  /** Who is asked. */
  public String role() {
    return role;
  }

  /** What it is about: the criterion, the deliverable, the role. */
  public String subject() {
    return subject;
  }

  /** The milestone it is about. */
  public @Nullable String milestone() {
    return milestone;
  }

  /** The task it is about. */
  public @Nullable String task() {
    return task;
  }

  /** Possible answers. */
  public List<String> options() {
    return options;
  }

  /** When it was asked. */
  public long requestedMillis() {
    return requestedMillis;
  }

  /** Where it stands. */
  public DecisionStatus status() {
    return status;
  }

  /** The answer. */
  public String answer() {
    return answer;
  }

  /** Who answered; empty before. */
  public String decidedBy() {
    return decidedBy;
  }

  /** How that was established. */
  public String decidedByEstablished() {
    return decidedByEstablished;
  }

  /** When it was answered; 0 before. */
  public long decidedMillis() {
    return decidedMillis;
  }
}
