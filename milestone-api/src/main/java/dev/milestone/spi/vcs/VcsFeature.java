package dev.milestone.spi.vcs;

import org.apiguardian.api.API;

/** What an engine may ask of a repository beyond looking at it. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum VcsFeature {
  /** Branches are made, configured and deleted: {@link VcsRepository#branches()}. */
  BRANCHES,
  /** Attempts get work trees of their own: {@link VcsRepository#workspaces()}. */
  WORKSPACES,
  /** What a work tree holds is recorded: {@link VcsRepository#commits()}. */
  COMMITS,
  /** Commits are merged without a checkout: {@link VcsRepository#merges()}. */
  MERGES,
  /** A conflict is tried a second time by another implementation before it is told. */
  SECOND_MERGE
}
