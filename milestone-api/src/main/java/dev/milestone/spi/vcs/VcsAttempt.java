package dev.milestone.spi.vcs;

import dev.milestone.model.AttemptId;
import dev.milestone.model.MilestoneId;
import org.apiguardian.api.API;

/**
 * The attempt in whose name something is done, with its fencing token. Tokens of a task only grow;
 * who comes with a lower one than was seen is refused.
 *
 * @param milestone the milestone of the task
 * @param id task and number
 * @param token the fencing token, from 0
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsAttempt(MilestoneId milestone, AttemptId id, long token) {

  /** Refuses a negative token. */
  public VcsAttempt {
    if (token < 0) {
      throw new IllegalArgumentException("fencing tokens begin at 0: " + token);
    }
  }

  @Override
  public String toString() {
    return milestone + "/" + id.task() + "/" + id.number();
  }
}
