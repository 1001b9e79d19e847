package dev.milestone.spi.agent;

import dev.milestone.model.Artefact;
import dev.milestone.model.Cost;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * What came of an attempt, as the agent sees it; the verification has the last word. Immutable.
 *
 * @param success whether the agent says it is done
 * @param summary a line for people: what was done, or why it failed; at most 4,000 characters are
 *     recorded
 * @param exitCode exit code of a process
 * @param artefacts what was made
 * @param cost what it has cost
 * @param notes notes for the task
 * @param details more, for the event; JSON values only
 * @param unavailable why it could not work at all; absent when it could. Only of a result without
 *     success
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AgentResult(
    boolean success,
    String summary,
    OptionalInt exitCode,
    List<Artefact> artefacts,
    Cost cost,
    List<String> notes,
    Map<String, Object> details,
    Optional<Unavailability> unavailable) {

  private static final AgentResult DONE =
      new AgentResult(
          true,
          "",
          OptionalInt.empty(),
          List.of(),
          Cost.NONE,
          List.of(),
          Map.of(),
          Optional.empty());

  /** Copies the collections. */
  public AgentResult {
    artefacts = List.copyOf(artefacts);
    notes = List.copyOf(notes);
    details = Map.copyOf(details);
    if (success && unavailable.isPresent()) {
      throw new IllegalArgumentException("an agent that could not work has no success");
    }
  }

  /** A result of an agent that could work. */
  public AgentResult(
      boolean success,
      String summary,
      OptionalInt exitCode,
      List<Artefact> artefacts,
      Cost cost,
      List<String> notes,
      Map<String, Object> details) {
    this(success, summary, exitCode, artefacts, cost, notes, details, Optional.empty());
  }

  /** Done, with nothing to add. */
  public static AgentResult succeeded() {
    return DONE;
  }

  /** Done. */
  public static AgentResult succeeded(String summary) {
    return new AgentResult(
        true,
        summary,
        OptionalInt.empty(),
        List.of(),
        Cost.NONE,
        List.of(),
        Map.of(),
        Optional.empty());
  }

  /** Not done. */
  public static AgentResult failed(String reason) {
    return new AgentResult(
        false,
        reason,
        OptionalInt.empty(),
        List.of(),
        Cost.NONE,
        List.of(),
        Map.of(),
        Optional.empty());
  }

  /** The agent could not work at all. */
  public static AgentResult unavailable(String reason, Unavailability why) {
    return new AgentResult(
        false,
        reason,
        OptionalInt.empty(),
        List.of(),
        Cost.NONE,
        List.of(),
        Map.of(),
        Optional.of(why));
  }

  /** The same with a cost. */
  public AgentResult withCost(Cost newCost) {
    return new AgentResult(
        success, summary, exitCode, artefacts, newCost, notes, details, unavailable);
  }

  /** The same with artefacts. */
  public AgentResult withArtefacts(List<Artefact> newArtefacts) {
    return new AgentResult(
        success, summary, exitCode, newArtefacts, cost, notes, details, unavailable);
  }

  /** The same with notes. */
  public AgentResult withNotes(List<String> newNotes) {
    return new AgentResult(
        success, summary, exitCode, artefacts, cost, newNotes, details, unavailable);
  }
}
