package dev.milestone.spi.vcs;

import dev.milestone.MilestoneException;
import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;

/**
 * One repository. Thread-safe; looking at it changes nothing.
 *
 * <p>What changes it stands behind four nouns. Each of their changing methods takes the id of an
 * effect and is <em>idempotent</em>: asked again – by the same process, or by another one after a
 * crash at any point – it finishes what was begun or answers what was done, and never does it
 * twice.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface VcsRepository extends AutoCloseable {

  /** The folder shared by all work trees of the repository. */
  Path commonDirectory();

  /** The root of the work tree that was opened. */
  Path workTree();

  /**
   * Reads the state of the work tree.
   *
   * @param ignored paths below the root, with {@code /}, whose changes do not count; a folder
   *     counts with all below it
   */
  VcsState state(List<String> ignored);

  /** Finds out what can be asked of this repository, without writing. Default: looking only. */
  default VcsCapabilities capabilities() {
    return VcsCapabilities.lookingOnly();
  }

  /**
   * The branches.
   *
   * @throws MilestoneException {@code vcs_unsupported} without {@link VcsFeature#BRANCHES}
   */
  default VcsBranches branches() {
    throw unsupported("branches");
  }

  /**
   * The work trees that attempts work in.
   *
   * @throws MilestoneException {@code vcs_unsupported} without {@link VcsFeature#WORKSPACES}
   */
  default VcsWorkspaces workspaces() {
    throw unsupported("workspaces");
  }

  /**
   * What was recorded and can be.
   *
   * @throws MilestoneException {@code vcs_unsupported} without {@link VcsFeature#COMMITS}
   */
  default VcsCommits commits() {
    throw unsupported("commits");
  }

  /**
   * Bringing commits together.
   *
   * @throws MilestoneException {@code vcs_unsupported} without {@link VcsFeature#MERGES}
   */
  default VcsMerges merges() {
    throw unsupported("merges");
  }

  @Override
  void close();

  private MilestoneException unsupported(String what) {
    return MilestoneException.refused(
        "vcs_unsupported",
        "the version control of "
            + workTree()
            + " offers no "
            + what
            + "; work without version control (--no-git)");
  }
}
