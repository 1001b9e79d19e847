package dev.milestone.spi.vcs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/** Records work and reads what was recorded. Thread-safe, also between processes. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface VcsCommits {

  /** Most commits listed at once. */
  int MAX_LOG = 10_000;

  /**
   * Records what a work tree holds, ignored files left out, links as links. Moves nothing and runs
   * nothing.
   *
   * @param workTree a folder in it
   * @param ignored paths below its root that are taken as they are in its commit
   */
  VcsSnapshot snapshot(Path workTree, List<String> ignored);

  /** The files that differ between two commits or trees, sorted by path, renames found. */
  List<VcsChange> changes(String from, String to);

  /**
   * Takes the token of an attempt as the highest of its task. From then on attempts with a lower
   * one are refused.
   *
   * @return {@link VcsOutcome.Stale} when a higher one was seen, else {@link VcsOutcome.Done} with
   *     an id of no meaning
   */
  VcsOutcome admit(VcsAttempt attempt);

  /**
   * Makes the commits of an attempt, moves the branch and leaves a fence, all or nothing and once:
   * an attempt that has its commits answers with the last of them, whatever the request says. A
   * work tree that is on the branch sees its changes as recorded.
   *
   * @return {@link VcsOutcome.Done}, {@link VcsOutcome.Moved} or {@link VcsOutcome.Stale}
   */
  VcsOutcome commit(VcsCommitRequest request);

  /**
   * What became of the commits of an attempt: the fence says so, else the trailers of the commits
   * on the branch since its base (somebody rebased or squashed them), and the fence is left then.
   *
   * @param base full id of a commit; what it holds is not looked at
   * @return the last commit, or nothing when there is none
   */
  Optional<VcsOutcome.Done> fate(VcsAttempt attempt, String branch, String base);

  /** Reads one, by its full id. */
  Optional<VcsCommit> read(String id);

  /**
   * What a commit holds and another does not, newest first.
   *
   * @param without full id of the other; absent: all
   * @param limit at most this many, up to {@link #MAX_LOG}
   */
  List<VcsCommit> log(String commit, Optional<String> without, int limit);
}
