package dev.milestone.core.archive;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.core.kernel.DecisionNode;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A milestone that is to be archived, as the state has it at one sequence. Immutable.
 *
 * @param definition what it is
 * @param status where it stands
 * @param startedMillis when its first attempt started; 0 before
 * @param completedMillis when it was completed; 0 before
 * @param effectId of an archive that has been begun and not ended; empty otherwise
 * @param tasks its tasks
 * @param decisions what persons were asked about it, oldest first
 * @param dependsOn status of each milestone it depends on; {@code unknown} for one that is not
 *     there
 * @param dependents milestones that wait for it, and whether any of their tasks is blocked
 * @param underWay tasks with an attempt under way
 * @param definitions definitions in the notation of the plan file: the milestone's, then its tasks'
 */
public record ArchiveCandidate(
    MilestoneDefinition definition,
    MilestoneStatus status,
    long startedMillis,
    long completedMillis,
    String effectId,
    List<TaskOutcome> tasks,
    List<Asked> decisions,
    Map<String, String> dependsOn,
    Map<String, Boolean> dependents,
    List<String> underWay,
    List<Map<String, Object>> definitions) {

  /** Copies the collections. */
  public ArchiveCandidate {
    tasks = List.copyOf(tasks);
    decisions = List.copyOf(decisions);
    dependsOn = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(dependsOn));
    dependents = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(dependents));
    underWay = List.copyOf(underWay);
    definitions = List.copyOf(definitions);
  }

  /**
   * A task at the end.
   *
   * @param definition what it is
   * @param status how it ended
   * @param verified whether its success was verified
   * @param expectedMillis expected time
   */
  public record TaskOutcome(
      TaskDefinition definition, TaskStatus status, boolean verified, long expectedMillis) {

    /** Its id. */
    public String id() {
      return definition.id().value();
    }
  }

  /**
   * A question to a person and its answer.
   *
   * @param id of the decision
   * @param kind what sort it is
   * @param subject what it is about
   * @param question as it was asked
   * @param role who was asked
   * @param status where it stands
   * @param answer the answer
   * @param decidedBy who answered; empty before
   * @param established how that was established
   * @param decidedMillis when; 0 before
   */
  public record Asked(
      String id,
      String kind,
      String subject,
      String question,
      String role,
      DecisionStatus status,
      String answer,
      String decidedBy,
      String established,
      long decidedMillis) {

    static Asked of(DecisionNode node) {
      return new Asked(
          node.id(),
          node.kind(),
          node.subject(),
          node.question(),
          node.role(),
          node.status(),
          node.answer(),
          node.decidedBy(),
          node.decidedByEstablished(),
          node.decidedMillis());
    }
  }

  /** Its id. */
  public String id() {
    return definition.id().value();
  }

  /**
   * Takes what is needed from the state. Called where the state may be touched.
   *
   * @throws MilestoneException of kind {@link ErrorKind#INVALID_INPUT}, code {@code
   *     unknown_milestone}
   */
  public static ArchiveCandidate of(State state, String milestone) {
    MilestoneNode node = state.milestone(milestone);
    if (node == null) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "unknown_milestone",
          "there is no milestone " + milestone + "; milestone update lists all");
    }
    List<TaskOutcome> tasks = new ArrayList<>(node.tasks().size());
    List<String> underWay = new ArrayList<>();
    List<Map<String, Object>> definitions = new ArrayList<>(node.tasks().size() + 1);
    definitions.add(state.definitions().write(node.definition()));
    for (TaskNode task : node.tasks()) {
      tasks.add(
          new TaskOutcome(
              task.definition(), task.status(), task.verified(), task.expectedMillis()));
      definitions.add(state.definitions().write(task.definition()));
      if (task.active() != null) {
        underWay.add(task.id());
      }
    }
    List<Asked> decisions = new ArrayList<>();
    for (DecisionNode decision : state.decisions().values()) {
      if (milestone.equals(decision.milestone())) {
        decisions.add(Asked.of(decision));
      }
    }
    Map<String, String> dependsOn = new LinkedHashMap<>();
    for (String id : node.before()) {
      MilestoneNode before = state.milestone(id);
      dependsOn.put(id, before == null ? "unknown" : before.status().text());
    }
    Map<String, Boolean> dependents = new LinkedHashMap<>();
    for (MilestoneNode next : node.after()) {
      dependents.put(next.id(), next.count(TaskStatus.BLOCKED) > 0);
    }
    return new ArchiveCandidate(
        node.definition(),
        node.status(),
        node.startedMillis(),
        node.completedMillis(),
        node.archiveEffect(),
        tasks,
        decisions,
        dependsOn,
        dependents,
        underWay,
        definitions);
  }
}
