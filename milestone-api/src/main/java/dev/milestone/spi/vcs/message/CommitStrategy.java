package dev.milestone.spi.vcs.message;

import org.apiguardian.api.API;

/** How the work of an attempt is cut into commits. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum CommitStrategy {
  /** One commit with everything. */
  ATOMIC,
  /** One commit for each group of {@link CommitGroups}. */
  PROGRESSIVE,
  /** One commit with everything so far, while the attempt goes on. */
  CHECKPOINT
}
