package dev.milestone.spi.vcs;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a work tree holds, recorded as a tree and not yet as a commit.
 *
 * @param tree id of the tree; the same content has the same id
 * @param branch the branch that the work tree is on; absent when it is on none
 * @param commit the commit that it is at; absent before the first one
 * @param changes against that commit, at most {@link VcsChange#MAX_CHANGES}
 * @param refused what could not be taken as it is; a commit of this tree would not hold the work
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsSnapshot(
    String tree,
    Optional<String> branch,
    Optional<String> commit,
    List<VcsChange> changes,
    List<Refused> refused) {

  /** Copies the lists. */
  public VcsSnapshot {
    changes = List.copyOf(changes);
    refused = List.copyOf(refused);
  }

  /**
   * A path that was not taken.
   *
   * @param path which
   * @param why stable code: {@code filter} (content goes through a program, such as LFS), {@code
   *     nested_repository}, {@code unsafe_path}, {@code conflict} (not resolved), {@code
   *     too_large}, {@code unreadable}
   */
  public record Refused(String path, String why) {}
}
