package dev.milestone.spi.vcs;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/** What became of an effect. A closed set of values. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface VcsOutcome {

  /**
   * It is done, now or before.
   *
   * @param commit the commit that it led to
   */
  record Done(String commit) implements VcsOutcome {}

  /**
   * Nothing was done: the branch is not where the caller expected it.
   *
   * @param now where it is; absent when there is no such branch
   */
  record Moved(Optional<String> now) implements VcsOutcome {}

  /**
   * Nothing was done: a later attempt of the task has taken over.
   *
   * @param token the highest token seen
   */
  record Stale(long token) implements VcsOutcome {}

  /**
   * Nothing was done: something is in the way that a person or an earlier step has to move.
   *
   * @param code stable code, {@code snake_case}
   * @param sentence what it is and what to do
   * @param paths what it is about; may be empty
   */
  record Blocked(String code, String sentence, List<String> paths) implements VcsOutcome {

    /** Copies the paths. */
    public Blocked {
      paths = List.copyOf(paths);
    }
  }

  /** The commit when it is done. */
  default Optional<String> done() {
    return this instanceof Done done ? Optional.of(done.commit) : Optional.empty();
  }
}
