package dev.milestone;

import dev.milestone.model.Budget;
import dev.milestone.model.Cost;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A budget and what is left of it.
 *
 * @param scope {@code project}, {@code milestone} or {@code task}
 * @param id id of the milestone or task; empty for the project
 * @param limit the budget, raises included
 * @param spent tokens and money of its attempts, those under way with what they have reported
 * @param time wall time of its attempts, those under way included
 * @param attempts how many attempts there were
 * @param used the largest used share of its limits; 1 is all
 * @param expected what finishing its open tasks is expected to take beyond {@code spent}: the mean
 *     of the attempts so far times the tasks left; absent before the first attempt has ended
 * @param state how it stands
 * @param waiting ready tasks that do not start because of it
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record BudgetReport(
    String scope,
    String id,
    Budget limit,
    Cost spent,
    Duration time,
    int attempts,
    double used,
    Optional<Cost> expected,
    State state,
    List<String> waiting) {

  /** Copies the list. */
  public BudgetReport {
    waiting = List.copyOf(waiting);
  }

  /** How a budget stands. Written in lower case. */
  public enum State {
    /** Below the threshold of warning. */
    OK,
    /** Above it. */
    WARNED,
    /** Used up: nothing starts that counts against it. */
    EXHAUSTED;

    /** As it is written in events and JSON. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
