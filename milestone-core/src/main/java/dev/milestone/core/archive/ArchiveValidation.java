package dev.milestone.core.archive;

import dev.milestone.ArchiveCheck;
import dev.milestone.core.kernel.Command;
import dev.milestone.model.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was checked before archiving. Immutable.
 *
 * @param checked checks in order, with their evidence
 * @param requests what has to be asked of persons and has not been asked yet
 */
public record ArchiveValidation(List<Checked> checked, List<Command.DecisionRequest> requests) {

  /** Result of a check that is fulfilled. */
  public static final String PASSED = "passed";

  /** Result of a check that is not. */
  public static final String FAILED = "failed";

  /** Result of a check that a person has to answer. */
  public static final String WAITING = "waiting";

  /** Copies the lists. */
  public ArchiveValidation {
    checked = List.copyOf(checked);
    requests = List.copyOf(requests);
  }

  /**
   * A check.
   *
   * @param check as reported
   * @param hint what to do when it has failed; empty otherwise
   * @param evidence what a command showed
   * @param decision the person's answer it rests on
   */
  public record Checked(
      ArchiveCheck check,
      String hint,
      Optional<Evidence> evidence,
      Optional<ArchiveCandidate.Asked> decision) {}

  /** The checks. */
  public List<ArchiveCheck> checks() {
    List<ArchiveCheck> checks = new ArrayList<>(checked.size());
    for (Checked c : checked) {
      checks.add(c.check());
    }
    return checks;
  }

  private boolean any(String result) {
    for (Checked c : checked) {
      if (c.check().result().equals(result)) {
        return true;
      }
    }
    return false;
  }

  /** Whether every check is fulfilled. */
  public boolean passed() {
    return !any(FAILED) && !any(WAITING);
  }

  /** Whether a person has to decide something. */
  public boolean waiting() {
    return any(WAITING);
  }

  /** Whether a check is not fulfilled. */
  public boolean failed() {
    return any(FAILED);
  }

  /** What has failed, as the event {@code archive_refused} says it. */
  public List<Map<String, Object>> problems() {
    List<Map<String, Object>> problems = new ArrayList<>();
    for (Checked c : checked) {
      if (c.check().result().equals(FAILED)) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("code", c.check().kind());
        problem.put("what", c.check().text() + ": " + c.check().detail());
        if (!c.hint().isEmpty()) {
          problem.put("hint", c.hint());
        }
        problems.add(problem);
      }
    }
    return problems;
  }
}
