package dev.milestone.spi.vcs;

import java.util.Optional;
import org.apiguardian.api.API;

/** Brings commits together. Thread-safe, also between processes. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface VcsMerges {

  /**
   * Merges without a checkout and without moving a branch. Sources merge one after another; one
   * that conflicts is left out, and the others go on. The same request gives the same commit.
   */
  VcsMergeResult merge(VcsMergeRequest request);

  /**
   * Moves a branch forward to a commit, by compare-and-swap. A work tree that is on the branch gets
   * the files together with it, if it is clean and in the middle of nothing; else {@link
   * VcsOutcome.Blocked} and nothing changes.
   *
   * @return {@link VcsOutcome.Done} also when the branch holds the commit already; {@link
   *     VcsOutcome.Moved}, {@link VcsOutcome.Stale}, {@link VcsOutcome.Blocked}
   */
  VcsOutcome publish(VcsPublishRequest request);

  /** Whether a branch holds a commit. */
  Optional<VcsOutcome.Done> fate(String branch, String commit);
}
