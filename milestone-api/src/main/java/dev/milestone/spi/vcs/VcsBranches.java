package dev.milestone.spi.vcs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The branches of a repository. Thread-safe, also between processes. Names that cannot be a branch,
 * or could be taken for an option or a path outside, are refused with {@code INVALID_INPUT}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface VcsBranches {

  /** Most branches listed. */
  int MAX_BRANCHES = 10_000;

  /** Looks one up. */
  Optional<VcsBranch> find(String name);

  /** The branches whose names begin so, sorted, at most {@link #MAX_BRANCHES}. */
  List<VcsBranch> list(String prefix);

  /**
   * Makes a branch that is not there yet; one that is there is never moved.
   *
   * @return {@link VcsOutcome.Done} with its tip when this effect made it, now or before, or when
   *     it stands at the base; {@link VcsOutcome.Moved} when it belongs to somebody else
   */
  VcsOutcome create(VcsBranchRequest request);

  /** The settings kept with a branch, without those of the version control itself. */
  Map<String, String> settings(String name);

  /** Changes settings of a branch; others stay. An empty value removes the setting. */
  void configure(String name, Map<String, String> settings);

  /**
   * Deletes a branch of the engine ({@code milestone/}, {@code feature/}, {@code integration/},
   * {@code milestone-task/}) and its settings, if it stands where expected, is held by {@code into}
   * and checked out nowhere. One that is gone already is done.
   */
  VcsOutcome delete(VcsBranchRemoval request);
}
