package dev.milestone.spi.vcs;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The state of a work tree.
 *
 * @param branch the branch that is checked out; absent when HEAD is detached
 * @param commit the commit that is checked out; absent on an unborn branch
 * @param changed paths that differ from the commit, staged or not, without untracked ones; at most
 *     {@link #MAX_PATHS}
 * @param untracked paths that are not tracked and not ignored; at most {@link #MAX_PATHS}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsState(
    Optional<String> branch,
    Optional<String> commit,
    List<String> changed,
    List<String> untracked) {

  /** Most paths listed of each kind. */
  public static final int MAX_PATHS = 10_000;

  /** Copies the lists. */
  public VcsState {
    changed = List.copyOf(changed);
    untracked = List.copyOf(untracked);
  }

  /** Whether nothing differs from the commit and nothing is untracked. */
  public boolean clean() {
    return changed.isEmpty() && untracked.isEmpty();
  }
}
