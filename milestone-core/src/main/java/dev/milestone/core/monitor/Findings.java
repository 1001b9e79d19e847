package dev.milestone.core.monitor;

import dev.milestone.Blocker;
import dev.milestone.Conflict;
import dev.milestone.Recommendation;
import dev.milestone.core.kernel.State;
import dev.milestone.model.Risk;
import java.time.Instant;
import java.util.List;

/**
 * What is wrong or may go wrong, and what to do about it.
 *
 * @param blockers what keeps tasks from being done
 * @param conflicts ready tasks that cannot run because others hold what they need
 * @param risks what may go wrong
 * @param recommendations what to do, most urgent first
 */
public record Findings(
    List<Blocker> blockers,
    List<Conflict> conflicts,
    List<Risk> risks,
    List<Recommendation> recommendations) {

  /** Copies the lists. */
  public Findings {
    blockers = List.copyOf(blockers);
    conflicts = List.copyOf(conflicts);
    risks = List.copyOf(risks);
    recommendations = List.copyOf(recommendations);
  }

  /** All findings. */
  public static Findings of(State state, Instant now) {
    List<Blocker> blockers = Blockers.of(state, now);
    List<Conflict> conflicts = Conflicts.of(state);
    List<Risk> risks = Risks.of(state, now);
    return new Findings(
        blockers, conflicts, risks, Recommendations.of(state, blockers, conflicts, risks));
  }
}
