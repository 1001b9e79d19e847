package dev.milestone.spi.vcs;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * The work trees that attempts work in. Thread-safe, also between processes: of two that ask for
 * the same one at once, one makes it and the other gets it (same effect) or is refused.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface VcsWorkspaces {

  /** Most workspaces listed. */
  int MAX_WORKSPACES = 10_000;

  /**
   * Makes a work tree on a branch of its own, or finishes it. No hook or filter of the repository
   * runs.
   *
   * @throws dev.milestone.MilestoneException kind {@code REFUSED}: {@code workspace_taken} when its
   *     name or folder belongs to something else, {@code branch_exists}, {@code stale_token},
   *     {@code unsafe_tree} when a file of the commit could land outside
   */
  VcsWorkspace create(VcsWorkspaceRequest request);

  /**
   * Gives a work tree to another attempt: parks what is not recorded, makes the branch, brings the
   * files to its base, removes untracked ones. Refused as {@link #create} is.
   */
  VcsWorkspace reuse(VcsWorkspaceReuse request);

  /** The workspaces that this interface made, sorted by name. */
  List<VcsWorkspace> list();

  /** Looks one up. */
  Optional<VcsWorkspace> find(String name);

  /**
   * Removes a work tree. Work that is nowhere else – changed or untracked files, a merge that is
   * under way, commits that no branch holds – is parked first; if that is not possible nothing is
   * removed. One that is gone already is removed.
   */
  VcsRemoval remove(VcsWorkspaceRemoval request);

  /** What was parked for a milestone, sorted. */
  List<VcsParked> parked(dev.milestone.model.MilestoneId milestone);

  /**
   * Puts in order what crashes left: workspaces half made or half removed, locks of processes that
   * are gone. What belongs to somebody else is told and left.
   *
   * @param live effects that are still under way or will be asked for again; theirs stays
   */
  List<VcsRemark> repair(Set<String> live);
}
